import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import css from "./access.module.css";
import { Entrance } from "./Entrance";
import { usePasswordRule } from "./passwordRule";

/** For who holds a reset token. In a link it stands behind the #, which no server and no log ever sees. */
export function ResetPage() {
  const { t } = useTranslation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { token: location.hash.slice(1), password: "" },
    validate: { token: value => (value.trim() ? null : t("common.required")), password: usePasswordRule() },
  });
  const reset = useSubmit(
    form,
    ({ token, password }: { token: string; password: string }) =>
      take(api.POST("/api/auth/reset", { body: { token: token.trim(), password } })),
    () => history.replaceState(null, "", location.pathname),
  );
  return (
    <Entrance title={t("access.resetTitle")} intro={t("access.resetIntro")}>
      {reset.isSuccess ? (
        <p className={parts.notice} role="status">
          {t("access.resetDone")}
        </p>
      ) : (
        <form className={css.form} noValidate onSubmit={form.onSubmit(values => reset.mutate(values))}>
          <TextInput
            label={t("access.resetToken")}
            autoComplete="off"
            spellCheck={false}
            required
            key={form.key("token")}
            {...form.getInputProps("token")}
          />
          <PasswordInput
            label={t("access.newPassword")}
            description={t("access.passwordHint")}
            autoComplete="new-password"
            required
            visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          {!isShownAtFields(reset.error, form.getValues()) && <Problem error={reset.error} />}
          <Button type="submit" loading={reset.isPending}>
            {t("access.resetAction")}
          </Button>
        </form>
      )}
      <p className={css.other}>
        <Link to="/sign-in">{t("access.signIn")}</Link>
      </p>
    </Entrance>
  );
}
