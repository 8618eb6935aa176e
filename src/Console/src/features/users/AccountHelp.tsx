import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { User } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { CopyLine } from "@/ui/Copy";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";

/** What an administrator does for somebody who can't sign in, or should no longer be signed in. */
export function AccountHelp({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const params = { path: { id: user.id } };
  const reset = useMutation({ mutationFn: () => take(api.POST("/api/users/{id}/password-reset", { params })) });
  const unlock = useMutation({
    mutationFn: () => take(api.POST("/api/users/{id}/unlock", { params })),
    onSuccess: () => notify(t("users.unlocked")),
  });
  const end = useMutation({
    mutationFn: () => take(api.DELETE("/api/users/{id}/sessions", { params })),
    onSuccess: () => notify(t("users.sessionsEnded")),
  });
  const factors = useMutation({
    mutationFn: () => take(api.DELETE("/api/users/{id}/second-factors", { params })),
    onSuccess: () => notify(t("users.factorsReset")),
  });
  const asking = [reset, factors].find(each => asksForPassword(each.error));
  const asksAgain = asking !== undefined;
  return (
    <Dialog opened onClose={onClose} title={t("users.helpTitle", { name: user.username })}>
      <div className={parts.stack}>
        <Problem error={(asksAgain ? null : (reset.error ?? factors.error)) ?? unlock.error ?? end.error} />
        {asksAgain ? (
          <ConfirmPassword onDone={() => asking.mutate()} />
        ) : reset.data ? (
          <>
            <p>{t("users.resetReady")}</p>
            <CopyLine label={t("access.resetToken")} text={`${location.origin}/reset-password#${reset.data.token}`} />
            <p className={`${parts.small} ${parts.muted}`}>
              {t("users.resetUntil")} <Time at={reset.data.expiresAt} exact />
            </p>
          </>
        ) : (
          <Button loading={reset.isPending} onClick={() => reset.mutate()}>
            {t("users.makeReset")}
          </Button>
        )}
        <Button variant="default" loading={unlock.isPending} onClick={() => unlock.mutate()}>
          {t("users.unlock")}
        </Button>
        <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          {t("users.endSessions")}
        </Button>
        {may("users:reset_factors") && (
          <Button variant="default" loading={factors.isPending} onClick={() => factors.mutate()}>
            {t("users.resetFactors")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
