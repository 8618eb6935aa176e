import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useSession } from "@/api/hooks";
import { ApiProblem } from "@/api/problem";
import { confirmByProvider, isProvided } from "@/features/sso/begin";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { askPasskey, canUsePasskeys } from "./passkeys";

/** Whether what was refused can be had by proving again who one is. */
export const asksForPassword = (error: unknown) => error instanceof ApiProblem && error.code === "auth.sign_in_not_fresh";

/** Asks for the reader's own password, and their second factor where they have one, before something of weight. */
export function ConfirmPassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const mine = useQuery({ queryKey: ["second-factors"], queryFn: () => take(api.GET("/api/auth/second-factors")) });
  const hasMore = mine.data && (mine.data.totpSince !== null || mine.data.passkeys > 0);
  const form = useForm({
    initialValues: { currentPassword: "", code: "" },
    validate: { currentPassword: value => (value ? null : t("common.required")) },
  });
  const confirm = useSubmit(
    form,
    ({ currentPassword, code }: { currentPassword: string; code: string }) =>
      take(api.POST("/api/auth/confirm", { body: { password: currentPassword, ...proofOf(code) } })),
    onDone,
  );
  const passkey = useMutation({
    mutationFn: async () => {
      const proof = await askPasskey();
      if (proof) {
        await take(api.POST("/api/auth/confirm", { body: { passkey: proof } }));
      }
      return proof !== null;
    },
    onSuccess: confirmed => confirmed && onDone(),
  });
  const state = useSession();
  const provider = useMutation({ mutationFn: confirmByProvider });
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => confirm.mutate(values))}>
      <p>{t("users.confirmPassword")}</p>
      <PasswordInput
        label={t("settings.currentPassword")}
        autoComplete="current-password"
        data-autofocus
        required
        visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
        {...form.getInputProps("currentPassword")}
      />
      {hasMore && <TextInput label={t("factors.codeOrRecovery")} autoComplete="one-time-code" {...form.getInputProps("code")} />}
      {!isShownAtFields(confirm.error, form.values) && <Problem error={confirm.error ?? passkey.error ?? provider.error} />}
      <Button type="submit" loading={confirm.isPending}>
        {t("users.confirm")}
      </Button>
      {(mine.data?.passkeys ?? 0) > 0 && canUsePasskeys() && (
        <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>
          {t("factors.usePasskey")}
        </Button>
      )}
      {state.kind === "in" && isProvided(state.accessToken) && (
        <Button variant="default" loading={provider.isPending} onClick={() => provider.mutate()}>
          {t("sso.confirm")}
        </Button>
      )}
    </form>
  );
}

/** Six digits are of an app; everything else is a recovery code. */
function proofOf(text: string) {
  const code = text.replaceAll(" ", "");
  return code === "" ? {} : /^\d{6}$/.test(code) ? { code } : { recoveryCode: text };
}
