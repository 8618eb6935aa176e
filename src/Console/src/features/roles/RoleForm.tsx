import { Button, Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Role } from "@/api/types";
import { useRoleName, useRoles } from "@/features/users/roles";
import { Code } from "@/ui/Code";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Differences, type Preview } from "./Differences";
import { usePermissions } from "./queries";

interface Values {
  name: string;
  meaning: string;
  permissions: string[];
  parents: string[];
}

export function NewRole({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Side opened={opened} onClose={onClose} title={t("rights.new")}>
      <RoleForm onClose={onClose} />
    </Side>
  );
}

export function EditRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Side opened onClose={onClose} title={t("rights.edit")}>
      <RoleForm role={role} onClose={onClose} />
    </Side>
  );
}

/** A role to be made or changed. What a change would mean for those who have the role can be seen before it is saved. */
function RoleForm({ role, onClose }: { role?: Role; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const roleName = useRoleName();
  const roles = useRoles();
  const form = useForm<Values>({
    initialValues: {
      name: role?.name ?? "",
      meaning: role?.meaning ?? "",
      permissions: role?.given ?? [],
      parents: role?.parents ?? [],
    },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
    onValuesChange: () => preview.reset(),
  });
  const preview = useMutation<Preview, Error, Values>({
    mutationFn: ({ permissions, parents }) =>
      take(api.POST("/api/access/preview", { body: { role: { id: role?.id ?? "", permissions, parents } } })),
  });
  const save = useSubmit(
    form,
    (body: Values) =>
      role
        ? take(api.PUT("/api/roles/{id}", { params: { path: { id: role.id }, header: ifMatch(role.version) }, body }))
        : take(api.POST("/api/roles", { body })),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["roles"] });
      onClose();
    },
  );
  const reload = () => void client.invalidateQueries({ queryKey: ["roles"] });
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
      <TextInput label={t("common.name")} required data-autofocus autoComplete="off" maxLength={100} {...form.getInputProps("name")} />
      <TextInput label={`${t("rights.meaning")} (${t("common.optional")})`} maxLength={500} {...form.getInputProps("meaning")} />
      <Checkbox.Group label={t("rights.parents")} description={t("rights.parentsHint")} {...form.getInputProps("parents")}>
        <div className={parts.tight}>
          {roles
            .filter(each => each.id !== role?.id)
            .map(each => (
              <Checkbox key={each.id} value={each.id} label={roleName(each.id)} />
            ))}
        </div>
      </Checkbox.Group>
      <Permissions {...form.getInputProps("permissions")} value={form.values.permissions} />
      {!isShownAtFields(save.error, form.values) && <Problem error={save.error} onReload={reload} />}
      <Problem error={preview.error} />
      {preview.data && <Differences of={preview.data} />}
      <div className={`${parts.row} ${parts.end}`}>
        {role && (
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate(form.getValues())}>
            {t("rights.preview")}
          </Button>
        )}
        <Button type="submit" loading={save.isPending}>
          {role ? t("common.save") : t("common.create")}
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

/** Every permission that there is, and each area as a whole; what was chosen stays in sight whatever is looked for. */
function Permissions({ value, onChange, error }: PermissionsProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const names = usePermissions();
  const areas = [...new Set(names.map(name => `${name.split(":")[0]}:*`))];
  const all = [...new Set([...value, "*", ...areas, ...names])].sort();
  const offered = all.filter(name => value.includes(name) || name.includes(typed.trim()));
  return (
    <>
      <TextInput label={t("rights.find")} value={typed} onChange={event => setTyped(event.currentTarget.value)} autoComplete="off" />
      <Checkbox.Group
        label={t("rights.byItself")}
        description={t("rights.permissionsHint")}
        error={error}
        value={value}
        onChange={onChange}
      >
        <div className={parts.tight}>
          {offered.map(name => (
            <Checkbox key={name} value={name} label={<Code>{name}</Code>} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}
