import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Level, Schemas } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Column, DataTable } from "@/ui/DataTable";
import { Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { StepChart } from "@/ui/StepChart";
import { Time } from "@/ui/Time";
import css from "./history.module.css";

const spans = ["7", "30", "90"] as const;
type Point = Schemas["ScorePointView"];

interface Props {
  level: Level;
  id: string;
  name: string;
  /** What stands beside the chart. */
  children?: ReactNode;
}

/** How the score of a node of the tree went, as a chart and as a table. */
export function ScoreHistory({ level, id, name, children }: Props) {
  const { t } = useTranslation();
  const [days, setDays] = useState<string>("30");
  const history = useQuery({
    queryKey: ["health", "history", level, id, days],
    queryFn: () => take(api.GET("/api/health/{level}/{id}/history", { params: { path: { level, id }, query: { days } } })),
    placeholderData: (before, query) => (query?.queryKey[3] === id ? before : undefined),
  });
  return (
    <Panel
      title={t("score.history")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("score.span")}
          value={days}
          onChange={setDays}
          data={spans.map(value => ({ value, label: t(`score.days.${value}`) }))}
        />
      }
    >
      <div className={children ? css.beside : undefined}>
        {children}
        <Loaded query={history}>{data => <History history={data} name={name} />}</Loaded>
      </div>
    </Panel>
  );
}

function History({ history, name }: { history: Schemas["HealthHistoryView"]; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const scores = history.points.flatMap(point => (point.score === null ? [] : [point.score]));
  const now = scores.at(-1);
  if (now === undefined) {
    return <p className={parts.muted}>{t("score.noHistory")}</p>;
  }
  const [from, to] = [format.day(history.from), format.day(history.to)];
  const columns: Column<Point>[] = [
    { key: "at", header: t("score.since"), cell: point => <Time at={point.at} exact />, nowrap: true },
    { key: "score", header: t("score.value"), cell: point => (point.score === null ? t("score.none") : String(point.score)) },
  ];
  return (
    <div className={parts.tight}>
      <StepChart
        title={t("score.chart", { name })}
        description={t("score.chartSaid", { from, to, now, min: Math.min(...scores), max: Math.max(...scores) })}
        points={history.points.map(point => ({ at: point.at, value: point.score }))}
        from={history.from}
        to={history.to}
        range={[0, 100]}
        marks={[0, 60, 85, 100]}
        moments={[from, to]}
      />
      <details>
        <summary>{t("score.asTable")}</summary>
        <DataTable label={t("score.history")} columns={columns} rows={[...history.points].reverse()} rowKey={point => point.at} />
      </details>
    </div>
  );
}
