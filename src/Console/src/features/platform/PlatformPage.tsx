import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { operationName } from "@/ui/Actor";
import { breakable, Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { PageTabs } from "@/ui/PageTabs";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ConfirmYourself } from "./ConfirmYourself";

/** For who holds the platform's own role: its log, who was refused, which addresses are blocked, and how the broker's keys stand. */
export function PlatformPage() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("platform.title")}
      intro={t("platform.intro")}
      actions={
        <>
          <Link to="/tenants">{t("platform.tenants")}</Link>
          <ConfirmYourself />
        </>
      }
    >
      <section className={parts.panel}>
        <PageTabs
          label={t("platform.title")}
          tabs={[
            { name: "log", title: t("platform.tab.log"), content: <Entries /> },
            { name: "refusals", title: t("platform.tab.refusals"), content: <Refusals /> },
            { name: "addresses", title: t("platform.tab.addresses"), content: <Addresses /> },
            { name: "keys", title: t("platform.tab.keys"), content: <BrokerKeys /> },
          ]}
        />
      </section>
    </Page>
  );
}

function Entries() {
  const { t } = useTranslation();
  const entries = usePages(["platform", "entries"], cursor => take(api.GET("/api/platform/entries", { params: { query: { cursor } } })));
  const columns: Column<Schemas["PlatformEntryView"]>[] = [
    {
      key: "what",
      header: t("platform.what"),
      cell: entry => (
        <div>
          {operationName(entry.operation)}
          <div className={`${parts.small} ${parts.muted}`}>
            <Code>{entry.operation}</Code>
          </div>
        </div>
      ),
    },
    { key: "at", header: t("platform.when"), cell: entry => <Time at={entry.at} exact />, nowrap: true },
    {
      key: "who",
      header: t("platform.who"),
      cell: entry => (entry.userId ? breakable(entry.userEmail ?? entry.userName) : t("platform.operator")),
      long: true,
    },
    { key: "in", header: t("platform.inTenant"), cell: entry => <TenantLink id={entry.inTenantId} />, nowrap: true },
    {
      key: "about",
      header: t("platform.about"),
      cell: entry =>
        entry.subjectId && entry.operation.startsWith("tenancy.") ? (
          <TenantLink id={entry.subjectId} />
        ) : (
          entry.subjectId && <Code>{short(entry.subjectId)}</Code>
        ),
      nowrap: true,
    },
    {
      key: "outcome",
      header: t("platform.outcome"),
      cell: entry =>
        entry.error ? (
          <Chip tone="poor">{entry.error}</Chip>
        ) : entry.endedAt ? (
          <Chip tone="good">{t("platform.done")}</Chip>
        ) : (
          <Chip tone="watch">{t("platform.notEnded")}</Chip>
        ),
    },
  ];
  return (
    <>
      <Problem error={entries.error} onReload={() => void entries.refetch()} />
      {entries.isPending ? (
        <Waiting />
      ) : entries.items.length === 0 && !entries.error ? (
        <Empty>{t("platform.noEntries")}</Empty>
      ) : (
        <DataTable label={t("platform.tab.log")} columns={columns} rows={entries.items} rowKey={entry => entry.id} />
      )}
      <More pages={entries} />
    </>
  );
}

function Refusals() {
  const { t } = useTranslation();
  const refusals = useQuery({ queryKey: ["platform", "refusals"], queryFn: () => take(api.GET("/api/platform/refusals")) });
  const columns: Column<Schemas["RefusalView"]>[] = [
    { key: "at", header: t("platform.when"), cell: refusal => <Time at={refusal.at} exact />, nowrap: true },
    { key: "kind", header: t("platform.kind"), cell: refusal => <Code>{refusal.kind}</Code> },
    { key: "network", header: t("platform.network"), cell: refusal => <Code>{refusal.network}</Code> },
    { key: "count", header: t("platform.count"), cell: refusal => refusal.count, nowrap: true },
  ];
  return (
    <List query={refusals} none={t("platform.noRefusals")} label={t("platform.tab.refusals")} columns={columns} rowKey={keyOfRefusal} />
  );
}

