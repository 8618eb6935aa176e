import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

/** Whether what was refused can be had by giving one's password again. */
export const asksForPassword = (error: unknown) => error instanceof ApiProblem && error.code === "auth.sign_in_not_fresh";

/** Asks for the reader's own password before something of weight. */
export function ConfirmPassword({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { currentPassword: "" },
    validate: { currentPassword: value => (value ? null : t("common.required")) },
  });
  const confirm = useSubmit(
    form,
    ({ currentPassword }: { currentPassword: string }) => take(api.POST("/api/auth/confirm", { body: { password: currentPassword } })),
    onDone,
  );
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
      {!isShownAtFields(confirm.error, form.values) && <Problem error={confirm.error} />}
      <Button type="submit" loading={confirm.isPending}>
        {t("users.confirm")}
      </Button>
    </form>
  );
}
