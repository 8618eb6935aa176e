import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type Column, DataTable } from "@/ui/DataTable";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { type Approval, useApprovals } from "./queries";

/** What of all modules waits for the reader's decision. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const { mine, others, isPending, error, refetch } = useApprovals();
  return (
    <Page title={t("approvals.title")} intro={t("approvals.intro")}>
      <Problem error={error} onReload={refetch} />
      <Panel flush>
        {isPending ? (
          <Waiting />
        ) : mine.length === 0 && !error ? (
          <Empty title={t("approvals.none")}>{t("approvals.noneHint")}</Empty>
        ) : (
          <Table label={t("approvals.title")} rows={mine} />
        )}
      </Panel>
      {others.length > 0 && (
        <Panel flush title={t("approvals.others")}>
          <p className={`${parts.panelBody} ${parts.muted}`}>{t("approvals.othersHint")}</p>
          <Table label={t("approvals.others")} rows={others} />
        </Panel>
      )}
    </Page>
  );
}

function Table({ label, rows }: { label: string; rows: readonly Approval[] }) {
  const { t } = useTranslation();
  const columns: Column<Approval>[] = [
    { key: "what", header: t("approvals.what"), cell: each => <Link to={each.to}>{each.what}</Link>, long: true },
    { key: "kind", header: t("approvals.where"), cell: each => `${t(`approvals.${each.kind}`)}: ${each.detail}`, long: true },
    { key: "for", header: t("approvals.for"), cell: each => each.by },
    { key: "since", header: t("approvals.since"), cell: each => <Time at={each.since} />, nowrap: true },
    { key: "until", header: t("approvals.until"), cell: each => each.until && <Time at={each.until} />, nowrap: true },
  ];
  return <DataTable label={label} columns={columns} rows={[...rows]} rowKey={each => each.key} />;
}
