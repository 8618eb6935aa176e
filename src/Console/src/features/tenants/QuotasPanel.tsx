import { Button, NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Column, DataTable } from "@/ui/DataTable";
import { Side } from "@/ui/Dialogs";
import { useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./quotas.module.css";

type Quota = Schemas["QuotaView"];
type Quotas = Schemas["QuotasView"];

const nearlyFull = 0.8;

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
          <span style={{ overflowWrap: "anywhere" }}>{quota.quota}</span>{" "}
          <span className={`${parts.small} ${parts.muted}`}>{quota.meaning}</span>
        </>
      ),
    },
    { key: "used", header: t("tenants.used"), cell: quota => <Use quota={quota} />, nowrap: true },
    {
      key: "from",
      header: t("tenants.limitFrom"),
      cell: quota => (
        <>
          {t(`tenants.limitOf.${quota.from}`)}
          {quota.expiresAt && (
            <>
              , {t("tenants.until")} <Time at={quota.expiresAt} exact />
            </>
          )}
        </>
      ),
    },
    { key: "resets", header: t("tenants.resets"), cell: quota => quota.resetsAt && <Time at={quota.resetsAt} exact /> },
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

/** How much is used of how much: by numbers, and by a bar that repeats them. */
function Use({ quota }: { quota: Quota }) {
  const { number, bytes } = useFormat();
  const shown = quota.quota.endsWith("_bytes") ? bytes : number;
  const used = quota.used + quota.reserved;
  const share = quota.limit === 0 ? 1 : Math.min(1, used / quota.limit);
  return (
    <div className={css.use}>
      <span className={parts.nums}>
        {shown(used)} / {shown(quota.limit)}
      </span>
      <svg
        className={`${css.bar} ${share >= 1 ? parts.poor : share >= nearlyFull ? parts.watch : parts.good}`}
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        aria-hidden
      >
        <rect className={parts.track} width="100" height="6" />
        <rect className={parts.fill} width={share * 100} height="6" />
      </svg>
    </div>
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
            max={1_000_000_000_000_000}
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
