import { ActionIcon, Autocomplete, Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Schemas, Ticket } from "@/api/types";
import { SeverityLabel } from "@/ui/Labels";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { severities } from "./labels";

type Terms = Schemas["SlaView"];

interface Props {
  terms: Terms;
  onReload: () => void;
  onDone: () => void;
  onCancel: () => void;
}

interface Clock {
  severity: Ticket["severity"];
  acknowledge: number | string;
  resolve: number | string;
  inBusinessHours: boolean;
}

interface Values {
  timeZone: string;
  hours: { key: string; day: Schemas["Weekday"]; from: string; to: string }[];
  holidays: string;
  clocks: Clock[];
}

const weekdays = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
] as const satisfies readonly Schemas["Weekday"][];
const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter(zone => zone !== "UTC")];
const minutes = (value: number | string) => (value === "" ? null : Number(value));

const valuesOf = (terms: Terms): Values => ({
  timeZone: terms.timeZone,
  hours: terms.hours.map((each, index) => ({ key: `${index}`, ...each })),
  holidays: terms.holidays.join("\n"),
  clocks: severities.map(severity => {
    const target = terms.targets.find(each => each.severity === severity);
    return {
      severity,
      acknowledge: target?.acknowledgeMinutes ?? "",
      resolve: target?.resolveMinutes ?? "",
      inBusinessHours: target?.inBusinessHours ?? false,
    };
  }),
});

/** What the API is sent: a severity without a clock is left out. */
export const termsOf = (values: Values) => ({
  timeZone: values.timeZone.trim(),
  hours: values.hours.map(({ day, from, to }) => ({ day, from, to })),
  holidays: values.holidays.split(/[\s,;]+/).filter(Boolean),
  targets: values.clocks
    .map(each => ({
      severity: each.severity,
      acknowledgeMinutes: minutes(each.acknowledge),
      resolveMinutes: minutes(each.resolve),
      inBusinessHours: each.inBusinessHours,
    }))
    .filter(each => each.acknowledgeMinutes !== null || each.resolveMinutes !== null),
});

const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

export function ServiceLevelsForm({ terms, onReload, onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const form = useForm<Values>({
    initialValues: valuesOf(terms),
    validate: {
      timeZone: value => (value.trim() ? null : t("common.required")),
      holidays: value =>
        value
          .split(/[\s,;]+/)
          .filter(Boolean)
          .every(isDate)
          ? null
          : t("tickets.sla.badHolidays"),
    },
  });
  const save = useMutation({
    mutationFn: (values: Values) =>
      take(api.PUT("/api/tickets/sla", { params: { header: ifMatch(terms.version) }, body: termsOf(values) })),
    onSuccess: onDone,
  });
  const add = () => {
    const last = form.values.hours.at(-1);
    const next = weekdays[last ? (weekdays.indexOf(last.day) + 1) % weekdays.length : 0] ?? "MONDAY";
    form.insertListItem("hours", { key: crypto.randomUUID(), day: next, from: last?.from ?? "09:00", to: last?.to ?? "17:00" });
  };
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
      <fieldset className={`${parts.bare} ${parts.stack}`}>
        <legend>{t("tickets.sla.targets")}</legend>
        {form.values.clocks.map((clock, index) => (
          <div key={clock.severity} className={parts.row}>
            <span style={{ minWidth: "6rem" }}>
              <SeverityLabel severity={clock.severity} />
            </span>
            <NumberInput
              label={t("tickets.sla.acknowledgeMinutes")}
              aria-label={`${t(`severity.${clock.severity}`)}: ${t("tickets.sla.acknowledgeMinutes")}`}
              min={1}
              max={525_600}
              allowDecimal={false}
              {...form.getInputProps(`clocks.${index}.acknowledge`)}
            />
            <NumberInput
              label={t("tickets.sla.resolveMinutes")}
              aria-label={`${t(`severity.${clock.severity}`)}: ${t("tickets.sla.resolveMinutes")}`}
              min={1}
              max={525_600}
              allowDecimal={false}
              {...form.getInputProps(`clocks.${index}.resolve`)}
            />
            <Checkbox
              label={t("tickets.sla.onlyWorking")}
              {...form.getInputProps(`clocks.${index}.inBusinessHours`, { type: "checkbox" })}
            />
          </div>
        ))}
      </fieldset>
      <Autocomplete label={t("tickets.sla.timeZone")} data={zones} limit={20} required {...form.getInputProps("timeZone")} />
      <fieldset className={`${parts.bare} ${parts.tight}`}>
        <legend>{t("tickets.sla.hours")}</legend>
        {form.values.hours.map((span, index) => (
          <div key={span.key} className={parts.row} style={{ flexWrap: "nowrap" }}>
            <NativeSelect
              aria-label={t("tickets.sla.day")}
              data={weekdays.map(value => ({ value, label: t(`tickets.sla.dayOf.${value}`) }))}
              {...form.getInputProps(`hours.${index}.day`)}
            />
            <TextInput aria-label={t("tickets.sla.from")} placeholder="09:00" w="5rem" {...form.getInputProps(`hours.${index}.from`)} />
            –
            <TextInput aria-label={t("tickets.sla.to")} placeholder="17:00" w="5rem" {...form.getInputProps(`hours.${index}.to`)} />
            <ActionIcon
              variant="default"
              aria-label={`${t("common.delete")} ${t(`tickets.sla.dayOf.${span.day}`)} ${span.from}`}
              onClick={() => form.removeListItem("hours", index)}
            >
              ×
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button size="xs" variant="default" onClick={add}>
            {t("tickets.sla.addHours")}
          </Button>
        </div>
      </fieldset>
      <Textarea
        label={t("tickets.sla.holidays")}
        description={t("tickets.sla.holidaysHint")}
        rows={4}
        {...form.getInputProps("holidays")}
      />
      <Problem error={save.error} onReload={onReload} />
      <div className={`${parts.row} ${parts.end}`}>
        <Button variant="default" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
