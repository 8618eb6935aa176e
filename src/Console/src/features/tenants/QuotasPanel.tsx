import { Button, NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { Side } from "@/ui/Dialogs";
import { useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";

type Quota = Schemas["QuotaView"];
type Quotas = Schemas["QuotasView"];

/** What a tenant has of everything that is counted; and, for who stands above it, a way to give it other limits. */
export function QuotasPanel({ tenantId, canSet }: { tenantId: string; canSet: boolean }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const quotas = useQuery({
    queryKey: ["tenants", tenantId, "quotas"],
    queryFn: () => take(api.GET("/api/tenants/{id}/quotas", { params: { path: { id: tenantId } } })),
  });
  const columns: Column<Quota>[] = [
    {
      key: "quota",
      header: t("tenants.quota"),
      cell: quota => (
        <>
          {quota.quota} <span className={`${parts.small} ${parts.muted}`}>{quota.meaning}</span>
        </>
      ),
    },
    { key: "used", header: t("tenants.used"), cell: quota => (quota.used + quota.reserved).toLocaleString(), nowrap: true },
    { key: "limit", header: t("tenants.limit"), cell: quota => quota.limit.toLocaleString(), nowrap: true },
    {
      key: "own",
      header: t("tenants.ownLimit"),
      cell: quota =>
        quota.isOwn &&
        (quota.expiresAt ? (
          <>
            {t("tenants.until")} <Time at={quota.expiresAt} exact />
          </>
        ) : (
          t("tenants.yes")
        )),
    },
  ];
  const change = canSet && (
    <Button size="xs" variant="default" onClick={() => setChanging(true)}>
      {t("tenants.setQuotas")}
    </Button>
  );
  return (
    <Panel title={t("tenants.quotas")} actions={change} flush>
      <Loaded query={quotas} rows={4}>
        {data => (
          <>
            <DataTable label={t("tenants.quotas")} columns={columns} rows={data.items} rowKey={quota => quota.quota} />
            {changing && (
              <SetQuotas tenantId={tenantId} quotas={data} onClose={() => setChanging(false)} onReload={() => void quotas.refetch()} />
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

interface SetProps {
  tenantId: string;
  quotas: Quotas;
  onClose: () => void;
  onReload: () => void;
}

function SetQuotas({ tenantId, quotas, onClose, onReload }: SetProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm<Record<string, number | string>>({
    initialValues: Object.fromEntries(quotas.items.map(quota => [quota.quota, quota.isOwn ? quota.limit : ""])),
  });
  const save = useSubmit(
    form,
    (values: Record<string, number | string>) =>
      take(
        api.PUT("/api/tenants/{id}/quotas", {
          params: { path: { id: tenantId }, header: ifMatch(quotas.version) },
          body: { limits: quotas.items.flatMap(quota => limitOf(quota, values[quota.quota])) },
        }),
      ),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["tenants"] });
      onClose();
    },
  );
  return (
    <Side opened onClose={onClose} title={t("tenants.setQuotas")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
        <p>{t("tenants.setQuotasText")}</p>
        {quotas.items.map(quota => (
          <NumberInput
            key={quota.quota}
            label={quota.quota}
            description={quota.meaning}
            placeholder={quota.usual.toLocaleString()}
            min={0}
            max={1_000_000_000_000}
            allowDecimal={false}
            hideControls
            {...form.getInputProps(quota.quota)}
          />
        ))}
        <Problem error={save.error} onReload={onReload} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Side>
  );
}

// An end that was set stays while the limit is not another one.
const limitOf = (quota: Quota, value: number | string | undefined) =>
  typeof value === "number"
    ? [{ quota: quota.quota, limit: value, expiresAt: quota.isOwn && value === quota.limit ? quota.expiresAt : null }]
    : [];
