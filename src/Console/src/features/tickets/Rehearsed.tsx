import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Column, DataTable } from "@/ui/DataTable";
import { SeverityLabel } from "@/ui/Labels";
import { Facts } from "@/ui/Page";
import parts from "@/ui/parts.module.css";

type Told = Schemas["RuleRehearsalView"];

/** What rules would have made of the alerts of the last days. */
export function Rehearsed({ told }: { told: Told }) {
  const { t } = useTranslation();
  const { moment, number } = useFormat();
  const columns: Column<Told["examples"][number]>[] = [
    { key: "subject", header: t("tickets.subject"), cell: each => <Link to={`/alerts/${each.firstAlertId}`}>{each.subject}</Link> },
    { key: "severity", header: t("tickets.severity"), cell: each => <SeverityLabel severity={each.severity} /> },
    { key: "alerts", header: t("tickets.rules.alerts"), cell: each => number(each.alerts) },
  ];
  return (
    <section className={`${parts.notice} ${parts.stack}`} aria-label={t("tickets.rules.rehearsed")} role="status">
      <strong>{t("tickets.rules.rehearsed")}</strong>
      <Facts
        items={[
          [t("tickets.rules.alerts"), number(told.alerts)],
          [t("tickets.rules.keptFrom"), moment(told.keptFrom)],
          [t("tickets.rules.tickets"), number(told.tickets)],
          [t("tickets.rules.ticketsToday"), number(told.ticketsToday)],
          [t("tickets.rules.undecided"), number(told.undecided)],
          ...told.rules.map(
            each => [each.name, t("tickets.rules.did", { opened: each.opened, joined: each.joined, suppressed: each.suppressed })] as const,
          ),
        ]}
      />
      {!told.isWhole && <p>{t("tickets.rules.notWhole")}</p>}
      {told.examples.length > 0 && (
        <DataTable
          label={t("tickets.rules.examples")}
          columns={columns}
          rows={told.examples}
          rowKey={each => `${each.firstAlertId} ${each.rule}`}
        />
      )}
    </section>
  );
}
