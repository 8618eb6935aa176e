import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { ApiKey } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { Confirm, Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { KeyOnce } from "./KeyOnce";

const graces = { none: 0, hour: 3600, day: 86_400, week: 604_800 } as const;
type Grace = keyof typeof graces;

/** What may be done with a key that is not revoked. */
export function KeyActions({ apiKey, onReload }: { apiKey: ApiKey; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [task, setTask] = useState<"rotate" | "revoke" | null>(null);
  const close = () => setTask(null);
  const revoke = useMutation({
    mutationFn: () =>
      take(api.DELETE("/api/admin/api-keys/{id}", { params: { path: { id: apiKey.id }, header: ifMatch(apiKey.version) } })),
    onSuccess: () => {
      notify(t("keys.revoked"));
      close();
      void client.invalidateQueries({ queryKey: ["api_keys"] });
    },
  });
  // The key may end while its new text is being shown.
  if (!may("keys:write") || (apiKey.revokedAt && task === null)) {
    return null;
  }
  return (
    <>
      <Button variant="default" onClick={() => setTask("rotate")}>
        {t("keys.rotate")}
      </Button>
      <Button variant="default" onClick={() => setTask("revoke")}>
        {t("keys.revoke")}
      </Button>
      {task === "rotate" && (
        <Dialog opened onClose={close} title={t("keys.rotateTitle", { name: apiKey.name })}>
          <Rotate id={apiKey.id} onClose={close} />
        </Dialog>
      )}
      <Confirm
        opened={task === "revoke"}
        onClose={close}
        title={t("keys.revokeTitle", { name: apiKey.name })}
        text={t("keys.revokeText")}
        action={t("keys.revoke")}
        danger
        busy={revoke.isPending}
        error={revoke.error}
        onReload={onReload}
        onConfirm={() => revoke.mutate()}
      />
    </>
  );
}

function Rotate({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [grace, setGrace] = useState<Grace>("none");
  const rotate = useMutation({
    mutationFn: () =>
      take(api.POST("/api/admin/api-keys/{id}/rotate", { params: { path: { id } }, body: { graceSeconds: graces[grace] } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["api_keys"] }),
  });
  if (rotate.data) {
    return <KeyOnce made={rotate.data} onClose={onClose} />;
  }
  if (asksForPassword(rotate.error)) {
    return <ConfirmPassword onDone={() => rotate.mutate()} />;
  }
  return (
    <div className={parts.stack}>
      <p>{t("keys.rotateText")}</p>
      <NativeSelect
        label={t("keys.grace")}
        data={(Object.keys(graces) as Grace[]).map(value => ({ value, label: t(`keys.graceOf.${value}`) }))}
        value={grace}
        onChange={event => setGrace(event.currentTarget.value as Grace)}
      />
      <Problem error={rotate.error} />
      <div className={`${parts.row} ${parts.end}`}>
        <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
          {t("keys.rotate")}
        </Button>
      </div>
    </div>
  );
}
