import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useSignedIn } from "@/api/hooks";
import { ScopeFields, type ScopeLevel } from "@/features/fleet/ScopeFields";
import { useRoleName, useRoles } from "@/features/users/roles";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

/** Asks somebody into the tenant by mail. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { tenant } = useSignedIn();
  const roleName = useRoleName();
  const roles = useRoles();
  const form = useForm({
    initialValues: { email: "", role: "MEMBER", level: "TENANT" as ScopeLevel, node: "", days: 7 },
    validate: {
      email: value => (value.includes("@") ? null : t("access.badEmail")),
      node: (value, values) => (value || values.level === "TENANT" ? null : t("common.required")),
    },
  });
  const invite = useSubmit(
    form,
    (values: typeof form.values) =>
      take(
        api.POST("/api/invitations", {
          body: {
            email: values.email,
            role: values.role,
            scope: { level: values.level, id: values.level === "TENANT" ? tenant.id : values.node },
            expiresInDays: values.days,
          },
        }),
      ),
    () => {
      notify(t("members.invited"));
      void client.invalidateQueries({ queryKey: ["invitations"] });
      void client.invalidateQueries({ queryKey: ["mails"] });
      onClose();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("members.invite")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => invite.mutate(values))}>
        <p className={parts.muted}>{t("members.inviteText")}</p>
        <TextInput label={t("access.email")} type="email" required data-autofocus autoComplete="off" {...form.getInputProps("email")} />
        <NativeSelect
          label={t("users.role")}
          description={roles.find(({ id }) => id === form.values.role)?.meaning}
          data={roles.map(({ id }) => ({ value: id, label: roleName(id) }))}
          {...form.getInputProps("role")}
        />
        <ScopeFields level={form.values.level} node={form.values.node} error={form.errors.node} onChange={form.setValues} />
        <NumberInput label={t("members.goodForDays")} min={1} max={30} allowDecimal={false} maw={192} {...form.getInputProps("days")} />
        {!isShownAtFields(invite.error, form.values) && <Problem error={invite.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={invite.isPending}>
            {t("members.invite")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
