import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { AuditEntry } from "@/api/types";
import { ActorName, operationName } from "@/ui/Actor";
import { breakable, Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, FilterText, useFilters } from "@/ui/Filters";
import { Chip } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { auditSeverities, categories, outcomes, outcomeTone } from "./labels";

const names = ["q", "category", "severity", "outcome", "action", "resourceType", "resourceId", "actorId", "from", "to"] as const;
const oneOf = <T extends string>(values: readonly T[], value: string | undefined) => values.find(each => each === value);

export function AuditPage() {
  const { t } = useTranslation();
  const filters = useFilters(names);
  const { values } = filters;
  const query = {
    ...values,
    category: oneOf(categories, values.category),
    severity: oneOf(auditSeverities, values.severity),
    outcome: oneOf(outcomes, values.outcome),
    from: moment(values.from),
    to: moment(values.to),
  };
  const entries = usePages(["audit", query], cursor => take(api.GET("/api/audit", { params: { query: { ...query, cursor } } })));
  const columns: Column<AuditEntry>[] = [
    {
      key: "action",
      header: t("audit.action"),
      cell: entry => (
        <div>
          <Link to={`/audit/${entry.id}`}>{operationName(entry.action)}</Link>
          <div className={`${parts.small} ${parts.muted}`}>
            <Code>{entry.action}</Code>
          </div>
        </div>
      ),
    },
    { key: "at", header: t("audit.when"), cell: entry => <Time at={entry.at} exact />, nowrap: true },
    { key: "who", header: t("audit.who"), cell: entry => <ActorName actor={entry.actor} /> },
    {
      key: "resource",
      header: t("audit.resource"),
      cell: entry => (
        <>
          <span className={parts.muted}>{breakable(entry.resource.type)}</span> {breakable(entry.resource.name ?? "")}
        </>
      ),
    },
    {
      key: "outcome",
      header: t("audit.outcome"),
      cell: entry => <Chip tone={outcomeTone[entry.outcome]}>{t(`audit.outcomeOf.${entry.outcome}`)}</Chip>,
    },
    {
      key: "sequence",
      header: t("audit.place"),
      cell: entry => <span className={parts.nums}>{entry.sequence ?? t("audit.notSequenced")}</span>,
      nowrap: true,
    },
  ];
  return (
    <Page title={t("audit.title")} intro={t("audit.intro")}>
      <Problem error={entries.error} onReload={() => void entries.refetch()} />
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterText label={t("audit.text")} value={values.q} onChange={value => filters.set("q", value)} />
          <FilterSelect
            label={t("audit.category")}
            value={query.category}
            onChange={value => filters.set("category", value)}
            options={categories.map(value => ({ value, label: t(`audit.categoryOf.${value}`) }))}
          />
          <FilterSelect
            label={t("audit.outcome")}
            value={query.outcome}
            onChange={value => filters.set("outcome", value)}
            options={outcomes.map(value => ({ value, label: t(`audit.outcomeOf.${value}`) }))}
          />
          <FilterSelect
            label={t("audit.severity")}
            value={query.severity}
            onChange={value => filters.set("severity", value)}
            options={auditSeverities.map(value => ({ value, label: t(`audit.severityOf.${value}`) }))}
          />
          <FilterText label={t("audit.action")} value={values.action} onChange={value => filters.set("action", value)} />
          <FilterText label={t("audit.from")} type="datetime-local" value={values.from} onChange={value => filters.set("from", value)} />
          <FilterText label={t("audit.until")} type="datetime-local" value={values.to} onChange={value => filters.set("to", value)} />
        </FilterBar>
        {entries.isPending ? (
          <Waiting rows={8} />
        ) : entries.items.length === 0 && !entries.error ? (
          <Empty>{t(filters.any ? "audit.emptyFiltered" : "audit.emptyTitle")}</Empty>
        ) : (
          <DataTable label={t("audit.title")} columns={columns} rows={entries.items} rowKey={entry => entry.id} />
        )}
        <More pages={entries} />
      </Panel>
    </Page>
  );
}

/** A local moment of an input as the API takes it. */
function moment(local: string | undefined): string | undefined {
  const at = local ? new Date(local) : null;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}
