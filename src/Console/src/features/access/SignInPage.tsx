import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { api, take } from "@/api/client";
import { useSession } from "@/api/hooks";
import { ApiProblem } from "@/api/problem";
import { session } from "@/api/session";
import { SsoSignIn } from "@/features/sso/SsoSignIn";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import css from "./access.module.css";
import { Entrance } from "./Entrance";
import { FirstPassword } from "./FirstPassword";
import { askPasskey, canUsePasskeys } from "./passkeys";
import { isOwed, type Owed, SecondStep } from "./SecondStep";

export function SignInPage() {
  const { t } = useTranslation();
  const state = useSession();
  const { search } = useLocation();
  const [owed, setOwed] = useState<Owed>();
  const [company, setCompany] = useState<string>();
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
    view => (isOwed(view) ? setOwed(view) : session.accept(view)),
  );
  const passkey = useMutation({
    mutationFn: async () => {
      const proof = await askPasskey();
      return proof ? take(api.POST("/api/auth/login/passkey", { body: { passkey: proof, refreshTokenIn: "COOKIE" } })) : null;
    },
    onSuccess: view => view && session.accept(view),
  });
  if (owed) {
    return (
      <Entrance title={t(owed.factors.length === 0 ? "factors.setUpTitle" : "factors.stepTitle")}>
        <SecondStep owed={owed} />
      </Entrance>
    );
  }
  if (company !== undefined) {
    return (
      <Entrance title={t("sso.signInTitle")}>
        <SsoSignIn known={company} onBack={() => setCompany(undefined)} />
      </Entrance>
    );
  }
  if (signIn.error instanceof ApiProblem && signIn.error.code === "auth.password_change_required" && signIn.variables) {
    return (
      <Entrance title={t("access.firstPasswordTitle")}>
        <FirstPassword email={signIn.variables.email} currentPassword={signIn.variables.password} onOwed={setOwed} />
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
        {!isShownAtFields(signIn.error, form.getValues()) && <Problem error={signIn.error ?? passkey.error} />}
        <Button type="submit" loading={signIn.isPending}>
          {t("access.signIn")}
        </Button>
        {canUsePasskeys() && (
          <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>
            {t("factors.signInByPasskey")}
          </Button>
        )}
        <Button variant="default" onClick={() => setCompany(form.getValues().email)}>
          {t("sso.signIn")}
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
