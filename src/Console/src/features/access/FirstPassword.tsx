import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { session } from "@/api/session";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import css from "./access.module.css";
import { usePasswordRule } from "./passwordRule";
import { isOwed, type Owed } from "./SecondStep";

interface Props {
  email: string;
  currentPassword: string;
  onOwed: (owed: Owed) => void;
}

/** Somebody else chose the password: it is good for choosing another, and for nothing else. */
export function FirstPassword({ email, currentPassword, onOwed }: Props) {
  const { t } = useTranslation();
  const form = useForm({ mode: "uncontrolled", initialValues: { password: "" }, validate: { password: usePasswordRule() } });
  const choose = useSubmit(
    form,
    ({ password }: { password: string }) =>
      take(api.POST("/api/auth/first-password", { body: { email, currentPassword, password, refreshTokenIn: "COOKIE" } })),
    view => (isOwed(view) ? onOwed(view) : session.accept(view)),
  );
  return (
    <form className={css.form} noValidate onSubmit={form.onSubmit(values => choose.mutate(values))}>
      <p>{t("access.firstPassword")}</p>
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <PasswordInput
        label={t("access.newPassword")}
        description={t("access.passwordHint")}
        autoComplete="new-password"
        required
        autoFocus
        visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
        key={form.key("password")}
        {...form.getInputProps("password")}
      />
      {!isShownAtFields(choose.error, { password: "" }) && <Problem error={choose.error} />}
      <Button type="submit" loading={choose.isPending}>
        {t("access.chooseAndSignIn")}
      </Button>
    </form>
  );
}
