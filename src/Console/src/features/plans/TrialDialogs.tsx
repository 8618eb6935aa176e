import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { Confirm, Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { type TenantPlan, usePlans } from "./queries";

interface Props {
  tenantId: string;
  plan: TenantPlan;
  onClose: () => void;
}

const usualDays = 14;
const mostDays = 365;

/** What every change of a trial does when it is done. */
function useDone(word: string, onClose: () => void) {
  const client = useQueryClient();
  return () => {
    notify(word);
    void client.invalidateQueries({ queryKey: ["tenants"] });
    onClose();
  };
}

/** Lets a tenant try a plan that is more than its own. */
export function StartTrial({ tenantId, plan, onClose }: Props) {
  const { t } = useTranslation();
  const plans = usePlans();
  const more = (plans.data?.items ?? []).filter(one => one.rank > plan.plan.rank);
  const [chosen, setChosen] = useState<string | null>(null);
  const [days, setDays] = useState<number | string>(usualDays);
  const tried = chosen ?? more[0]?.key ?? "";
  const start = useMutation({
    mutationFn: () =>
      take(api.POST("/api/tenants/{id}/trial", { params: { path: { id: tenantId } }, body: { plan: tried, days: Number(days) } })),
    onSuccess: useDone(t("plans.started"), onClose),
  });
  return (
    <Dialog opened onClose={onClose} title={t("plans.start")}>
      <div className={parts.stack}>
        <p>{t("plans.startText")}</p>
        <NativeSelect
          label={t("plans.plan")}
          value={tried}
          onChange={event => setChosen(event.currentTarget.value)}
          data={more.map(one => ({ value: one.key, label: one.name }))}
        />
        <Days value={days} onChange={setDays} />
        <Problem error={plans.error ?? start.error} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button loading={start.isPending} disabled={tried === "" || typeof days !== "number"} onClick={() => start.mutate()}>
            {t("plans.start")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Puts off the end of a trial. */
export function ExtendTrial({ tenantId, plan, onClose, onReload }: Props & { onReload: () => void }) {
  const { t } = useTranslation();
  const [days, setDays] = useState<number | string>(usualDays);
  const extend = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/tenants/{id}/trial", {
          params: { path: { id: tenantId }, header: ifMatch(plan.version) },
          body: { days: Number(days) },
        }),
      ),
    onSuccess: useDone(t("plans.extended"), onClose),
  });
  return (
    <Dialog opened onClose={onClose} title={t("plans.extendTitle")}>
      <div className={parts.stack}>
        <p>{t("plans.extensionsLeft", { count: plan.trial?.extensionsLeft ?? 0 })}</p>
        <Days value={days} onChange={setDays} />
        <Problem error={extend.error} onReload={onReload} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button loading={extend.isPending} disabled={typeof days !== "number"} onClick={() => extend.mutate()}>
            {t("plans.extend")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Ends a trial now. */
export function EndTrial({ tenantId, plan, onClose, onReload }: Props & { onReload: () => void }) {
  const { t } = useTranslation();
  const end = useMutation({
    mutationFn: () => take(api.DELETE("/api/tenants/{id}/trial", { params: { path: { id: tenantId }, header: ifMatch(plan.version) } })),
    onSuccess: useDone(t("plans.ended"), onClose),
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("plans.endTitle")}
      text={t("plans.afterTrial", { plan: plan.plan.name })}
      action={t("plans.end")}
      danger
      busy={end.isPending}
      error={end.error}
      onReload={onReload}
      onConfirm={() => end.mutate()}
    />
  );
}

function Days({ value, onChange }: { value: number | string; onChange: (value: number | string) => void }) {
  const { t } = useTranslation();
  return <NumberInput label={t("plans.days")} min={1} max={mostDays} allowDecimal={false} value={value} onChange={onChange} />;
}
