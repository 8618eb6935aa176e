import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { ScopeFields, type ScopeLevel } from "@/features/fleet/ScopeFields";
import { Code } from "@/ui/Code";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { KeyOnce } from "./KeyOnce";

const initialValues = {
  name: "",
  mode: "LIVE" as "LIVE" | "TEST",
  permissions: [] as string[],
  level: "TENANT" as ScopeLevel,
  node: "",
  expiresAt: "",
  ratePerMinute: "",
  networks: "",
};
type Values = typeof initialValues;

const bodyOf = (values: Values) => ({
  name: values.name.trim(),
  mode: values.mode,
  permissions: values.permissions,
  scope: values.level === "TENANT" ? null : { level: values.level, id: values.node },
  expiresAt: values.expiresAt ? new Date(values.expiresAt).toISOString() : null,
  ratePerMinute: values.ratePerMinute ? Number(values.ratePerMinute) : null,
  networks: values.networks.split(/[\s,]+/).filter(Boolean),
});

export function NewKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Side opened={opened} onClose={onClose} title={t("keys.new")}>
      <Create onClose={onClose} />
    </Side>
  );
}

function Create({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm<Values>({
    initialValues,
    validate: {
      name: value => (value.trim() ? null : t("common.required")),
      permissions: value => (value.length > 0 ? null : t("keys.choosePermission")),
      node: (value, values) => (value || values.level === "TENANT" ? null : t("common.required")),
    },
  });
  const create = useSubmit(
    form,
    (values: Values) => take(api.POST("/api/admin/api-keys", { body: bodyOf(values) })),
    () => void client.invalidateQueries({ queryKey: ["api_keys"] }),
  );
  if (create.data) {
    return <KeyOnce made={create.data} onClose={onClose} />;
  }
  if (asksForPassword(create.error)) {
    return <ConfirmPassword onDone={() => create.mutate(form.getValues())} />;
  }
  const optional = (label: string) => `${label} (${t("common.optional")})`;
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => create.mutate(values))}>
      <TextInput label={t("common.name")} required data-autofocus autoComplete="off" {...form.getInputProps("name")} />
      <NativeSelect
        label={t("keys.mode")}
        description={t("keys.modeHint")}
        data={(["LIVE", "TEST"] as const).map(value => ({ value, label: t(`keys.modeOf.${value}`) }))}
        {...form.getInputProps("mode")}
      />
      <Permissions {...form.getInputProps("permissions")} value={form.values.permissions} />
      <ScopeFields level={form.values.level} node={form.values.node} error={form.errors.node} onChange={form.setValues} />
      <TextInput label={optional(t("keys.expires"))} type="datetime-local" {...form.getInputProps("expiresAt")} />
      <TextInput label={optional(t("keys.rate"))} type="number" min={1} max={1000000} {...form.getInputProps("ratePerMinute")} />
      <TextInput label={optional(t("keys.networks"))} description={t("keys.networksHint")} {...form.getInputProps("networks")} />
      {!isShownAtFields(create.error, form.values) && <Problem error={create.error} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={create.isPending}>
          {t("common.create")}
        </Button>
      </div>
    </form>
  );
}

interface PermissionsProps {
  value: string[];
  onChange: (value: string[]) => void;
  error?: React.ReactNode;
}

/** What the reader may do on the whole tenant, but for what only people may; what was chosen stays in sight whatever is looked for. */
function Permissions({ value, onChange, error }: PermissionsProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const me = useQuery({ queryKey: ["me"], queryFn: () => take(api.GET("/api/auth/me")), staleTime: 60_000 });
  const offered = (me.data?.permissions ?? []).filter(
    name => name !== "keys:write" && (value.includes(name) || name.includes(typed.trim())),
  );
  return (
    <>
      <TextInput label={t("keys.find")} value={typed} onChange={event => setTyped(event.currentTarget.value)} autoComplete="off" />
      <Checkbox.Group label={t("keys.permissions")} description={t("keys.permissionsHint")} error={error} value={value} onChange={onChange}>
        <div className={parts.tight}>
          {offered.map(name => (
            <Checkbox key={name} value={name} label={<Code>{name}</Code>} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}
