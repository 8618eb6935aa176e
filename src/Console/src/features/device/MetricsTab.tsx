import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { MetricSeries } from "@/api/types";
import { useFormat } from "@/i18n/format";
import parts from "@/ui/parts.module.css";
import { Sparkline } from "@/ui/Sparkline";
import { Empty, Loaded } from "@/ui/States";
import css from "./metrics.module.css";

const spans = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 } as const;
type Span = keyof typeof spans;

export function MetricsTab({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const [span, setSpan] = useState<Span>("1h");
  const metrics = useQuery({
    queryKey: ["devices", deviceId, "metrics", span],
    queryFn: () => {
      const to = Date.now();
      const query = { from: new Date(to - spans[span]).toISOString(), to: new Date(to).toISOString() };
      return take(api.GET("/api/devices/{id}/metrics", { params: { path: { id: deviceId }, query } }));
    },
    refetchInterval: 60_000,
    placeholderData: previous => previous,
  });
  return (
    <>
      <div className={parts.panelBody}>
        <SegmentedControl
          size="xs"
          aria-label={t("device.range")}
          value={span}
          onChange={value => setSpan(value as Span)}
          data={[
            { value: "1h", label: t("device.range1h") },
            { value: "24h", label: t("device.range24h") },
            { value: "7d", label: t("device.range7d") },
          ]}
        />
      </div>
      <Loaded query={metrics} rows={6}>
        {({ series }) =>
          series.length === 0 ? (
            <Empty>{t("device.noMetrics")}</Empty>
          ) : (
            <ul className={css.charts}>
              {series.map(each => (
                <Chart key={`${each.name} ${each.instance ?? ""}`} series={each} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function Chart({ series }: { series: MetricSeries }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const key = `metric.${series.name.replace(".", "_")}`;
  const name = `${i18n.exists(key) ? t(key as "metric.load_1m") : series.name}${series.instance ? ` ${series.instance}` : ""}`;
  const percent = series.name.endsWith("_percent");
  const show = (value: number) =>
    percent
      ? format.percent(value / 100)
      : series.name.endsWith("bytes_per_second")
        ? `${format.bytes(value)}/s`
        : series.name.endsWith("_bytes")
          ? format.bytes(value)
          : series.name.endsWith("celsius")
            ? `${format.number(value)} °C`
            : format.number(value);
  const values = series.points.map(point => point.value);
  const last = values.at(-1);
  if (last === undefined) {
    return null;
  }
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return (
    <li className={css.chart}>
      <div className={css.head}>
        <h3>{name}</h3>
        <strong className={parts.nums}>{show(last)}</strong>
      </div>
      <Sparkline
        points={series.points}
        label={t("device.chart", { name, last: show(last), min: show(min), max: show(max) })}
        {...(percent ? { range: [0, 100] as const } : {})}
      />
      <div className={`${parts.small} ${parts.muted} ${parts.nums}`}>
        {t("device.min")} {show(min)} · {t("device.max")} {show(max)}
      </div>
    </li>
  );
}
