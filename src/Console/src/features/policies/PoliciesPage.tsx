import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Policy } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

/** What the tenant permits beside roles, and forbids in spite of them. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const policies = usePages(["policies", "list"], cursor => take(api.GET("/api/policies", { params: { query: { cursor } } })));
  const columns: Column<Policy>[] = [
    { key: "name", header: t("common.name"), cell: policy => <Link to={`/policies/${policy.id}`}>{policy.name}</Link>, long: true },
    { key: "enabled", header: t("policies.state"), cell: policy => <Decides policy={policy} /> },
    { key: "meaning", header: t("rights.meaning"), cell: policy => policy.meaning, long: true },
    { key: "changed", header: t("policies.changed"), cell: policy => <Time at={policy.updatedAt} />, nowrap: true },
  ];
  return (
    <Page
      title={t("policies.title")}
      intro={t("policies.intro")}
      actions={
        may("policies:write") && (
          <Button component={Link} to="/policies/new">
            {t("policies.new")}
          </Button>
        )
      }
    >
      <Panel flush>
        <Problem error={policies.error} onReload={() => void policies.refetch()} />
        {policies.isPending ? (
          <Waiting />
        ) : policies.items.length === 0 && !policies.error ? (
          <Empty>{t("policies.none")}</Empty>
        ) : (
          <DataTable label={t("policies.title")} columns={columns} rows={policies.items} rowKey={policy => policy.id} />
        )}
        <More pages={policies} />
      </Panel>
    </Page>
  );
}

export function Decides({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  return <Chip tone={policy.enabled ? "good" : "neutral"}>{t(policy.enabled ? "policies.on" : "policies.off")}</Chip>;
}
