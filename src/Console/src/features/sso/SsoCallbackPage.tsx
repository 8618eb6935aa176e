import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate } from "react-router";
import { api, take } from "@/api/client";
import { useSession } from "@/api/hooks";
import { session } from "@/api/session";
import { EntranceFrame, safeTarget } from "@/features/access/Entrance";
import { isOwed, SecondStep } from "@/features/access/SecondStep";
import { Problem } from "@/ui/Problem";
import { Waiting } from "@/ui/States";
import { type ProviderAnswer, takeAnswer, takeTarget } from "./begin";

/** Where identity providers send people back to: what they sent along becomes a session, or a second factor that is owed. */
export function SsoCallbackPage() {
  const { t } = useTranslation();
  const state = useSession();
  const [answer] = useState(() => takeAnswer(location, history));
  const [to] = useState(takeTarget);
  const begun = useRef(false);
  const [accepted, setAccepted] = useState(false);
  const finish = useMutation({
    mutationFn: ({ code, state, iss }: ProviderAnswer) =>
      take(api.POST("/api/auth/sso/callback", { body: { code, state, iss, refreshTokenIn: "COOKIE" } })),
    onSuccess: view => {
      if (!isOwed(view)) {
        session.accept(view);
      }
      setAccepted(true);
    },
  });
  const { mutate } = finish;
  useEffect(() => {
    if (!begun.current && answer.error === null) {
      begun.current = true;
      mutate(answer);
    }
  }, [answer, mutate]);
  const owed = finish.data && isOwed(finish.data) ? finish.data : undefined;
  if (accepted && state.kind === "in") {
    return <Navigate to={safeTarget(to)} replace />;
  }
  if (owed) {
    return (
      <EntranceFrame title={t(owed.factors.length === 0 ? "factors.setUpTitle" : "factors.stepTitle")}>
        <SecondStep owed={owed} />
      </EntranceFrame>
    );
  }
  return (
    <EntranceFrame title={t("sso.callbackTitle")}>
      {answer.error !== null ? (
        <p role="alert">{t("sso.providerRefused")}</p>
      ) : finish.error ? (
        <Problem error={finish.error} />
      ) : (
        <Waiting />
      )}
      {(answer.error !== null || finish.error) && (
        <p>
          <Link to="/sign-in">{t("sso.backToSignIn")}</Link>
        </p>
      )}
    </EntranceFrame>
  );
}
