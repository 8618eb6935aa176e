import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { acting } from "@/api/acting";
import { api, take } from "@/api/client";
import { useSession } from "@/api/hooks";
import { session } from "@/api/session";
import type { InvitationLook } from "@/api/types";
import { start } from "@/app/pages";
import css from "@/features/access/access.module.css";
import { EntranceFrame } from "@/features/access/Entrance";
import { usePasswordRule } from "@/features/access/passwordRule";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { takeInvitation } from "./invitation";

/** Where the link of an invitation leads: to an account of one's own, or into one more tenant. */
export function JoinPage() {
  const { t } = useTranslation();
  const [token] = useState(() => takeInvitation(location, history, sessionStorage));
  const look = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => take(api.POST("/api/auth/invitations/look", { body: { token } })),
    enabled: token !== "",
    retry: false,
  });
  return (
    <EntranceFrame title={t("members.joinTitle")}>
      {token === "" ? (
        <>
          <p>{t("members.joinNoLink")}</p>
          <AskForOne />
        </>
      ) : (
        <Loaded query={look} rows={3}>
          {data => (
            <>
              <p>{t("members.joinText", { name: data.invitedByName, tenant: data.tenantName, role: data.roleName })}</p>
              {data.hasAccount ? <WithAccount token={token} look={data} /> : <NewAccount token={token} look={data} />}
            </>
          )}
        </Loaded>
      )}
    </EntranceFrame>
  );
}

function WithAccount({ token, look }: { token: string; look: InvitationLook }) {
  const { t } = useTranslation();
  const state = useSession();
  const navigate = useNavigate();
  const join = useMutation({
    mutationFn: () => take(api.POST("/api/auth/memberships", { body: { token } })),
    onSuccess: joined => {
      sessionStorage.removeItem("holdfast.invitation");
      acting.become({ ...joined.tenant, from: "/settings" });
      void navigate(start);
    },
  });
  if (state.kind === "starting") {
    return null;
  }
  if (state.kind === "out") {
    return (
      <>
        <p>{t("members.joinSignIn", { email: look.email })}</p>
        <Button component={Link} to="/sign-in?to=/join">
          {t("access.signIn")}
        </Button>
      </>
    );
  }
  if (state.user.email.toLowerCase() !== look.email.toLowerCase()) {
    return (
      <>
        <p className={parts.notice}>{t("members.joinOther", { email: look.email, other: state.user.email })}</p>
        <Button variant="default" onClick={() => void session.signOut()}>
          {t("app.signOut")}
        </Button>
      </>
    );
  }
  return (
    <>
      <Problem error={join.error} />
      <Button loading={join.isPending} onClick={() => join.mutate()}>
        {t("members.join", { tenant: look.tenantName })}
      </Button>
    </>
  );
}

function NewAccount({ token, look }: { token: string; look: InvitationLook }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { username: "", password: "" },
    validate: { username: value => (value.trim() ? null : t("common.required")), password: usePasswordRule() },
  });
  const accept = useSubmit(
    form,
    (values: typeof form.values) => take(api.POST("/api/auth/invitations/accept", { body: { ...values, token } })),
    () => {
      sessionStorage.removeItem("holdfast.invitation");
      void navigate("/sign-in");
    },
  );
  return (
    <form className={css.form} noValidate onSubmit={form.onSubmit(values => accept.mutate(values))}>
      <TextInput label={t("access.email")} value={look.email} readOnly autoComplete="username" />
      <TextInput label={t("access.username")} required autoFocus autoComplete="nickname" {...form.getInputProps("username")} />
      <PasswordInput
        label={t("access.password")}
        description={t("access.passwordHint")}
        required
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
        {...form.getInputProps("password")}
      />
      {!isShownAtFields(accept.error, form.values) && <Problem error={accept.error} />}
      <Button type="submit" loading={accept.isPending}>
        {t("members.makeAccount")}
      </Button>
    </form>
  );
}

/** Who has an address at a domain of a tenant's asks for an invitation. The answer is the same for everybody. */
function AskForOne() {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { email: "" }, validate: { email: value => (value.includes("@") ? null : t("access.badEmail")) } });
  const ask = useSubmit(
    form,
    (body: { email: string }) => take(api.POST("/api/auth/join", { body })),
    () => {},
  );
  if (ask.isSuccess) {
    return (
      <p className={parts.notice} role="status">
        {t("members.asked")}
      </p>
    );
  }
  return (
    <form className={css.form} noValidate onSubmit={form.onSubmit(values => ask.mutate(values))}>
      <TextInput label={t("access.email")} type="email" required autoComplete="email" {...form.getInputProps("email")} />
      {!isShownAtFields(ask.error, form.values) && <Problem error={ask.error} />}
      <Button type="submit" loading={ask.isPending}>
        {t("members.ask")}
      </Button>
    </form>
  );
}
