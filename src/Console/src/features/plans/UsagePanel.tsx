import { Button, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Column, DataTable } from "@/ui/DataTable";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { type Usage, useUsage } from "./queries";

type QuotaUsage = Schemas["QuotaUsageView"];

const monthsShown = 12;

/** What a tenant had and used in a month: what it is billed by. */
export function UsagePanel({ tenantId }: { tenantId: string }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const months = lastMonths(new Date());
  const [period, setPeriod] = useState(months[0] as string);
  const usage = useUsage(tenantId, period);
  const save = useMutation({
    mutationFn: () =>
      take(
        api.GET("/api/tenants/{id}/usage", {
          params: { path: { id: tenantId }, query: { period, format: "csv" } },
          parseAs: "text",
        }),
      ),
    onSuccess: csv => download(csv as string, `usage-${period}.csv`),
  });
  const shown = (value: number | null) => (value === null ? "" : number(value));
  const columns: Column<QuotaUsage>[] = [
    { key: "quota", header: t("tenants.quota"), cell: use => use.quota },
    { key: "peak", header: t("plans.peak"), cell: use => shown(use.peak), nowrap: true },
    { key: "total", header: t("plans.total"), cell: use => shown(use.total), nowrap: true },
    { key: "last", header: t("plans.last"), cell: use => shown(use.last), nowrap: true },
  ];
  return (
    <Panel
      title={t("plans.usage")}
      actions={
        <>
          <NativeSelect
            size="xs"
            aria-label={t("plans.month")}
            value={period}
            onChange={event => setPeriod(event.currentTarget.value)}
            data={months}
          />
          <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            {t("plans.export")}
          </Button>
        </>
      }
      flush
    >
      <Problem error={save.error} />
      <Loaded query={usage} rows={3}>
        {data => (
          <>
            <Plans usage={data} />
            {data.items.length === 0 ? (
              <Empty>{t("plans.noUsage")}</Empty>
            ) : (
              <DataTable label={t("plans.usage")} columns={columns} rows={data.items} rowKey={use => use.quota} />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Plans({ usage }: { usage: Usage }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  return (
    <ul className={`${parts.panelBody} ${parts.tight}`}>
      {usage.plans.map(held => {
        const plan = held.isTrial ? t("plans.onTrial", { plan: held.plan }) : held.plan;
        return (
          <li key={`${held.plan} ${held.from}`}>
            {held.until === null
              ? t("plans.holds", { plan, from: day(held.from) })
              : t("plans.held", { plan, from: day(held.from), until: day(held.until) })}
          </li>
        );
      })}
    </ul>
  );
}

/** This month and those before it, in UTC, as the API names them. */
const lastMonths = (now: Date) =>
  Array.from({ length: monthsShown }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );

function download(text: string, name: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