function Addresses() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const addresses = useQuery({
    queryKey: ["platform", "addresses"],
    queryFn: () => take(api.GET("/api/platform/blocked-addresses")),
  });
  const release = useMutation({
    mutationFn: (address: string) => take(api.DELETE("/api/platform/blocked-addresses/{address}", { params: { path: { address } } })),
    onSuccess: () => notify(t("platform.released")),
    onSettled: () => void client.invalidateQueries({ queryKey: ["platform"] }),
  });
  const asksAgain = asksForPassword(release.error);
  const columns: Column<Schemas["PlatformAddressView"]>[] = [
    { key: "address", header: t("platform.address"), cell: each => <Code>{each.address}</Code> },
    { key: "failures", header: t("platform.failures"), cell: each => each.failures },
    { key: "last", header: t("platform.lastAt"), cell: each => <Time at={each.lastAt} />, nowrap: true },
    { key: "until", header: t("platform.blockedUntil"), cell: each => <Time at={each.blockedUntil} exact />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each => (
        <Button
          size="xs"
          variant="default"
          aria-label={`${t("platform.release")} ${each.address}`}
          onClick={() => release.mutate(each.address)}
        >
          {t("platform.release")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Problem error={asksAgain ? null : release.error} />
      <List
        query={addresses}
        none={t("platform.noAddresses")}
        label={t("platform.tab.addresses")}
        columns={columns}
        rowKey={each => each.address}
      />
      <Dialog opened={asksAgain} onClose={() => release.reset()} title={t("platform.confirm")}>
        <ConfirmPassword onDone={() => release.mutate(release.variables ?? "")} />
      </Dialog>
    </>
  );
}

function BrokerKeys() {
  const { t } = useTranslation();
  const keys = useQuery({ queryKey: ["platform", "keys"], queryFn: () => take(api.GET("/api/platform/broker-keys")) });
  const columns: Column<Schemas["BrokerKeyView"]>[] = [
    { key: "kind", header: t("platform.keyKind"), cell: key => <Code>{key.kind}</Code> },
    {
      key: "state",
      header: t("platform.state"),
      cell: key => <Chip tone={key.state === "CURRENT" ? "good" : "neutral"}>{key.state}</Chip>,
    },
    { key: "key", header: t("platform.publicKey"), cell: key => <Code>{key.publicKey}</Code>, long: true },
    { key: "since", header: t("platform.since"), cell: key => <Time at={key.since} />, nowrap: true },
    {
      key: "until",
      header: t("platform.until"),
      cell: key => (key.retireAt ? <Time at={key.retireAt} exact /> : key.isDue ? t("platform.due") : null),
    },
  ];
  return (
    <>
      <List query={keys} none={t("platform.noKeys")} label={t("platform.tab.keys")} columns={columns} rowKey={key => key.publicKey} />
      <p className={`${parts.panelBody} ${parts.small} ${parts.muted}`}>{t("platform.keysHint")}</p>
    </>
  );
}

interface ListProps<T> {
  query: { data?: { items: T[] } | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  none: string;
  label: string;
  columns: Column<T>[];
  rowKey: (row: T) => string;
}

function List<T>({ query, none, label, columns, rowKey }: ListProps<T>) {
  const items = query.data?.items ?? [];
  return (
    <>
      <Problem error={query.error} onReload={() => void query.refetch()} />
      {query.isPending ? (
        <Waiting />
      ) : items.length === 0 && !query.error ? (
        <Empty>{none}</Empty>
      ) : (
        <DataTable label={label} columns={columns} rows={items} rowKey={rowKey} />
      )}
    </>
  );
}

function TenantLink({ id }: { id: string }) {
  return (
    <Link to={`/tenants/${id}`} aria-label={id}>
      <Code>{short(id)}</Code>
    </Link>
  );
}

const short = (id: string) => id.slice(-8);
const keyOfRefusal = (refusal: Schemas["RefusalView"]) => `${refusal.at} ${refusal.kind} ${refusal.network}`;
