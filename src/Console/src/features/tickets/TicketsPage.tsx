import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { searchOf } from "@/api/search";
import type { Ticket } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, FilterText, useFilters } from "@/ui/Filters";
import { SeverityLabel } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { BulkChange } from "./BulkChange";
import { ExecutionChip, executions, OverdueChip, priorities, StageLabel, severities, sorts, stages } from "./labels";
import { NewTicket } from "./NewTicket";
import { SavedViews } from "./SavedViews";

/** Stands for every stage but CLOSED. */
const open = "OPEN";
/** Filters that are seldom wanted. */
const rare = ["execution", "overdue", "tag", "observable"] as const;
const whose = ["mine", "nobody", "followed"] as const;
const oneOf = <T extends string>(values: readonly T[], value: string | undefined) => values.find(each => each === value);

export function TicketsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useSignedIn();
  const [creating, setCreating] = useState(false);
  const [changing, setChanging] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const filters = useFilters([
    "text",
    "execution",
    "stage",
    "severity",
    "priority",
    "deviceId",
    "whose",
    "overdue",
    "tag",
    "observable",
    "sort",
  ]);
  const of = oneOf(whose, filters.values.whose);
  const query = {
    execution: oneOf(executions, filters.values.execution),
    stage: oneOf(stages, filters.values.stage),
    severity: oneOf(severities, filters.values.severity),
    deviceId: filters.values.deviceId,
    open: filters.values.stage === open ? true : undefined,
    text: searchOf(filters.values.text),
    priority: oneOf(priorities, filters.values.priority),
    overdue: filters.values.overdue === "true" ? true : undefined,
    assigneeId: of === "mine" ? user.id : undefined,
    assigned: of === "nobody" ? false : undefined,
    watcherId: of === "followed" ? user.id : undefined,
    tag: filters.values.tag,
    observable: filters.values.observable,
  };
  const sort = oneOf(sorts, filters.values.sort);
  const tickets = usePages(["tickets", "list", query, sort], cursor =>
    take(api.GET("/api/tickets", { params: { query: { ...query, sort, cursor } } })),
  );
  const pick = (id: string) => setChosen(before => (before.includes(id) ? before.filter(one => one !== id) : [...before, id]));
  const columns: Column<Ticket>[] = [
    ...(may("tickets:write")
      ? [
          {
            key: "select",
            header: "",
            cell: (ticket: Ticket) => (
              <Checkbox
                size="xs"
                aria-label={t("tickets.select", { number: ticket.number })}
                checked={chosen.includes(ticket.id)}
                onChange={() => pick(ticket.id)}
              />
            ),
          },
        ]
      : []),
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
    { key: "priority", header: t("tickets.priority"), cell: ticket => t(`tickets.priorityOf.${ticket.priority}`), nowrap: true },
    { key: "execution", header: t("tickets.execution"), cell: ticket => <ExecutionChip execution={ticket.execution} /> },
    { key: "stage", header: t("tickets.stage"), cell: ticket => <StageLabel stage={ticket.stage} />, nowrap: true },
    {
      key: "overdue",
      header: t("tickets.overdue"),
      cell: ticket => (ticket.overdue ? <OverdueChip ticket={ticket} /> : null),
      nowrap: true,
    },
    {
      key: "device",
      header: t("tickets.device"),
      cell: ticket => (ticket.deviceId ? <Link to={`/devices/${ticket.deviceId}`}>{ticket.deviceName ?? ticket.deviceId}</Link> : null),
    },
    { key: "opened", header: t("tickets.opened"), cell: ticket => <Time at={ticket.createdAt} />, nowrap: true },
  ];
  const create = may("tickets:write") && <Button onClick={() => setCreating(true)}>{t("tickets.new")}</Button>;
  const actions = (
    <>
      <Button component={Link} to="/tickets/rules" variant="default">
        {t("tickets.rules.title")}
      </Button>
      <Button component={Link} to="/tickets/figures" variant="default">
        {t("tickets.figures.title")}
      </Button>
      <Button component={Link} to="/tickets/service-levels" variant="default">
        {t("tickets.sla.title")}
      </Button>
      {create}
    </>
  );
  return (
    <Page title={t("tickets.title")} intro={t("tickets.intro")} actions={actions}>
      <Problem error={tickets.error} onReload={() => void tickets.refetch()} />
      <Panel flush>
        <FilterBar
          any={filters.any}
          onClear={filters.clear}
          more={{
            any: rare.some(name => filters.values[name] !== undefined),
            children: (
              <>
                <FilterSelect
                  label={t("tickets.execution")}
                  value={query.execution}
                  onChange={value => filters.set("execution", value)}
                  options={executions.map(value => ({ value, label: t(`tickets.executionOf.${value}`) }))}
                />
                <FilterSelect
                  label={t("tickets.due")}
                  value={query.overdue ? "true" : undefined}
                  onChange={value => filters.set("overdue", value)}
                  options={[{ value: "true", label: t("tickets.overdue") }]}
                />
                <FilterText label={t("tickets.tag")} value={filters.values.tag} onChange={value => filters.set("tag", value)} />
                <FilterText
                  label={t("tickets.observable")}
                  value={filters.values.observable}
                  onChange={value => filters.set("observable", value)}
                />
              </>
            ),
          }}
        >
          <FilterText label={t("tickets.search")} value={filters.values.text} onChange={value => filters.set("text", value)} />
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
          <FilterSelect
            label={t("tickets.priority")}
            value={query.priority}
            onChange={value => filters.set("priority", value)}
            options={priorities.map(value => ({ value, label: t(`tickets.priorityOf.${value}`) }))}
          />
          <FilterSelect
            label={t("tickets.whose")}
            value={of}
            onChange={value => filters.set("whose", value)}
            options={whose.map(value => ({ value, label: t(`tickets.whoseOf.${value}`) }))}
          />
          <FilterSelect
            label={t("tickets.sort")}
            value={sort}
            onChange={value => filters.set("sort", value)}
            options={sorts.map(value => ({ value, label: t(`tickets.sortOf.${value}`) }))}
          />
        </FilterBar>
        <SavedViews query={query} sort={sort ?? null} />
        {chosen.length > 0 && (
          <div className={`${parts.panelBody} ${parts.row}`}>
            {t("tickets.selected", { count: chosen.length })}
            <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
              {t("tickets.bulk")}
            </Button>
          </div>
        )}
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
      {changing && (
        <BulkChange
          ids={chosen}
          onClose={() => setChanging(false)}
          onDone={() => {
            setChanging(false);
            setChosen([]);
          }}
        />
      )}
      <NewTicket opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
