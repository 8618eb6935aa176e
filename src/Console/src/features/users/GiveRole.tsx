import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useSignedIn } from "@/api/hooks";
import { ScopeFields, type ScopeLevel } from "@/features/fleet/ScopeFields";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import type { Assignee } from "./Assignments";
import { useRoleName, useRoles } from "./roles";

/** Gives a person, a user group or a key a role at a node of the tree, and everything below it. */
export function GiveRole({ to, onClose }: { to: Assignee; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { tenant } = useSignedIn();
  const roleName = useRoleName();
  const roles = useRoles();
  const form = useForm({
    initialValues: { role: "", level: "ORGANIZATION" as ScopeLevel, node: "", expiresAt: "" },
    validate: {
      role: value => (value ? null : t("common.required")),
      node: (value, values) => (value || values.level === "TENANT" ? null : t("common.required")),
    },
  });
  const give = useSubmit(
    form,
    (values: typeof form.values) =>
      take(
        api.POST("/api/role-assignments", {
          body: {
            principalKind: to.kind,
            principalId: to.id,
            role: values.role,
            scope: { level: values.level, id: values.level === "TENANT" ? tenant.id : values.node },
            expiresAt: values.expiresAt ? new Date(values.expiresAt).toISOString() : null,
          },
        }),
      ),
    () => {
      notify(t("users.roleGiven"));
      void client.invalidateQueries({ queryKey: ["assignments"] });
      void client.invalidateQueries({ queryKey: ["users"] });
      onClose();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("users.giveRole")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => give.mutate(values))}>
        <NativeSelect
          label={t("users.role")}
          required
          data-autofocus
          description={roles.find(({ id }) => id === form.values.role)?.meaning}
          data={[{ value: "", label: t("common.choose") }, ...roles.map(({ id }) => ({ value: id, label: roleName(id) }))]}
          {...form.getInputProps("role")}
        />
        <ScopeFields level={form.values.level} node={form.values.node} error={form.errors.node} onChange={form.setValues} />
        <TextInput label={`${t("users.until")} (${t("common.optional")})`} type="datetime-local" {...form.getInputProps("expiresAt")} />
        {!isShownAtFields(give.error, form.values) && <Problem error={give.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={give.isPending}>
            {t("users.giveRole")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
