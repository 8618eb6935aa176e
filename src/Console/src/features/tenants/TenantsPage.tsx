import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { searchOf } from "@/api/search";
import type { Tenant } from "@/api/types";
import { ConfirmYourself } from "@/features/platform/ConfirmYourself";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, FilterText, useFilters } from "@/ui/Filters";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { NewTenant } from "./NewTenant";
import { TenantActions } from "./TenantActions";
import { StateChip } from "./TenantPage";

const states = ["ACTIVE", "SUSPENDED", "DELETING", "REMOVING"] as const;

export function TenantsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const own = useSignedIn().tenant.id;
  const [creating, setCreating] = useState(false);
  const filters = useFilters(["search", "state"]);
  const query = { state: states.find(each => each === filters.values.state), search: searchOf(filters.values.search) };
  const tenants = usePages(["tenants", "list", query], cursor =>
    take(api.GET("/api/tenants", { params: { query: { ...query, cursor } } })),
  );
  const figures = useFigures();
  const columns: Column<Tenant>[] = [
    {
      key: "name",
      header: t("tenants.name"),
      cell: tenant => (
        <>
          <Link to={`/tenants/${tenant.id}`}>{tenant.name}</Link>{" "}
          {tenant.id === own && <span className={`${parts.small} ${parts.muted}`}>{t("tenants.own")}</span>}
        </>
      ),
    },
    { key: "slug", header: t("tenants.slug"), cell: tenant => <code className={parts.mono}>{tenant.slug}</code>, long: true },
    {
      key: "state",
      header: t("common.status"),
      cell: tenant => <StateChip tenant={tenant} />,
    },
    { key: "score", header: t("figures.score"), cell: tenant => figures.get(tenant.id)?.score ?? "", nowrap: true },
    { key: "devices", header: t("figures.devices"), cell: tenant => figures.get(tenant.id)?.devices ?? "", nowrap: true },
    { key: "tickets", header: t("figures.tickets"), cell: tenant => figures.get(tenant.id)?.openTickets ?? "", nowrap: true },
    { key: "since", header: t("common.created"), cell: tenant => <Time at={tenant.createdAt} />, nowrap: true },
    { key: "acts", header: "", cell: tenant => (tenant.id === own ? null : <TenantActions tenant={tenant} />) },
  ];
  const create = may("tenants:admin") && <Button onClick={() => setCreating(true)}>{t("tenants.new")}</Button>;
  return (
    <Page
      title={t("tenants.title")}
      intro={t("tenants.intro")}
      actions={
        <>
          <ConfirmYourself />
          {create}
        </>
      }
    >
      <Problem error={tenants.error} onReload={() => void tenants.refetch()} />
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterText label={t("tenants.search")} value={filters.values.search} onChange={value => filters.set("search", value)} />
          <FilterSelect
            label={t("common.status")}
            value={query.state}
            onChange={value => filters.set("state", value)}
            options={states.map(value => ({ value, label: t(`tenants.stateOf.${value}`) }))}
          />
        </FilterBar>
        {tenants.isPending ? (
          <Waiting />
        ) : tenants.items.length === 0 && !tenants.error ? (
          <Empty>{t("tenants.emptyFiltered")}</Empty>
        ) : (
          <DataTable label={t("tenants.title")} columns={columns} rows={tenants.items} rowKey={tenant => tenant.id} />
        )}
        <More pages={tenants} />
      </Panel>
      {creating && <NewTenant onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** What the newest tenants show of how they stand, by their ids. */
function useFigures() {
  const figures = useQuery({
    queryKey: ["figures", "list"],
    queryFn: () => take(api.GET("/api/tenant-figures", { params: { query: { limit: 200 } } })),
  });
  return new Map((figures.data?.items ?? []).map(each => [each.tenantId, each]));
}
