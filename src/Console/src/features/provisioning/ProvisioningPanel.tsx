import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { Code } from "@/ui/Code";
import { CopyLine } from "@/ui/Copy";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm, Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

type Token = Schemas["ProvisioningTokenView"];

/** What an identity provider has to be told, and the tokens with which it comes in. */
export function ProvisioningPanel() {
  const { t } = useTranslation();
  const may = useMay()("users:write");
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const tokens = usePages(["provisioning_tokens"], cursor => take(api.GET("/api/provisioning-tokens", { params: { query: { cursor } } })));
  const columns: Column<Token>[] = [
    { key: "name", header: t("common.name"), cell: token => token.name, long: true },
    { key: "prefix", header: t("provisioning.token"), cell: token => <Code>{`${token.prefix}…`}</Code> },
    {
      key: "ends",
      header: t("provisioning.ends"),
      cell: token => (token.expiresAt ? <Time at={token.expiresAt} exact /> : t("provisioning.noEnd")),
    },
    { key: "used", header: t("provisioning.lastUsed"), cell: token => <Time at={token.lastUsedAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: token =>
        may && (
          <Button size="xs" variant="default" aria-label={`${t("provisioning.revoke")} ${token.name}`} onClick={() => setRevoking(token)}>
            {t("provisioning.revoke")}
          </Button>
        ),
    },
  ];
  return (
    <>
      <Panel title={t("provisioning.title")}>
        <div className={parts.stack}>
          <p>{t("provisioning.intro")}</p>
          <CopyLine label={t("provisioning.address")} text={`${window.location.origin}/scim/v2`} />
          <p className={`${parts.small} ${parts.muted}`}>{t("provisioning.entra")}</p>
          <p className={`${parts.small} ${parts.muted}`}>{t("provisioning.okta")}</p>
          <p className={`${parts.small} ${parts.muted}`}>{t("provisioning.domains")}</p>
        </div>
      </Panel>
      <Panel
        title={t("provisioning.tokens")}
        flush
        actions={
          may && (
            <Button size="xs" variant="default" onClick={() => setCreating(true)}>
              {t("provisioning.new")}
            </Button>
          )
        }
      >
        <Problem error={tokens.error} onReload={() => void tokens.refetch()} />
        {tokens.isPending ? (
          <Waiting />
        ) : tokens.items.length === 0 && !tokens.error ? (
          <Empty title={t("provisioning.emptyTitle")}>{t("provisioning.empty")}</Empty>
        ) : (
          <DataTable label={t("provisioning.tokens")} columns={columns} rows={tokens.items} rowKey={token => token.id} />
        )}
        <More pages={tokens} />
        <Side opened={creating} onClose={() => setCreating(false)} title={t("provisioning.new")}>
          <Create onClose={() => setCreating(false)} />
        </Side>
        {revoking && <Revoke token={revoking} onClose={() => setRevoking(undefined)} />}
      </Panel>
    </>
  );
}

function Create({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: "", expiresAt: "" },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const create = useSubmit(
    form,
    (values: { name: string; expiresAt: string }) =>
      take(
        api.POST("/api/provisioning-tokens", {
          body: { name: values.name.trim(), expiresAt: values.expiresAt ? new Date(values.expiresAt).toISOString() : null },
        }),
      ),
    () => void client.invalidateQueries({ queryKey: ["provisioning_tokens"] }),
  );
  if (create.data) {
    return (
      <div className={parts.stack} role="status">
        <p>{t("provisioning.once")}</p>
        <CopyLine label={t("provisioning.text")} text={create.data.token} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </div>
      </div>
    );
  }
  if (asksForPassword(create.error)) {
    return <ConfirmPassword onDone={() => create.mutate(form.getValues())} />;
  }
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => create.mutate(values))}>
      <p className={`${parts.small} ${parts.muted}`}>{t("provisioning.power")}</p>
      <TextInput
        label={t("common.name")}
        description={t("provisioning.nameHint")}
        required
        data-autofocus
        autoComplete="off"
        maxLength={100}
        {...form.getInputProps("name")}
      />
      <TextInput
        label={`${t("provisioning.ends")} (${t("common.optional")})`}
        description={t("provisioning.endsHint")}
        type="datetime-local"
        {...form.getInputProps("expiresAt")}
      />
      {!isShownAtFields(create.error, form.values) && <Problem error={create.error} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={create.isPending}>
          {t("common.create")}
        </Button>
      </div>
    </form>
  );
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      take(api.DELETE("/api/provisioning-tokens/{id}", { params: { path: { id: token.id }, header: ifMatch(token.version) } })),
    onSuccess: () => {
      notify(t("provisioning.revoked"));
      onClose();
      void client.invalidateQueries({ queryKey: ["provisioning_tokens"] });
    },
  });
  return (
    <Confirm
      opened
      title={t("provisioning.revokeTitle", { name: token.name })}
      text={t("provisioning.revokeText")}
      action={t("provisioning.revoke")}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
