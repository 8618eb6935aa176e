import { Button, Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import type { Policy } from "@/api/types";
import { Differences, type Preview } from "@/features/roles/Differences";
import { Code } from "@/ui/Code";
import { useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { PolicyEditor } from "./PolicyEditor";

interface Values {
  name: string;
  meaning: string;
  text: string;
  enabled: boolean;
}

/** Milliseconds after the last key until the text is checked. */
const pause = 400;

/** What a text begins with that is to be written. */
const start = 'permit (\n  principal in UserGroup::"",\n  action in Action::"tickets",\n  resource\n);\n';

/** A policy to be made, read or changed. Its text is checked while it is written; what it would mean can be seen before it is saved. */
export function PolicyForm({ policy, readOnly = false }: { policy?: Policy; readOnly?: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [secondFactor, setSecondFactor] = useState(false);
  const form = useForm<Values>({
    initialValues: {
      name: policy?.name ?? "",
      meaning: policy?.meaning ?? "",
      text: policy?.text ?? start,
      enabled: policy?.enabled ?? true,
    },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
    onValuesChange: () => preview.reset(),
  });
  const [text] = useDebouncedValue(form.values.text, pause);
  const checked = useQuery({
    queryKey: ["policies", "validate", text],
    queryFn: () => take(api.POST("/api/policies/validate", { body: { text } })),
    placeholderData: before => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const preview = useMutation<Preview, Error, Values>({
    mutationFn: values =>
      take(
        api.POST("/api/access/preview", {
          body: {
            policy: { ...(policy && { id: policy.id }), text: values.text, enabled: values.enabled },
            ...(secondFactor && { circumstances: { secondFactor } }),
          },
        }),
      ),
  });
  const save = useSubmit(
    form,
    (body: Values) =>
      policy
        ? take(api.PUT("/api/policies/{id}", { params: { path: { id: policy.id }, header: ifMatch(policy.version) }, body }))
        : take(api.POST("/api/policies", { body })),
    saved => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["policies"] });
      if (!policy) {
        void navigate(`/policies/${saved.id}`);
      }
    },
  );
  const problems = checked.data?.problems ?? [];
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
      <TextInput label={t("common.name")} required readOnly={readOnly} autoComplete="off" maxLength={100} {...form.getInputProps("name")} />
      <TextInput
        label={`${t("rights.meaning")} (${t("common.optional")})`}
        readOnly={readOnly}
        autoComplete="off"
        maxLength={500}
        {...form.getInputProps("meaning")}
      />
      <PolicyEditor
        value={form.values.text}
        onChange={value => form.setFieldValue("text", value)}
        problems={problems}
        readOnly={readOnly}
      />
      <Problem error={checked.error} />
      {checked.data?.valid && (
        <section className={parts.tight} aria-label={t("policies.about")}>
          {checked.data.statements.map(statement => (
            <div key={statement.line} className={parts.row}>
              <span>{t(`policies.does.${statement.effect}`, { line: statement.line })}</span>
              <Code>{statement.permissions.join(", ")}</Code>
            </div>
          ))}
        </section>
      )}
      {!readOnly && (
        <>
          <Checkbox label={t("policies.decides")} {...form.getInputProps("enabled", { type: "checkbox" })} />
          <Problem error={save.error} onReload={() => void client.invalidateQueries({ queryKey: ["policies"] })} />
          <Problem error={preview.error} />
          {preview.data && <Differences of={preview.data} />}
          <div className={`${parts.row} ${parts.end}`}>
            <Checkbox
              label={t("policies.secondFactor")}
              checked={secondFactor}
              onChange={event => {
                setSecondFactor(event.currentTarget.checked);
                preview.reset();
              }}
            />
            <Button
              variant="default"
              loading={preview.isPending}
              disabled={checked.data?.valid === false}
              onClick={() => preview.mutate(form.getValues())}
            >
              {t("rights.preview")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {policy ? t("common.save") : t("common.create")}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
