import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import type { Tenant } from "@/api/types";
import { PlanPanel } from "@/features/plans/PlanPanel";
import { UsagePanel } from "@/features/plans/UsagePanel";
import { ConfirmYourself } from "@/features/platform/ConfirmYourself";
import { Chip } from "@/ui/Labels";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ActIn } from "./ActIn";
import { DeleteTenant } from "./DeleteTenant";
import { FiguresPanel } from "./FiguresPanel";
import { MoveTenant } from "./MoveTenant";
import { PlacementPanel } from "./PlacementPanel";
import { QuotasPanel } from "./QuotasPanel";
import { TenantActions } from "./TenantActions";

export function TenantPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const may = useMay();
  const isOwn = useSignedIn().tenant.id === id;
  const tenant = useQuery({
    queryKey: ["tenants", id],
    queryFn: () => take(api.GET("/api/tenants/{id}", { params: { path: { id } } })),
  });
  return (
    <Page
      title={tenant.data?.name ?? t("fleet.tenant")}
      parent={{ to: "/tenants", label: t("tenants.title") }}
      intro={tenant.data && <StateChip tenant={tenant.data} />}
      actions={tenant.data && !isOwn && <Acts tenant={tenant.data} />}
    >
      <Loaded query={tenant} rows={4}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              {!isOwn && <FiguresPanel tenantId={data.id} />}
              <PlanPanel tenantId={data.id} canSet={!isOwn && may("tenants:admin")} />
              <PlacementPanel tenant={data} canSet={!isOwn && may("tenants:admin")} />
              <QuotasPanel tenantId={data.id} canSet={!isOwn && may("tenants:admin")} />
              <UsagePanel tenantId={data.id} />
            </div>
            <Panel title={t("common.details")}>
              <Facts
                items={[
                  [
                    t("tenants.slug"),
                    <code key="slug" className={parts.mono}>
                      {data.slug}
                    </code>,
                  ],
                  [t("tenants.providerAccess"), t(`tenants.accessOf.${data.providerAccess}`)],
                  [t("common.created"), <Time key="created" at={data.createdAt} exact />],
                ]}
              />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Acts({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const [doing, setDoing] = useState<"move" | "delete" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <ConfirmYourself />
      <ActIn tenant={tenant} />
      <TenantActions tenant={tenant} />
      {may("tenants:admin") && tenant.deleteAt === null && (
        <>
          {tenant.parentId !== null && (
            <Button size="xs" variant="default" onClick={() => setDoing("move")}>
              {t("tenants.move")}
            </Button>
          )}
          <Button size="xs" variant="default" color="red" onClick={() => setDoing("delete")}>
            {t("tenants.delete")}
          </Button>
        </>
      )}
      {doing === "move" && <MoveTenant tenant={tenant} onClose={close} />}
      {doing === "delete" && <DeleteTenant tenant={tenant} onClose={close} />}
    </>
  );
}

export function StateChip({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  return (
    <>
      <Chip tone={tenant.state === "ACTIVE" ? "good" : "poor"}>{t(`tenants.stateOf.${tenant.state}`)}</Chip>
      {tenant.deleteAt && (
        <span className={`${parts.small} ${parts.muted}`}>
          {" "}
          {t("tenants.goesAt")} <Time at={tenant.deleteAt} exact />
        </span>
      )}
      {tenant.stateReason && <span className={`${parts.small} ${parts.muted}`}> {tenant.stateReason}</span>}
    </>
  );
}
