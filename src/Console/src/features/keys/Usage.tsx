import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { Panel } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/States";
import { StepChart } from "@/ui/StepChart";

type Use = Schemas["ApiKeyUseView"];
type UsageView = Schemas["ApiKeyUsageView"];

const days = 30;

/** What was asked with a key: by day as a line, by day and operation as a table. */
export function Usage({ keyId }: { keyId: string }) {
  const { t } = useTranslation();
  const usage = useQuery({
    queryKey: ["api_keys", keyId, "usage"],
    queryFn: () => take(api.GET("/api/admin/api-keys/{id}/usage", { params: { path: { id: keyId }, query: { days: String(days) } } })),
  });
  const columns: Column<Use>[] = [
    { key: "day", header: t("keys.day"), cell: use => use.day, nowrap: true },
    { key: "operation", header: t("keys.operation"), cell: use => use.operation, long: true },
    { key: "requests", header: t("keys.requests"), cell: use => String(use.requests) },
    { key: "refusals", header: t("keys.refusals"), cell: use => String(use.refusals) },
  ];
  return (
    <Panel title={t("keys.usage")} flush>
      <Loaded query={usage} rows={4}>
        {data =>
          data.items.length === 0 ? (
            <Empty>{t("keys.noUsage")}</Empty>
          ) : (
            <>
              <Chart usage={data} />
              <DataTable label={t("keys.usage")} columns={columns} rows={data.items} rowKey={use => `${use.day} ${use.operation}`} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Chart({ usage }: { usage: UsageView }) {
  const { t } = useTranslation();
  const byDay = new Map<string, number>();
  for (const { day, requests } of usage.items) {
    byDay.set(day, (byDay.get(day) ?? 0) + Number(requests));
  }
  const first = Date.parse(usage.from);
  const points = Array.from({ length: days }, (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10)).map(day => ({
    at: `${day}T00:00:00Z`,
    value: byDay.get(day) ?? 0,
  }));
  const most = Math.max(1, ...byDay.values());
  const sum = (of: (use: Use) => number | string) => usage.items.reduce((all, use) => all + Number(of(use)), 0);
  return (
    <StepChart
      title={t("keys.usageChart")}
      description={t("keys.usageSum", { requests: sum(use => use.requests), refusals: sum(use => use.refusals) })}
      points={points}
      from={points[0]!.at}
      to={new Date(first + days * 86_400_000).toISOString()}
      range={[0, most]}
      marks={[most]}
      moments={[usage.from, usage.to]}
    />
  );
}
