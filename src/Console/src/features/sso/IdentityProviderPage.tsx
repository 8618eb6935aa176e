import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { CopyLine } from "@/ui/Copy";
import { Confirm, Dialog } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Waiting } from "@/ui/States";
import { ProviderForm } from "./ProviderForm";
import type { Provider } from "./ProvidersPanel";

/** An identity provider that is not there yet. */
export function NewIdentityProviderPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("sso.new")} parent={{ to: "/sign-in-rules", label: t("signin.title") }} intro={t("sso.newIntro")}>
      <Panel>
        <ProviderForm />
      </Panel>
    </Page>
  );
}

/** An identity provider: what has to be entered there, whether it works, and its settings. */
export function IdentityProviderPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const client = useQueryClient();
  const may = useMay()("sign_in:write");
  const [deleting, setDeleting] = useState(false);
  const provider = useQuery({
    queryKey: ["identity-providers", id],
    queryFn: () => take(api.GET("/api/identity-providers/{id}", { params: { path: { id } } })),
  });
  const known = provider.data;
  return (
    <Page
      title={known?.name ?? t("sso.provider")}
      parent={{ to: "/sign-in-rules", label: t("signin.title") }}
      intro={known && t(`sso.presets.${known.preset}`)}
      actions={
        known &&
        may && (
          <Button variant="default" onClick={() => setDeleting(true)}>
            {t("common.delete")}
          </Button>
        )
      }
    >
      <Problem error={provider.error} />
      {provider.isPending && <Waiting />}
      {known && (
        <>
          <Addresses provider={known} />
          {may && <Test provider={known} />}
          <Panel title={t("sso.settings")}>
            <ProviderForm
              key={known.version}
              provider={known}
              readOnly={!may}
              onReload={() => void client.invalidateQueries({ queryKey: ["identity-providers"] })}
            />
          </Panel>
        </>
      )}
      {known && deleting && <Delete provider={known} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function Addresses({ provider }: { provider: Provider }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("sso.addresses")}>
      <div className={parts.stack}>
        <p className={parts.muted}>{t("sso.addressesHint")}</p>
        {(["redirectUri", "signedOutUri", "backChannelLogoutUri", "frontChannelLogoutUri"] as const).map(each => (
          <div key={each} className={parts.tight}>
            <span className={parts.small}>{t(`sso.${each}`)}</span>
            <CopyLine label={t(`sso.${each}`)} text={provider[each]} />
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Test({ provider }: { provider: Provider }) {
  const { t } = useTranslation();
  const test = useMutation({
    mutationFn: () => take(api.POST("/api/identity-providers/{id}/test", { params: { path: { id: provider.id } } })),
  });
  return (
    <Panel
      title={t("sso.test")}
      actions={
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t("sso.testNow")}
        </Button>
      }
    >
      <div className={parts.stack} aria-live="polite">
        <p className={parts.muted}>{t("sso.testHint")}</p>
        <Problem error={test.error} />
        {test.data?.steps.map(({ step, ok, detail }) => (
          <div key={step} className={parts.row}>
            <Chip tone={ok === null ? "neutral" : ok ? "good" : "poor"}>{t(`sso.steps.${step}`)}</Chip>
            <span>{detail}</span>
          </div>
        ))}
      </div>
    </Panel>
  );
}

function Delete({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      take(api.DELETE("/api/identity-providers/{id}", { params: { path: { id: provider.id }, header: ifMatch(provider.version) } })),
    onSuccess: async () => {
      notify(t("sso.deleted"));
      await navigate("/sign-in-rules");
      void client.invalidateQueries({ queryKey: ["identity-providers"] });
    },
  });
  if (asksForPassword(remove.error)) {
    return (
      <Dialog opened onClose={() => remove.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => remove.mutate()} />
      </Dialog>
    );
  }
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("sso.deleteTitle", { name: provider.name })}
      text={t("sso.deleteText")}
      action={t("common.delete")}
      danger
      busy={remove.isPending}
      error={remove.error}
      onReload={() => void client.invalidateQueries({ queryKey: ["identity-providers"] })}
      onConfirm={() => remove.mutate()}
    />
  );
}
