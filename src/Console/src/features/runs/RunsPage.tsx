import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { ActorName } from "@/ui/Actor";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, useFilters } from "@/ui/Filters";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { RiskChip, StateChip, states } from "./labels";
import { PlanRun } from "./PlanRun";
import type { Run } from "./queries";

export function RunsPage() {
  const { t } = useTranslation();
  const [planning, setPlanning] = useState(false);
  const plan = useMay()("actions:write") && <Button onClick={() => setPlanning(true)}>{t("runs.planOne")}</Button>;
  const filters = useFilters(["state", "deviceId"]);
  const query = { state: states.find(each => each === filters.values.state), deviceId: filters.values.deviceId };
  const runs = usePages(["actions", "runs", query], cursor =>
    take(api.GET("/api/action-runs", { params: { query: { ...query, cursor } } })),
  );
  const columns: Column<Run>[] = [
    { key: "action", header: t("runs.action"), cell: run => <Link to={`/runs/${run.id}`}>{run.actionName}</Link> },
    { key: "state", header: t("runs.state"), cell: run => <StateChip state={run.state} /> },
    { key: "risk", header: t("runs.risk"), cell: run => <RiskChip risk={run.risk} /> },
    { key: "through", header: t("runs.through"), cell: run => run.throughName },
    {
      key: "target",
      header: t("runs.target"),
      cell: run =>
        run.target && (run.target.kind === "device" ? <Link to={`/devices/${run.target.id}`}>{run.target.name}</Link> : run.target.name),
    },
    { key: "asked", header: t("runs.asked"), cell: run => <ActorName actor={run.requestedBy} /> },
    { key: "planned", header: t("runs.planned"), cell: run => <Time at={run.createdAt} />, nowrap: true },
  ];
  return (
    <Page title={t("runs.title")} intro={t("runs.intro")} actions={plan}>
      <Problem error={runs.error} onReload={() => void runs.refetch()} />
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterSelect
            label={t("runs.state")}
            value={query.state}
            onChange={value => filters.set("state", value)}
            options={states.map(value => ({ value, label: t(`runs.stateOf.${value}`) }))}
          />
        </FilterBar>
        {runs.isPending ? (
          <Waiting />
        ) : runs.items.length === 0 && !runs.error ? (
          filters.any ? (
            <Empty>{t("runs.emptyFiltered")}</Empty>
          ) : (
            <Empty
              title={t("runs.emptyTitle")}
              action={
                <Button component={Link} to="/tickets" variant="default">
                  {t("runs.toTickets")}
                </Button>
              }
            >
              {t("runs.empty")}
            </Empty>
          )
        ) : (
          <DataTable label={t("runs.title")} columns={columns} rows={runs.items} rowKey={run => run.id} />
        )}
        <More pages={runs} />
      </Panel>
      {planning && <PlanRun onClose={() => setPlanning(false)} />}
    </Page>
  );
}
