import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Tenant, Visit } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { SharedFigures } from "./SharedFigures";

const choices = ["FULL", "READ", "NONE"] as const;

/** What people of the tenants above may do here, and who does or did. */
export function VisitorsPanel({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const visits = usePages(["visits"], cursor => take(api.GET("/api/visits", { params: { query: { cursor } } })));
  const changed = (word: string) => {
    notify(word);
    void client.invalidateQueries({ queryKey: ["visits"] });
    void client.invalidateQueries({ queryKey: ["tenant"] });
  };
  const allow = useMutation({
    mutationFn: (access: (typeof choices)[number]) =>
      take(
        api.PUT("/api/tenants/{id}/provider-access", {
          params: { path: { id: tenant.id }, header: ifMatch(tenant.version) },
          body: { access },
        }),
      ),
    onSuccess: () => changed(t("common.saved")),
  });
  const end = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/visits/{id}", { params: { path: { id } } })),
    onSuccess: () => changed(t("tenants.visitEnded")),
  });
  const columns: Column<Visit>[] = [
    {
      key: "who",
      header: t("tenants.visitor"),
      cell: visit => (
        <>
          {visit.userName} <span className={`${parts.small} ${parts.muted}`}>{visit.userEmail}</span>
        </>
      ),
    },
    { key: "from", header: t("tenants.visitFrom"), cell: visit => (visit.isByPlatform ? t("platform.visitBy") : visit.homeName) },
    { key: "access", header: t("tenants.visitMay"), cell: visit => t(`tenants.accessOf.${visit.access}`) },
    { key: "since", header: t("tenants.visitSince"), cell: visit => <Time at={visit.openedAt} />, nowrap: true },
    {
      key: "end",
      header: t("tenants.visitUntil"),
      cell: visit =>
        isOpen(visit) && may("users:write") ? (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate(visit.id)}
            aria-label={`${t("tenants.endVisit")} ${visit.userName}`}
          >
            {t("tenants.endVisit")}
          </Button>
        ) : (
          <Time at={visit.endedAt ?? visit.endsAt} />
        ),
      nowrap: true,
    },
  ];
  return (
    <Panel title={t("tenants.visitors")} flush>
      <div className={`${parts.panelBody} ${parts.stack}`}>
        <NativeSelect
          label={t("tenants.providerAccess")}
          description={t("tenants.providerAccessText")}
          maw={384}
          disabled={!may("tenants:write") || allow.isPending}
          value={tenant.providerAccess}
          onChange={event => allow.mutate(event.currentTarget.value as (typeof choices)[number])}
          data={choices.map(value => ({ value, label: t(`tenants.accessOf.${value}`) }))}
        />
        {tenant.parentId && <SharedFigures tenant={tenant} />}
      </div>
      <Problem error={visits.error ?? allow.error ?? end.error} />
      {visits.isPending ? (
        <Waiting />
      ) : visits.items.length === 0 ? (
        <Empty>{t("tenants.noVisits")}</Empty>
      ) : (
        <DataTable label={t("tenants.visitors")} columns={columns} rows={visits.items} rowKey={visit => visit.id} />
      )}
      <More pages={visits} />
    </Panel>
  );
}

const isOpen = (visit: Visit) => visit.endedAt === null && new Date(visit.endsAt).getTime() > Date.now();
