import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Group, Organization } from "@/api/types";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { useOrganizations } from "./queries";

interface Opened {
  opened: boolean;
  onClose: () => void;
}

export function NewOrganization({ opened, onClose }: Opened) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("fleet.newOrganization")}>
      <NameForm area="organizations" send={name => take(api.POST("/api/organizations", { body: { name } }))} onDone={onClose} />
    </Dialog>
  );
}

export function NewGroup({ opened, onClose, organizationId }: Opened & { organizationId: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("fleet.newGroup")}>
      <NameForm
        area="groups"
        organizationId={organizationId}
        withOrganization
        send={(name, organization) => take(api.POST("/api/groups", { body: { name, organizationId: organization } }))}
        onDone={onClose}
      />
    </Dialog>
  );
}

export function Rename({ level, item, opened, onClose }: Opened & { level: "organization" | "group"; item: Organization | Group }) {
  const { t } = useTranslation();
  const params = { path: { id: item.id }, header: ifMatch(item.version) };
  return (
    <Dialog opened={opened} onClose={onClose} title={t("fleet.rename")}>
      <NameForm
        area={level === "organization" ? "organizations" : "groups"}
        name={item.name}
        send={name =>
          level === "organization"
            ? take(api.PUT("/api/organizations/{id}", { params, body: { name } }))
            : take(api.PUT("/api/groups/{id}", { params, body: { name } }))
        }
        onDone={onClose}
      />
    </Dialog>
  );
}

interface FormProps {
  area: "organizations" | "groups";
  name?: string;
  organizationId?: string | undefined;
  withOrganization?: boolean;
  send: (name: string, organizationId: string) => Promise<unknown>;
  onDone: () => void;
}

function NameForm({ area, name = "", organizationId, withOrganization, send, onDone }: FormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const organizations = useOrganizations();
  const form = useForm({
    initialValues: { name, organizationId: organizationId ?? organizations.data?.[0]?.id ?? "" },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const submit = useSubmit(
    form,
    (values: { name: string; organizationId: string }) => send(values.name, values.organizationId),
    () => {
      void client.invalidateQueries({ queryKey: [area] });
      void client.invalidateQueries({ queryKey: ["health"] });
      onDone();
    },
  );
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => submit.mutate(values))}>
      {withOrganization && (
        <NativeSelect
          label={t("fleet.organization")}
          data={(organizations.data ?? []).map(({ id, name: label }) => ({ value: id, label }))}
          {...form.getInputProps("organizationId")}
        />
      )}
      <TextInput label={t("common.name")} required maxLength={100} data-autofocus {...form.getInputProps("name")} />
      {!isShownAtFields(submit.error, form.values) && (
        <Problem error={submit.error} onReload={() => void client.invalidateQueries({ queryKey: [area] })} />
      )}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={submit.isPending}>
          {t(name ? "common.save" : "common.create")}
        </Button>
      </div>
    </form>
  );
}
