import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, useFilters } from "@/ui/Filters";
import { Page, Panel } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/States";

type Period = Schemas["TicketPeriodView"];

const spans = ["DAY", "WEEK", "MONTH"] as const;
const days = ["30", "90", "365"] as const;
const oneOf = <T extends string>(values: readonly T[], value: string | undefined) => values.find(each => each === value);

/** How tickets fared, by when they were opened. */
export function FiguresPage() {
  const { t } = useTranslation();
  const { day, number, percent, duration } = useFormat();
  const filters = useFilters(["period", "days"]);
  const period = oneOf(spans, filters.values.period) ?? "WEEK";
  const back = oneOf(days, filters.values.days) ?? "90";
  const figures = useQuery({
    queryKey: ["tickets", "figures", period, back],
    queryFn: () => {
      const from = new Date(Date.now() - Number(back) * 86_400_000).toISOString();
      return take(api.GET("/api/tickets/figures", { params: { query: { period, from } } }));
    },
  });
  const columns: Column<Period>[] = [
    { key: "from", header: t("tickets.figures.from"), cell: each => day(each.from), nowrap: true },
    { key: "opened", header: t("tickets.figures.opened"), cell: each => number(each.opened) },
    { key: "closed", header: t("tickets.figures.closed"), cell: each => number(each.closed) },
    { key: "missed", header: t("tickets.figures.missed"), cell: each => number(each.missed) },
    { key: "detect", header: t("tickets.figures.detect"), cell: each => duration(each.detectSeconds), nowrap: true },
    { key: "acknowledge", header: t("tickets.figures.acknowledge"), cell: each => duration(each.acknowledgeSeconds), nowrap: true },
    { key: "resolve", header: t("tickets.figures.resolve"), cell: each => duration(each.resolveSeconds), nowrap: true },
    { key: "reopened", header: t("tickets.figures.reopened"), cell: each => (each.reopenRate === null ? "" : percent(each.reopenRate)) },
    {
      key: "executed",
      header: t("tickets.figures.executed"),
      cell: each =>
        each.verifiedRate === null
          ? number(each.executed)
          : t("tickets.figures.verified", { count: each.executed, share: percent(each.verifiedRate) }),
    },
  ];
  return (
    <Page title={t("tickets.figures.title")} intro={t("tickets.figures.intro")} parent={{ to: "/tickets", label: t("tickets.title") }}>
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterSelect
            label={t("tickets.figures.span")}
            value={period}
            onChange={value => filters.set("period", value)}
            options={spans.map(value => ({ value, label: t(`tickets.figures.spanOf.${value}`) }))}
            always
          />
          <FilterSelect
            label={t("tickets.figures.back")}
            value={back}
            onChange={value => filters.set("days", value)}
            options={days.map(value => ({ value, label: t("tickets.figures.days", { count: Number(value) }) }))}
            always
          />
        </FilterBar>
        <Loaded query={figures} rows={4}>
          {data =>
            data.periods.length === 0 ? (
              <Empty>{t("tickets.figures.none")}</Empty>
            ) : (
              <DataTable label={t("tickets.figures.title")} columns={columns} rows={data.periods.toReversed()} rowKey={each => each.from} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
