import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Schemas } from "@/api/types";
import { DeviceSelect } from "@/features/fleet/DeviceSelect";
import { DescribedFields } from "@/features/integrations/DescribedFields";
import { type Draft, draftOf, valuesOf } from "@/features/integrations/fields";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { RiskChip } from "./labels";
import { runKey } from "./queries";

type Offer = Schemas["OfferedActionView"];

interface Props {
  /** The integration that is chosen at first; the first that offers something when there is none. */
  through?: string;
  onClose: () => void;
}

/** Plans an action of somebody's choice. What it would do is found out, and shown on the run's page; nothing is done yet. */
export function PlanRun({ through, onClose }: Props) {
  const { t } = useTranslation();
  const offers = useQuery({ queryKey: ["actions", "offers"], queryFn: () => take(api.GET("/api/actions")) });
  const [chosenThrough, setThrough] = useState(through);
  const [chosenAction, setAction] = useState<string>();
  return (
    <Side opened onClose={onClose} title={t("runs.planOne")}>
      <Loaded query={offers}>
        {list => {
          const first = list.find(each => each.through === chosenThrough) ?? list[0];
          if (!first) {
            return <Empty>{t("runs.nothingOffered")}</Empty>;
          }
          const actions = list.filter(each => each.through === first.through);
          const offer = actions.find(each => each.action === chosenAction) ?? first;
          const names = new Map(list.map(each => [each.through, each.throughName]));
          return (
            <div className={parts.stack}>
              <NativeSelect
                label={t("runs.through")}
                value={offer.through}
                onChange={event => setThrough(event.currentTarget.value)}
                data={[...names].map(([value, label]) => ({ value, label }))}
              />
              <NativeSelect
                label={t("runs.action")}
                description={offer.description}
                value={offer.action}
                onChange={event => setAction(event.currentTarget.value)}
                data={actions.map(({ action, name }) => ({ value: action, label: name }))}
              />
              <p>
                <RiskChip risk={offer.risk} /> {t(`runs.riskMeaning.${offer.risk}`)} {offer.needsApproval && t("runs.needsApproval")}
              </p>
              <OfferForm key={`${offer.through} ${offer.action}`} offer={offer} />
            </div>
          );
        }}
      </Loaded>
    </Side>
  );
}

function OfferForm({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm<{ parameters: Draft; deviceId: string; reason: string; minutes: string }>({
    initialValues: { parameters: draftOf(offer.parameters), deviceId: "", reason: "", minutes: "" },
  });
  const plan = useSubmit(
    form,
    (values: typeof form.values) =>
      take(
        api.POST("/api/action-runs", {
          body: {
            provider: offer.provider,
            through: offer.through,
            action: offer.action,
            parameters: valuesOf(offer.parameters, values.parameters),
            deviceId: values.deviceId || null,
            reason: values.reason.trim() || null,
            expiresInSeconds: values.minutes.trim() ? Math.round(Number(values.minutes) * 60) : null,
          },
        }),
      ),
    run => {
      client.setQueryData(runKey(run.id), run);
      void client.invalidateQueries({ queryKey: ["actions", "runs"] });
      navigate(`/runs/${run.id}`);
    },
  );
  const names = Object.fromEntries(
    ["deviceId", "reason", ...offer.parameters.map(field => `parameters.${field.name}`)].map(name => [name, ""]),
  );
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => plan.mutate(values))}>
      <DescribedFields fields={offer.parameters} form={form} under="parameters" />
      {may("fleet:read") && (
        <DeviceSelect
          label={`${t("fleet.device")} (${t("common.optional")})`}
          {...form.getInputProps("deviceId")}
          value={form.values.deviceId}
        />
      )}
      {offer.canExpire && (
        <TextInput
          label={`${t("runs.expiresIn")} (${t("common.optional")})`}
          description={t("runs.expiresInHint")}
          inputMode="numeric"
          {...form.getInputProps("minutes")}
        />
      )}
      <Textarea
        label={`${t("runs.reason")} (${t("common.optional")})`}
        description={t("runs.reasonHint")}
        rows={3}
        maxLength={2000}
        {...form.getInputProps("reason")}
      />
      {!isShownAtFields(plan.error, names) && <Problem error={plan.error} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={plan.isPending}>
          {t("runs.seePlan")}
        </Button>
      </div>
    </form>
  );
}
