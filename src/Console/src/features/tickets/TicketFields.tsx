import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Schemas, Ticket } from "@/api/types";
import { Dialog, Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { closingReasons, priorities, severities } from "./labels";

interface Props {
  ticket: Ticket;
  onClose: () => void;
  onReload: () => void;
}

function useSaved(ticket: Ticket, done: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return (changed: Ticket) => {
    notify(t("common.saved"));
    client.setQueryData(["tickets", ticket.id], changed);
    void client.invalidateQueries({ queryKey: ["tickets"] });
    done();
  };
}

/** What people say of a ticket besides its words. */
export function EditFields({ ticket, onClose, onReload }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: {
      subject: ticket.subject,
      description: ticket.description,
      severity: ticket.severity,
      priority: ticket.priority,
      tags: ticket.tags.join(" "),
      dueAt: ticket.dueAt?.slice(0, 16) ?? "",
    },
  });
  const saved = useSaved(ticket, onClose);
  const save = useSubmit(
    form,
    ({ tags, dueAt, ...values }: typeof form.values) =>
      take(
        api.PATCH("/api/tickets/{id}", {
          params: { path: { id: ticket.id }, header: ifMatch(ticket.version) },
          body: {
            ...values,
            tags: tags.split(/\s+/).filter(Boolean),
            ...(dueAt ? { dueAt: `${dueAt}:00Z` } : { clear: ["DUE" as const] }),
          },
        }),
      ),
    saved,
  );
  return (
    <Side opened onClose={onClose} title={t("tickets.edit")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
        <TextInput label={t("tickets.subject")} required maxLength={200} data-autofocus {...form.getInputProps("subject")} />
        <Textarea label={t("tickets.description")} rows={5} {...form.getInputProps("description")} />
        <NativeSelect
          label={t("tickets.severity")}
          data={severities.map(value => ({ value, label: t(`severity.${value}`) }))}
          {...form.getInputProps("severity")}
        />
        <NativeSelect
          label={t("tickets.priority")}
          data={priorities.map(value => ({ value, label: t(`tickets.priorityOf.${value}`) }))}
          {...form.getInputProps("priority")}
        />
        <TextInput label={t("tickets.tags")} description={t("tickets.tagsHint")} {...form.getInputProps("tags")} />
        <TextInput type="datetime-local" label={`${t("tickets.due")} (UTC)`} {...form.getInputProps("dueAt")} />
        {!isShownAtFields(save.error, form.values) && <Problem error={save.error} onReload={onReload} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Side>
  );
}

/** Why nothing is left to do, and what was done. */
export function CloseForm({ ticket, onClose, onReload }: Props) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { closingReason: "RESOLVED" as Schemas["ClosingReason"], resolution: "" } });
  const saved = useSaved(ticket, onClose);
  const close = useSubmit(
    form,
    (values: typeof form.values) =>
      take(
        api.PATCH("/api/tickets/{id}", {
          params: { path: { id: ticket.id }, header: ifMatch(ticket.version) },
          body: { stage: "CLOSED", ...values },
        }),
      ),
    saved,
  );
  return (
    <Dialog opened onClose={onClose} title={t("tickets.closeTitle")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => close.mutate(values))}>
        <NativeSelect
          label={t("tickets.closingReason")}
          data={closingReasons.map(value => ({ value, label: t(`tickets.closingReasonOf.${value}`) }))}
          {...form.getInputProps("closingReason")}
        />
        <Textarea label={t("tickets.resolution")} rows={3} {...form.getInputProps("resolution")} />
        {!isShownAtFields(close.error, form.values) && <Problem error={close.error} onReload={onReload} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={close.isPending}>
            {t("tickets.closeTicket")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
