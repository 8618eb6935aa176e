import { Button, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Ticket } from "@/api/types";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

interface Props {
  ticketId: string;
  onClose: () => void;
  onDone: (ticket: Ticket) => void;
  onReload: () => void;
}

export function DeriveForm({ ticketId, onClose, onDone, onReload }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { derive: { to: "", note: "" } },
    validate: { derive: { to: value => (value.trim() ? null : t("common.required")) } },
  });
  const derive = useSubmit(
    form,
    (body: typeof form.values) => take(api.POST("/api/tickets/{id}/execute", { params: { path: { id: ticketId } }, body })),
    ticket => {
      notify(t("tickets.derivedNow"));
      onDone(ticket);
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("tickets.deriveTitle")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => derive.mutate(values))}>
        <TextInput label={t("tickets.to")} required data-autofocus {...form.getInputProps("derive.to")} />
        <Textarea label={t("tickets.note")} rows={3} {...form.getInputProps("derive.note")} />
        {!isShownAtFields(derive.error, { "derive.to": "", "derive.note": "" }) && <Problem error={derive.error} onReload={onReload} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={derive.isPending}>
            {t("tickets.derive")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
