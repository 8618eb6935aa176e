import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Facts, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ChangePlan } from "./ChangePlan";
import { type Flag, type TenantPlan, usePlans, useTenantPlan } from "./queries";
import { SetFlags } from "./SetFlags";
import { EndTrial, ExtendTrial, StartTrial } from "./TrialDialogs";

const dayInMs = 86_400_000;

type Doing = "plan" | "start" | "extend" | "end" | "flags" | null;

/** What a tenant can have: its plan, its trial, and which parts of the product are on; and, for who stands above it, ways to change these. */
export function PlanPanel({ tenantId, canSet }: { tenantId: string; canSet: boolean }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<Doing>(null);
  const plan = useTenantPlan(tenantId);
  const close = () => setDoing(null);
  const reload = () => void plan.refetch();
  const columns: Column<Flag>[] = [
    {
      key: "flag",
      header: t("plans.flag"),
      cell: flag => (
        <>
          {flag.flag} <span className={`${parts.small} ${parts.muted}`}>{flag.meaning}</span>
        </>
      ),
    },
    {
      key: "on",
      header: t("plans.on"),
      cell: flag => <Chip tone={flag.isOn ? "good" : "neutral"}>{t(flag.isOn ? "plans.on" : "plans.off")}</Chip>,
    },
    {
      key: "from",
      header: t("plans.from"),
      cell: flag => (
        <>
          {t(`plans.fromOf.${flag.from}`)}
          {flag.until && (
            <>
              {" "}
              {t("plans.until")} <Time at={flag.until} exact />
            </>
          )}
        </>
      ),
    },
  ];
  return (
    <Panel title={t("plans.title")} actions={canSet && plan.data && <Actions plan={plan.data} onDo={setDoing} />} flush>
      <Loaded query={plan} rows={3}>
        {data => (
          <>
            <div className={parts.panelBody}>
              <Held plan={data} canSet={canSet} />
            </div>
            <DataTable label={t("plans.flags")} columns={columns} rows={data.flags} rowKey={flag => flag.flag} />
            {doing === "plan" && <ChangePlan tenantId={tenantId} plan={data} onClose={close} onReload={reload} />}
            {doing === "start" && <StartTrial tenantId={tenantId} plan={data} onClose={close} />}
            {doing === "extend" && <ExtendTrial tenantId={tenantId} plan={data} onClose={close} onReload={reload} />}
            {doing === "end" && <EndTrial tenantId={tenantId} plan={data} onClose={close} onReload={reload} />}
            {doing === "flags" && <SetFlags tenantId={tenantId} plan={data} onClose={close} onReload={reload} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Actions({ plan, onDo }: { plan: TenantPlan; onDo: (what: Doing) => void }) {
  const { t } = useTranslation();
  const button = (what: Exclude<Doing, null>, word: string) => (
    <Button key={what} size="xs" variant="default" onClick={() => onDo(what)}>
      {word}
    </Button>
  );
  return (
    <>
      {button("plan", t("plans.change"))}
      {plan.trial?.isRunning
        ? [plan.trial.extensionsLeft > 0 && button("extend", t("plans.extend")), button("end", t("plans.end"))]
        : button("start", t("plans.start"))}
      {button("flags", t("plans.setFlags"))}
    </>
  );
}

function Held({ plan, canSet }: { plan: TenantPlan; canSet: boolean }) {
  const { t } = useTranslation();
  const names = usePlans();
  const trial = plan.trial;
  const tried = trial && (names.data?.items.find(one => one.key === trial.plan)?.name ?? trial.plan);
  return (
    <div className={parts.stack}>
      <Facts
        items={[
          [
            t("plans.plan"),
            <span key="plan">
              <strong>{plan.plan.name}</strong> <span className={`${parts.small} ${parts.muted}`}>{plan.plan.meaning}</span>
            </span>,
          ],
          [
            t("plans.trial"),
            trial &&
              (trial.isRunning ? (
                <span key="trial">
                  {t("plans.tries", { plan: tried })}: {t("plans.daysLeft", { count: daysUntil(trial.endsAt) })}, {t("plans.until")}{" "}
                  <Time at={trial.endsAt} exact />
                </span>
              ) : (
                <span key="trial">
                  {t("plans.endedAt", { plan: tried })} <Time at={trial.endsAt} exact />
                </span>
              )),
          ],
        ]}
      />
      {trial?.isRunning && <p>{t("plans.afterTrial", { plan: plan.plan.name })}</p>}
      {!canSet && <p className={`${parts.small} ${parts.muted}`}>{t("plans.setBy")}</p>}
    </div>
  );
}

const daysUntil = (at: string) => Math.max(0, Math.ceil((new Date(at).getTime() - Date.now()) / dayInMs));
