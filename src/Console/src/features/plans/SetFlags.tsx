import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { Side } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import type { Flag, TenantPlan } from "./queries";

interface Props {
  tenantId: string;
  plan: TenantPlan;
  onClose: () => void;
  onReload: () => void;
}

type Choice = "PLAN" | "ON" | "OFF";

/** Turns parts of the product on or off for one tenant, whatever its plan says. */
export function SetFlags({ tenantId, plan, onClose, onReload }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [choices, setChoices] = useState<Record<string, Choice>>(() =>
    Object.fromEntries(plan.flags.map(flag => [flag.flag, choiceOf(flag)])),
  );
  const [until, setUntil] = useState("");
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT("/api/tenants/{id}/flags", {
          params: { path: { id: tenantId }, header: ifMatch(plan.version) },
          body: { flags: plan.flags.flatMap(flag => overrideOf(flag, choices[flag.flag] ?? "PLAN", until)) },
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["tenants"] });
      onClose();
    },
  });
  return (
    <Side opened onClose={onClose} title={t("plans.setFlags")}>
      <div className={parts.stack}>
        <p>{t("plans.setFlagsText")}</p>
        {plan.flags.map(flag => (
          <NativeSelect
            key={flag.flag}
            label={flag.flag}
            description={flag.meaning}
            value={choices[flag.flag] ?? "PLAN"}
            onChange={event => {
              const choice = event.currentTarget.value as Choice;
              setChoices(before => ({ ...before, [flag.flag]: choice }));
            }}
            data={[
              { value: "PLAN", label: t("plans.asPlan") },
              { value: "ON", label: t("plans.on") },
              { value: "OFF", label: t("plans.off") },
            ]}
          />
        ))}
        <TextInput
          type="date"
          label={t("plans.untilLabel")}
          description={t("plans.untilHint")}
          value={until}
          onChange={event => setUntil(event.currentTarget.value)}
        />
        <Problem error={save.error} onReload={onReload} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {t("common.save")}
          </Button>
        </div>
      </div>
    </Side>
  );
}

const choiceOf = (flag: Flag): Choice => (flag.from !== "OVERRIDE" ? "PLAN" : flag.isOn ? "ON" : "OFF");

// An end that was set stays while the choice is not another one.
const overrideOf = (flag: Flag, choice: Choice, until: string) =>
  choice === "PLAN"
    ? []
    : [
        {
          flag: flag.flag,
          isOn: choice === "ON",
          expiresAt: choice === choiceOf(flag) ? flag.until : until === "" ? null : new Date(until).toISOString(),
        },
      ];
