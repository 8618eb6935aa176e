import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { acting } from "@/api/acting";
import { api, take } from "@/api/client";
import type { Membership } from "@/api/types";
import { start } from "@/app/pages";
import { type Column, DataTable } from "@/ui/DataTable";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";

/** Tenants in which one is a guest: where nobody is one, there is nothing to see. */
export function MembershipsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const memberships = useQuery({ queryKey: ["memberships"], queryFn: () => take(api.GET("/api/auth/memberships")) });
  const enter = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/auth/switch", { body: { tenant: id } })),
    onSuccess: there => {
      void navigate(start);
      acting.become({ ...there.tenant, from: "/settings" });
    },
  });
  const leave = useMutation({
    mutationFn: (tenantId: string) => take(api.DELETE("/api/auth/memberships/{tenantId}", { params: { path: { tenantId } } })),
    onSuccess: () => {
      notify(t("members.left"));
      void client.invalidateQueries({ queryKey: ["memberships"] });
    },
  });
  const columns: Column<Membership>[] = [
    { key: "tenant", header: t("settings.tenantName"), cell: each => each.tenant.name },
    { key: "since", header: t("members.since"), cell: each => <Time at={each.joinedAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each => (
        <div className={parts.row}>
          <Button
            size="xs"
            loading={enter.isPending}
            onClick={() => enter.mutate(each.tenant.id)}
            aria-label={`${t("tenants.actIn")} ${each.tenant.name}`}
          >
            {t("tenants.actIn")}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={leave.isPending}
            onClick={() => leave.mutate(each.tenant.id)}
            aria-label={`${t("members.leave")} ${each.tenant.name}`}
          >
            {t("members.leave")}
          </Button>
        </div>
      ),
    },
  ];
  if (!memberships.data?.items.length) {
    return null;
  }
  return (
    <Panel title={t("members.memberships")} flush>
      <Problem error={enter.error ?? leave.error} />
      <DataTable label={t("members.memberships")} columns={columns} rows={memberships.data.items} rowKey={each => each.tenant.id} />
    </Panel>
  );
}
