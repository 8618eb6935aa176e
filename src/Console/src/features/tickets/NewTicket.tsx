import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, take } from "@/api/client";
import type { Severity, Ticket } from "@/api/types";
import { DeviceSelect } from "@/features/fleet/DeviceSelect";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { priorities, severities } from "./labels";

export function NewTicket({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Side opened={opened} onClose={onClose} title={t("tickets.new")}>
      <Form />
    </Side>
  );
}

function Form() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: {
      subject: "",
      description: "",
      severity: "MEDIUM" as Severity,
      priority: "" as Ticket["priority"] | "",
      tags: "",
      deviceId: "",
    },
    validate: { subject: value => (value.trim() ? null : t("common.required")) },
  });
  const open = useSubmit(
    form,
    ({ priority, tags, deviceId, ...values }: typeof form.values) =>
      take(
        api.POST("/api/tickets", {
          body: { ...values, priority: priority || null, tags: tags.split(/\s+/).filter(Boolean), deviceId: deviceId || null },
        }),
      ),
    ticket => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      navigate(`/tickets/${ticket.id}`);
    },
  );
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => open.mutate(values))}>
      <TextInput label={t("tickets.subject")} required maxLength={200} data-autofocus {...form.getInputProps("subject")} />
      <Textarea label={t("tickets.description")} rows={5} {...form.getInputProps("description")} />
      <NativeSelect
        label={t("tickets.severity")}
        data={severities.map(value => ({ value, label: t(`severity.${value}`) }))}
        {...form.getInputProps("severity")}
      />
      <NativeSelect
        label={t("tickets.priority")}
        data={[{ value: "", label: "–" }, ...priorities.map(value => ({ value, label: t(`tickets.priorityOf.${value}`) }))]}
        {...form.getInputProps("priority")}
      />
      <TextInput label={t("tickets.tags")} description={t("tickets.tagsHint")} {...form.getInputProps("tags")} />
      <DeviceSelect
        label={`${t("tickets.device")} (${t("common.optional")})`}
        {...form.getInputProps("deviceId")}
        value={form.values.deviceId}
      />
      {!isShownAtFields(open.error, form.values) && <Problem error={open.error} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={open.isPending}>
          {t("common.create")}
        </Button>
      </div>
    </form>
  );
}
