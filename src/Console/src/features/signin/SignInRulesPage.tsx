import { Button, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { ProvidersPanel } from "@/features/sso/ProvidersPanel";
import { RequiredSso } from "@/features/sso/RequiredSso";
import { Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

type Rules = Schemas["SignInRulesView"];
type Allowing = { network: string; note: string };

/** What the tenant asks of who signs in, from where nobody may for now, and from where its people always may. */
export function SignInRulesPage() {
  const { t } = useTranslation();
  const rules = useQuery({ queryKey: ["sign_in_rules"], queryFn: () => take(api.GET("/api/sign-in-rules")) });
  return (
    <Page title={t("signin.title")} intro={t("signin.intro")}>
      <Panel title={t("signin.rules")}>
        <Loaded query={rules} rows={2}>
          {data => (
            <>
              <RulesForm rules={data} onReload={() => void rules.refetch()} />
              <RequiredSso rules={data} onReload={() => void rules.refetch()} />
            </>
          )}
        </Loaded>
      </Panel>
      <ProvidersPanel />
      <BlockedAddresses />
      <AllowedAddresses />
    </Page>
  );
}

function RulesForm({ rules, onReload }: { rules: Rules; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay()("sign_in:write");
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: (requireSecondFactor: boolean) =>
      take(api.PUT("/api/sign-in-rules", { params: { header: ifMatch(rules.version) }, body: { requireSecondFactor } })),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["sign_in_rules"] });
      void client.invalidateQueries({ queryKey: ["second-factors"] });
    },
  });
  const asksAgain = asksForPassword(set.error);
  return (
    <div className={parts.stack}>
      <Switch
        label={t("signin.requireFactor")}
        description={t("signin.requireFactorHint")}
        checked={rules.requireSecondFactor}
        disabled={!may || set.isPending}
        onChange={event => set.mutate(event.currentTarget.checked)}
      />
      {rules.changedAt && (
        <p className={`${parts.small} ${parts.muted}`}>
          {t("signin.since")} <Time at={rules.changedAt} exact />
        </p>
      )}
      <Problem error={asksAgain ? null : set.error} onReload={onReload} />
      <Dialog opened={asksAgain} onClose={() => set.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => set.mutate(set.variables ?? false)} />
      </Dialog>
    </div>
  );
}

function BlockedAddresses() {
  const { t } = useTranslation();
  const may = useMay()("sign_in:write");
  const client = useQueryClient();
  const blocked = usePages(["blocked-addresses"], cursor => take(api.GET("/api/blocked-addresses", { params: { query: { cursor } } })));
  const release = useMutation({
    mutationFn: (address: string) => take(api.DELETE("/api/blocked-addresses/{address}", { params: { path: { address } } })),
    onSuccess: () => notify(t("signin.released")),
    onSettled: () => void client.invalidateQueries({ queryKey: ["blocked-addresses"] }),
  });
  const asksAgain = asksForPassword(release.error);
  const columns: Column<Schemas["BlockedAddressView"]>[] = [
    { key: "address", header: t("signin.address"), cell: each => <Code>{each.address}</Code> },
    { key: "attempts", header: t("signin.attempts"), cell: each => each.attempts },
    { key: "last", header: t("signin.lastAttempt"), cell: each => <Time at={each.lastAt} />, nowrap: true },
    { key: "until", header: t("signin.blockedUntil"), cell: each => <Time at={each.blockedUntil} exact />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each =>
        each.releasedUntil ? (
          t("signin.isReleased")
        ) : may ? (
          <Button
            size="xs"
            variant="default"
            aria-label={`${t("signin.release")} ${each.address}`}
            onClick={() => release.mutate(each.address)}
          >
            {t("signin.release")}
          </Button>
        ) : null,
    },
  ];
  return (
    <Panel title={t("signin.blocked")} flush>
      <Problem error={blocked.error ?? (asksAgain ? null : release.error)} />
      {blocked.isPending ? (
        <Waiting />
      ) : blocked.items.length === 0 && !blocked.error ? (
        <Empty title={t("signin.noBlocked")}>{t("signin.blockedHint")}</Empty>
      ) : (
        <DataTable label={t("signin.blocked")} columns={columns} rows={blocked.items} rowKey={each => each.address} />
      )}
      <More pages={blocked} />
      <Dialog opened={asksAgain} onClose={() => release.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => release.mutate(release.variables ?? "")} />
      </Dialog>
    </Panel>
  );
}

function AllowedAddresses() {
  const { t } = useTranslation();
  const may = useMay()("sign_in:write");
  const client = useQueryClient();
  const allowed = usePages(["allowed-addresses"], cursor => take(api.GET("/api/allowed-addresses", { params: { query: { cursor } } })));
  const refresh = () => void client.invalidateQueries({ queryKey: ["allowed-addresses"] });
  const form = useForm<Allowing>({
    initialValues: { network: "", note: "" },
    validate: { network: value => (value.trim() ? null : t("common.required")) },
  });
  const allow = useSubmit(
    form,
    (body: Allowing) => take(api.POST("/api/allowed-addresses", { body })),
    () => {
      notify(t("signin.added"));
      form.reset();
      refresh();
    },
  );
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/allowed-addresses/{id}", { params: { path: { id } } })),
    onSuccess: () => notify(t("signin.removed")),
    onSettled: refresh,
  });
  const asksAgain = asksForPassword(allow.error);
  const columns: Column<Schemas["AllowedAddressView"]>[] = [
    { key: "network", header: t("signin.network"), cell: each => <Code>{each.network}</Code> },
    { key: "note", header: t("signin.note"), cell: each => each.note, long: true },
    { key: "since", header: t("common.created"), cell: each => <Time at={each.createdAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each =>
        may && (
          <Button size="xs" variant="default" aria-label={`${t("common.delete")} ${each.network}`} onClick={() => remove.mutate(each.id)}>
            {t("common.delete")}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={t("signin.allowed")} flush>
      <Problem error={allowed.error ?? remove.error} />
      {allowed.isPending ? (
        <Waiting />
      ) : allowed.items.length === 0 && !allowed.error ? (
        <Empty title={t("signin.noAllowed")}>{t("signin.allowedHint")}</Empty>
      ) : (
        <DataTable label={t("signin.allowed")} columns={columns} rows={allowed.items} rowKey={each => each.id} />
      )}
      <More pages={allowed} />
      {may && (
        <form className={`${parts.stack} ${parts.panelBody}`} noValidate onSubmit={form.onSubmit(values => allow.mutate(values))}>
          <TextInput
            label={t("signin.network")}
            description={t("signin.networkHint")}
            required
            maw={384}
            {...form.getInputProps("network")}
          />
          <TextInput label={t("signin.note")} maxLength={100} maw={384} {...form.getInputProps("note")} />
          {!asksAgain && !isShownAtFields(allow.error, form.values) && <Problem error={allow.error} />}
          <div>
            <Button type="submit" loading={allow.isPending}>
              {t("signin.allow")}
            </Button>
          </div>
        </form>
      )}
      <Dialog opened={asksAgain} onClose={() => allow.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => allow.mutate(form.getValues())} />
      </Dialog>
    </Panel>
  );
}
