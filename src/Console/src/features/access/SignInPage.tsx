import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { api, take } from "@/api/client";
import { useSession } from "@/api/hooks";
import { ApiProblem } from "@/api/problem";
import { session } from "@/api/session";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import css from "./access.module.css";
import { Entrance } from "./Entrance";
import { FirstPassword } from "./FirstPassword";

export function SignInPage() {
  const { t } = useTranslation();
  const state = useSession();
  const { search } = useLocation();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: value => (value.includes("@") ? null : t("access.badEmail")),
      password: value => (value ? null : t("common.required")),
    },
  });
  const signIn = useSubmit(
    form,
    (values: { email: string; password: string }) => take(api.POST("/api/auth/login", { body: { ...values, refreshTokenIn: "COOKIE" } })),
    view => session.accept(view),
  );
  if (signIn.error instanceof ApiProblem && signIn.error.code === "auth.password_change_required" && signIn.variables) {
    return (
      <Entrance title={t("access.firstPasswordTitle")}>
        <FirstPassword email={signIn.variables.email} currentPassword={signIn.variables.password} />
      </Entrance>
    );
  }
  return (
    <Entrance title={t("access.signInTitle")}>
      {state.kind === "out" && state.expired && (
        <p className={parts.notice} role="status">
          {t("access.expired")}
        </p>
      )}
      <form className={css.form} noValidate onSubmit={form.onSubmit(values => signIn.mutate(values))}>
        <TextInput
          label={t("access.email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("access.password")}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        {!isShownAtFields(signIn.error, form.getValues()) && <Problem error={signIn.error} />}
        <Button type="submit" loading={signIn.isPending}>
          {t("access.signIn")}
        </Button>
      </form>
      <p className={css.other}>
        <Link to="/reset-password">{t("access.lostPassword")}</Link>
      </p>
      <p className={css.other}>
        {t("access.newHere")} <Link to={`/register${search}`}>{t("access.registerTitle")}</Link>
      </p>
    </Entrance>
  );
}
