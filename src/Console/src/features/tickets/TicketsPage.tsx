import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { searchOf } from "@/api/search";
import type { Ticket } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, FilterText, useFilters } from "@/ui/Filters";
import { SeverityLabel } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ExecutionChip, executions, StageLabel, severities, stages } from "./labels";
import { NewTicket } from "./NewTicket";

/** Stands for every stage but CLOSED. */
const open = "OPEN";
const oneOf = <T extends string>(values: readonly T[], value: string | undefined) => values.find(each => each === value);

export function TicketsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const filters = useFilters(["search", "execution", "stage", "severity", "deviceId"]);
  const query = {
    execution: oneOf(executions, filters.values.execution),
    stage: oneOf(stages, filters.values.stage),
    severity: oneOf(severities, filters.values.severity),
    deviceId: filters.values.deviceId,
    open: filters.values.stage === open ? true : undefined,
    search: searchOf(filters.values.search),
  };
  const tickets = usePages(["tickets", "list", query], cursor =>
    take(api.GET("/api/tickets", { params: { query: { ...query, cursor } } })),
  );
  const columns: Column<Ticket>[] = [
    {
      key: "subject",
      header: t("tickets.subject"),
      cell: ticket => (
        <Link to={`/tickets/${ticket.id}`}>
          #{ticket.number} {ticket.subject}
        </Link>
      ),
    },
    { key: "severity", header: t("tickets.severity"), cell: ticket => <SeverityLabel severity={ticket.severity} /> },
    { key: "execution", header: t("tickets.execution"), cell: ticket => <ExecutionChip execution={ticket.execution} /> },
    { key: "stage", header: t("tickets.stage"), cell: ticket => <StageLabel stage={ticket.stage} />, nowrap: true },
    {
      key: "device",
      header: t("tickets.device"),
      cell: ticket => (ticket.deviceId ? <Link to={`/devices/${ticket.deviceId}`}>{ticket.deviceName ?? ticket.deviceId}</Link> : null),
    },
    { key: "opened", header: t("tickets.opened"), cell: ticket => <Time at={ticket.createdAt} />, nowrap: true },
  ];
  const create = may("tickets:write") && <Button onClick={() => setCreating(true)}>{t("tickets.new")}</Button>;
  return (
    <Page title={t("tickets.title")} intro={t("tickets.intro")} actions={create}>
      <Problem error={tickets.error} onReload={() => void tickets.refetch()} />
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterText label={t("tickets.search")} value={filters.values.search} onChange={value => filters.set("search", value)} />
          <FilterSelect
            label={t("tickets.execution")}
            value={query.execution}
            onChange={value => filters.set("execution", value)}
            options={executions.map(value => ({ value, label: t(`tickets.executionOf.${value}`) }))}
          />
          <FilterSelect
            label={t("tickets.stage")}
            value={query.open ? open : query.stage}
            onChange={value => filters.set("stage", value)}
            options={[{ value: open, label: t("tickets.open") }, ...stages.map(value => ({ value, label: t(`tickets.stageOf.${value}`) }))]}
          />
          <FilterSelect
            label={t("tickets.severity")}
            value={query.severity}
            onChange={value => filters.set("severity", value)}
            options={severities.map(value => ({ value, label: t(`severity.${value}`) }))}
          />
        </FilterBar>
        {tickets.isPending ? (
          <Waiting />
        ) : tickets.items.length === 0 && !tickets.error ? (
          filters.any ? (
            <Empty>{t("tickets.emptyFiltered")}</Empty>
          ) : (
            <Empty title={t("tickets.emptyTitle")} action={create}>
              {t("tickets.empty")}
            </Empty>
          )
        ) : (
          <DataTable label={t("tickets.title")} columns={columns} rows={tickets.items} rowKey={ticket => ticket.id} />
        )}
        <More pages={tickets} />
      </Panel>
      <NewTicket opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
