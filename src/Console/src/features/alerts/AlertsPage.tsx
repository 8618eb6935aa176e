import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { useIntegrations } from "@/features/integrations/queries";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, useFilters } from "@/ui/Filters";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { AlertSeverity, AlertStateChip } from "./labels";
import { type Alert, alertStates, severities } from "./queries";

export function AlertsPage() {
  const { t } = useTranslation();
  const integrations = useIntegrations(useMay()("integrations:read"));
  const filters = useFilters(["state", "severity", "integrationId", "observable", "deviceId"]);
  const query = {
    state: alertStates.find(each => each === filters.values.state),
    severity: severities.find(each => each === filters.values.severity),
    integrationId: filters.values.integrationId,
    observable: filters.values.observable,
    deviceId: filters.values.deviceId,
  };
  const alerts = usePages(["alerts", query], cursor => take(api.GET("/api/alerts", { params: { query: { ...query, cursor } } })));
  const nameOf = (id: string, connector: string) => integrations.data?.find(each => each.id === id)?.name ?? connector;
  const columns: Column<Alert>[] = [
    { key: "title", header: t("alerts.alert"), cell: alert => <Link to={`/alerts/${alert.id}`}>{alert.title}</Link> },
    { key: "severity", header: t("alerts.severity"), cell: alert => <AlertSeverity severity={alert.severity} /> },
    { key: "state", header: t("alerts.state"), cell: alert => <AlertStateChip state={alert.state} /> },
    { key: "active", header: t("alerts.holds"), cell: alert => t(alert.isActive ? "alerts.active" : "alerts.over") },
    { key: "from", header: t("alerts.from"), cell: alert => nameOf(alert.integrationId, alert.connector) },
    {
      key: "about",
      header: t("alerts.about"),
      cell: alert =>
        alert.deviceId ? (
          <Link to={`/devices/${alert.deviceId}`}>{alert.record.device?.name ?? t("alerts.device")}</Link>
        ) : (
          (alert.record.observables[0]?.value ?? alert.record.device?.name)
        ),
    },
    { key: "happened", header: t("alerts.happened"), cell: alert => <Time at={alert.happenedAt} />, nowrap: true },
  ];
  return (
    <Page title={t("alerts.title")} intro={t("alerts.intro")}>
      <Problem error={alerts.error} onReload={() => void alerts.refetch()} />
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterSelect
            label={t("alerts.state")}
            value={query.state}
            onChange={value => filters.set("state", value)}
            options={alertStates.map(value => ({ value, label: t(`alerts.stateOf.${value}`) }))}
          />
          <FilterSelect
            label={t("alerts.severity")}
            value={query.severity}
            onChange={value => filters.set("severity", value)}
            options={severities.map(value => ({ value, label: t(`alerts.severityOf.${value}`) }))}
          />
          <FilterSelect
            label={t("alerts.from")}
            value={query.integrationId}
            onChange={value => filters.set("integrationId", value)}
            options={(integrations.data ?? []).map(each => ({ value: each.id, label: each.name }))}
          />
        </FilterBar>
        {alerts.isPending ? (
          <Waiting />
        ) : alerts.items.length === 0 && !alerts.error ? (
          <Empty title={filters.any ? undefined : t("alerts.emptyTitle")}>{t(filters.any ? "alerts.emptyFiltered" : "alerts.empty")}</Empty>
        ) : (
          <DataTable label={t("alerts.title")} columns={columns} rows={alerts.items} rowKey={alert => alert.id} />
        )}
        <More pages={alerts} />
      </Panel>
    </Page>
  );
}
