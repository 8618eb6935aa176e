import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import type { Device } from "@/api/types";
import { useGroups, useOrganizations } from "@/features/fleet/queries";
import { Confirm, Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

interface Props {
  device: Device;
  opened: boolean;
  onClose: () => void;
  onReload: () => void;
}

export function EditDevice({ device, opened, onClose, onReload }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const groups = useGroups();
  const organizations = useOrganizations();
  const form = useForm({
    initialValues: { name: device.name, groupId: device.groupId },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const save = useSubmit(
    form,
    (body: typeof form.values) =>
      take(api.PUT("/api/devices/{id}", { params: { path: { id: device.id }, header: ifMatch(device.version) }, body })),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["devices"] });
      void client.invalidateQueries({ queryKey: ["health"] });
      onClose();
    },
  );
  const nameOf = (id: string) => organizations.data?.find(organization => organization.id === id)?.name ?? "";
  return (
    <Dialog opened={opened} onClose={onClose} title={t("device.edit")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
        <TextInput label={t("common.name")} required maxLength={100} data-autofocus {...form.getInputProps("name")} />
        <NativeSelect
          label={t("device.group")}
          data={(groups.data ?? []).map(group => ({ value: group.id, label: `${nameOf(group.organizationId)} / ${group.name}` }))}
          {...form.getInputProps("groupId")}
        />
        {!isShownAtFields(save.error, form.values) && <Problem error={save.error} onReload={onReload} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function RemoveDevice({ device, opened, onClose, onReload }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/devices/{id}", { params: { path: { id: device.id }, header: ifMatch(device.version) } })),
    onSuccess: () => {
      notify(t("device.removed"));
      navigate("/fleet");
      client.removeQueries({ queryKey: ["devices", device.id] });
      void client.invalidateQueries({ queryKey: ["health"] });
    },
  });
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={t("device.removeTitle", { name: device.name })}
      text={t("device.removeText")}
      action={t("device.remove")}
      danger
      busy={remove.isPending}
      error={remove.error}
      onReload={onReload}
      onConfirm={() => remove.mutate()}
    />
  );
}
