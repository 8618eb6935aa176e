import { Button, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Ticket } from "@/api/types";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { priorities, severities } from "./labels";
import { Rehearsed } from "./Rehearsed";
import { bodyOf, listWith, type Rule, type RuleBody } from "./rules";

interface Props {
  rule: Rule | undefined;
  rules: readonly Rule[];
  onDone: () => void;
}

interface Values {
  name: string;
  source: Rule["source"];
  severityAtLeast: Ticket["severity"] | "";
  connectors: string;
  findingRules: string;
  texts: string;
  observables: string;
  outcome: Rule["outcome"];
  reason: string;
  subject: string;
  priority: Ticket["priority"] | "";
  tags: string;
  joinMinutes: number | string;
}

const words = (text: string) => text.split(/[\s,;]+/).filter(Boolean);
const lines = (text: string) =>
  text
    .split("\n")
    .map(line => line.trim())
    .filter(Boolean);
const shown = (list: readonly (string | null)[] | null | undefined, by: string) => (list ?? []).join(by);

const valuesOf = (rule: Rule | undefined): Values => ({
  name: rule?.name ?? "",
  source: rule?.source ?? "ALERT",
  severityAtLeast: rule ? (rule.match.severityAtLeast ?? "") : "HIGH",
  connectors: shown(rule?.match.connectors, " "),
  findingRules: shown(rule?.match.findingRules, " "),
  texts: shown(rule?.match.texts, "\n"),
  observables: shown(rule?.match.observables, " "),
  outcome: rule?.outcome ?? "OPEN",
  reason: rule?.reason ?? "",
  subject: rule?.opening.subject ?? "",
  priority: rule?.opening.priority ?? "",
  tags: shown(rule?.opening.tags, " "),
  joinMinutes: rule?.opening.correlateMinutes ?? 1440,
});

// What the form does not show of a rule stays as it is.
const draftOf = (rule: Rule | undefined, values: Values): RuleBody => {
  const before: Partial<RuleBody> = rule ? bodyOf(rule) : {};
  return {
    isEnabled: true,
    ...before,
    name: values.name.trim(),
    source: values.source,
    match: {
      ...before.match,
      severityAtLeast: values.severityAtLeast || null,
      connectors: values.source === "ALERT" ? words(values.connectors) : [],
      findingRules: values.source === "FINDING" ? words(values.findingRules) : [],
      texts: lines(values.texts),
      observables: words(values.observables),
    },
    outcome: values.outcome,
    reason: values.reason.trim() || null,
    opening: {
      correlateByDevice: false,
      ...before.opening,
      subject: values.subject.trim() || null,
      priority: values.priority || null,
      tags: words(values.tags),
      dedupeMinutes: Number(values.joinMinutes),
      correlateMinutes: Number(values.joinMinutes),
    },
  };
};

/** Makes or changes a rule; what it would have done is shown before. */
export function RuleForm({ rule, rules, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm<Values>({
    initialValues: valuesOf(rule),
    validate: {
      name: value => (value.trim() ? null : t("common.required")),
      reason: (value, values) => (values.outcome === "SUPPRESS" && !value.trim() ? t("common.required") : null),
    },
  });
  const rehearse = useMutation({
    mutationFn: (values: Values) =>
      take(api.POST("/api/tickets/rules/rehearse", { body: { rules: listWith(rules, rule, draftOf(rule, values)), days: 30 } })),
  });
  const save = useMutation({
    mutationFn: (values: Values) =>
      rule
        ? take(
            api.PUT("/api/tickets/rules/{id}", {
              params: { path: { id: rule.id }, header: ifMatch(rule.version) },
              body: draftOf(rule, values),
            }),
          )
        : take(api.POST("/api/tickets/rules", { body: draftOf(rule, values) })),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["tickets", "rules"] });
      onDone();
    },
  });
  const { source, outcome } = form.values;
  return (
    <form className={parts.stack} noValidate onChange={() => rehearse.reset()} onSubmit={form.onSubmit(values => save.mutate(values))}>
      <TextInput label={t("common.name")} required maxLength={100} data-autofocus {...form.getInputProps("name")} />
      <NativeSelect
        label={t("tickets.rules.source")}
        data={(["ALERT", "FINDING"] as const).map(value => ({ value, label: t(`tickets.rules.sourceOf.${value}`) }))}
        {...form.getInputProps("source")}
      />
      <NativeSelect
        label={t("tickets.rules.severityAtLeast")}
        data={[{ value: "", label: t("common.any") }, ...severities.map(value => ({ value, label: t(`severity.${value}`) }))]}
        {...form.getInputProps("severityAtLeast")}
      />
      {source === "ALERT" ? (
        <TextInput
          label={t("tickets.rules.connectors")}
          description={t("tickets.rules.connectorsHint")}
          {...form.getInputProps("connectors")}
        />
      ) : (
        <TextInput
          label={t("tickets.rules.findingRules")}
          description={t("tickets.rules.findingRulesHint")}
          {...form.getInputProps("findingRules")}
        />
      )}
      <Textarea label={t("tickets.rules.texts")} description={t("tickets.rules.textsHint")} rows={2} {...form.getInputProps("texts")} />
      {source === "ALERT" && (
        <TextInput
          label={t("tickets.observables")}
          description={t("tickets.rules.observablesHint")}
          {...form.getInputProps("observables")}
        />
      )}
      <NativeSelect
        label={t("tickets.rules.outcome")}
        data={(["OPEN", "SUPPRESS"] as const).map(value => ({ value, label: t(`tickets.rules.outcomeOf.${value}`) }))}
        {...form.getInputProps("outcome")}
      />
      <TextInput label={t("tickets.rules.reason")} required={outcome === "SUPPRESS"} maxLength={500} {...form.getInputProps("reason")} />
      {outcome === "OPEN" && (
        <>
          <TextInput label={t("tickets.subject")} description={t("tickets.rules.subjectHint")} {...form.getInputProps("subject")} />
          <NativeSelect
            label={t("tickets.priority")}
            data={[
              { value: "", label: t("tickets.rules.bySeverity") },
              ...priorities.map(value => ({ value, label: t(`tickets.priorityOf.${value}`) })),
            ]}
            {...form.getInputProps("priority")}
          />
          <TextInput label={t("tickets.tags")} description={t("tickets.tagsHint")} {...form.getInputProps("tags")} />
          <NumberInput
            label={t("tickets.rules.joinMinutes")}
            description={t("tickets.rules.joinHint")}
            min={0}
            max={43_200}
            allowDecimal={false}
            {...form.getInputProps("joinMinutes")}
          />
        </>
      )}
      {rehearse.data && <Rehearsed told={rehearse.data} />}
      <Problem error={rehearse.error ?? save.error} />
      <div className={`${parts.row} ${parts.end}`}>
        {source === "ALERT" && (
          <Button
            variant="default"
            loading={rehearse.isPending}
            onClick={() => {
              if (!form.validate().hasErrors) {
                rehearse.mutate(form.values);
              }
            }}
          >
            {t("tickets.rules.rehearse")}
          </Button>
        )}
        <Button type="submit" loading={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
