import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { type TenantPlan, usePlans } from "./queries";

interface Props {
  tenantId: string;
  plan: TenantPlan;
  onClose: () => void;
  onReload: () => void;
}

/** Gives a tenant another plan. */
export function ChangePlan({ tenantId, plan, onClose, onReload }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const plans = usePlans();
  const [chosen, setChosen] = useState(plan.plan.key);
  const change = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/tenants/{id}/plan", {
          params: { path: { id: tenantId }, header: ifMatch(plan.version) },
          body: { plan: chosen },
        }),
      ),
    onSuccess: () => {
      notify(t("plans.changed"));
      void client.invalidateQueries({ queryKey: ["tenants"] });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("plans.change")}>
      <div className={parts.stack}>
        <p>{t("plans.changeText")}</p>
        <NativeSelect
          label={t("plans.plan")}
          description={plans.data?.items.find(one => one.key === chosen)?.meaning}
          value={chosen}
          onChange={event => setChosen(event.currentTarget.value)}
          data={(plans.data?.items ?? [plan.plan]).map(one => ({ value: one.key, label: one.name }))}
        />
        <Problem error={plans.error ?? change.error} onReload={onReload} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button loading={change.isPending} disabled={chosen === plan.plan.key} onClick={() => change.mutate()}>
            {t("common.save")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
