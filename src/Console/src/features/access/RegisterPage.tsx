import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { api, take } from "@/api/client";
import { session } from "@/api/session";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import css from "./access.module.css";
import { Entrance } from "./Entrance";
import { usePasswordRule } from "./passwordRule";

const empty = { company: "", username: "", email: "", password: "", invitation: "" };

export function RegisterPage() {
  const { t } = useTranslation();
  const { search } = useLocation();
  const passwordRule = usePasswordRule();
  const needed = (value: string) => (value.trim() ? null : t("common.required"));
  const form = useForm({
    mode: "uncontrolled",
    initialValues: empty,
    validate: {
      company: needed,
      username: needed,
      email: value => (value.includes("@") ? null : t("access.badEmail")),
      password: passwordRule,
    },
  });
  const register = useSubmit(
    form,
    ({ invitation, ...values }: typeof empty) =>
      take(api.POST("/api/auth/register", { body: { ...values, invitation: invitation.trim() || null, refreshTokenIn: "COOKIE" } })),
    view => session.accept(view),
  );
  return (
    <Entrance title={t("access.registerTitle")} intro={t("access.registerIntro")}>
      <form className={css.form} noValidate onSubmit={form.onSubmit(values => register.mutate(values))}>
        <TextInput
          label={t("access.company")}
          autoComplete="organization"
          required
          autoFocus
          key={form.key("company")}
          {...form.getInputProps("company")}
        />
        <TextInput
          label={t("access.username")}
          autoComplete="nickname"
          required
          key={form.key("username")}
          {...form.getInputProps("username")}
        />
        <TextInput
          label={t("access.email")}
          type="email"
          autoComplete="username"
          required
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("access.password")}
          description={t("access.passwordHint")}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <TextInput
          label={t("access.invitation")}
          description={t("access.invitationHint")}
          autoComplete="off"
          spellCheck={false}
          key={form.key("invitation")}
          {...form.getInputProps("invitation")}
        />
        {!isShownAtFields(register.error, empty) && <Problem error={register.error} />}
        <Button type="submit" loading={register.isPending}>
          {t("access.register")}
        </Button>
      </form>
      <p className={css.other}>
        {t("access.haveAccount")} <Link to={`/sign-in${search}`}>{t("access.signIn")}</Link>
      </p>
    </Entrance>
  );
}
