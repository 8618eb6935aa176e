import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { User } from "@/api/types";
import { usePasswordRule } from "@/features/access/passwordRule";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { useRoleName, useRoles } from "./roles";

export function NewUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("users.new")}>
      <NewUserForm onDone={onClose} />
    </Dialog>
  );
}

function NewUserForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const roleName = useRoleName();
  const roles = useRoles();
  const form = useForm({
    initialValues: { username: "", email: "", password: "", role: "USER" },
    validate: {
      username: value => (value.trim() ? null : t("common.required")),
      email: value => (value.includes("@") ? null : t("access.badEmail")),
      password: usePasswordRule(),
    },
  });
  const create = useSubmit(
    form,
    (values: typeof form.values) => take(api.POST("/api/users", { body: { ...values, mustChangePassword: true } })),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["users"] });
      onDone();
    },
  );
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => create.mutate(values))}>
      <TextInput label={t("access.username")} required data-autofocus autoComplete="off" {...form.getInputProps("username")} />
      <TextInput label={t("access.email")} type="email" required autoComplete="off" {...form.getInputProps("email")} />
      <PasswordInput
        label={t("users.initialPassword")}
        description={t("access.passwordHint")}
        required
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
        {...form.getInputProps("password")}
      />
      <NativeSelect
        label={t("users.role")}
        data={roles.map(({ id }) => ({ value: id, label: roleName(id) }))}
        {...form.getInputProps("role")}
      />
      {!isShownAtFields(create.error, form.values) && <Problem error={create.error} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={create.isPending}>
          {t("common.create")}
        </Button>
      </div>
    </form>
  );
}

export function EditUser({ user, onClose, onReload }: { user: User; onClose: () => void; onReload: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const roleName = useRoleName();
  const roles = useRoles();
  const form = useForm({
    initialValues: { username: user.username, role: user.role ?? "" },
    validate: { username: value => (value.trim() ? null : t("common.required")) },
  });
  const save = useSubmit(
    form,
    (values: typeof form.values) =>
      take(
        api.PUT("/api/users/{id}", {
          params: { path: { id: user.id }, header: ifMatch(user.version) },
          body: { ...values, role: values.role || null, status: user.status },
        }),
      ),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["users"] });
      onClose();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("users.edit")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
        <TextInput label={t("access.username")} required data-autofocus {...form.getInputProps("username")} />
        <NativeSelect
          label={t("users.role")}
          data={[{ value: "", label: roleName(null) }, ...roles.map(({ id }) => ({ value: id, label: roleName(id) }))]}
          {...form.getInputProps("role")}
        />
        {!isShownAtFields(save.error, form.values) && (
          <Problem
            error={save.error}
            onReload={() => {
              onReload();
              onClose();
            }}
          />
        )}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
