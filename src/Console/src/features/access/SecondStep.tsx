import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { session } from "@/api/session";
import type { Schemas, SignedInView } from "@/api/types";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import { Loaded } from "@/ui/States";
import css from "./access.module.css";
import { askPasskey, canUsePasskeys } from "./passkeys";
import { RecoveryCodes } from "./RecoveryCodes";
import { TotpSecret } from "./TotpSecret";

export type Owed = Schemas["SecondFactorChallengeView"];

/** Whether a sign-in answered what is still owed, and no session. */
export const isOwed = (view: SignedInView | Owed): view is Owed => "challenge" in view;

/** The second factor after the password; or the first one, where the tenant asks everybody for one. */
export function SecondStep({ owed }: { owed: Owed }) {
  const { t } = useTranslation();
  const [view, setView] = useState<SignedInView>();
  const done = (signedIn: SignedInView) => (signedIn.recoveryCodes?.length ? setView(signedIn) : session.accept(signedIn));
  const [recovering, setRecovering] = useState(!owed.factors.includes("TOTP") && owed.factors.includes("RECOVERY_CODE"));
  const enrols = owed.factors.length === 0;
  const begun = useQuery({
    queryKey: ["enrolment", owed.challenge],
    queryFn: () => take(api.POST("/api/auth/login/enrolment", { body: { challenge: owed.challenge } })),
    enabled: enrols,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const form = useForm({ initialValues: { code: "" }, validate: { code: value => (value.trim() ? null : t("common.required")) } });
  const send = useSubmit(
    form,
    ({ code }: { code: string }) =>
      take(
        api.POST("/api/auth/login/second-factor", {
          body: { challenge: owed.challenge, refreshTokenIn: "COOKIE", ...(recovering ? { recoveryCode: code } : { code }) },
        }),
      ),
    done,
  );
  const passkey = useMutation({
    mutationFn: async () => {
      const proof = await askPasskey();
      return proof
        ? take(api.POST("/api/auth/login/second-factor", { body: { challenge: owed.challenge, passkey: proof, refreshTokenIn: "COOKIE" } }))
        : null;
    },
    onSuccess: signedIn => signedIn && done(signedIn),
  });
  if (view?.recoveryCodes) {
    return <RecoveryCodes codes={view.recoveryCodes} onDone={() => session.accept(view)} />;
  }
  return (
    <form className={css.form} noValidate onSubmit={form.onSubmit(values => send.mutate(values))}>
      {enrols && (
        <>
          <p>{t("factors.required")}</p>
          <Loaded query={begun} rows={4}>
            {data => <TotpSecret begun={data} />}
          </Loaded>
        </>
      )}
      {owed.factors.includes("PASSKEY") && canUsePasskeys() && (
        <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>
          {t("factors.usePasskey")}
        </Button>
      )}
      <TextInput
        label={t(recovering ? "factors.recoveryCode" : "factors.code")}
        autoComplete="one-time-code"
        inputMode={recovering ? "text" : "numeric"}
        required
        autoFocus
        {...form.getInputProps("code")}
      />
      {!isShownAtFields(send.error, form.values) && <Problem error={send.error ?? passkey.error} />}
      <Button type="submit" loading={send.isPending}>
        {t("access.signIn")}
      </Button>
      {owed.factors.includes("TOTP") && owed.factors.includes("RECOVERY_CODE") && (
        <Button variant="subtle" onClick={() => setRecovering(!recovering)}>
          {t(recovering ? "factors.useApp" : "factors.useRecoveryCode")}
        </Button>
      )}
    </form>
  );
}
