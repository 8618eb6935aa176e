import { Button, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Ticket } from "@/api/types";
import { ActorName } from "@/ui/Actor";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { More } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./ticket.module.css";

/** To whom a ticket was handed, and what became of it; nothing while it was handed to nobody. */
export function Custody({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [task, setTask] = useState<"return" | "pass" | null>(null);
  const path = { id: ticket.id };
  const stale = () => {
    setTask(null);
    void client.invalidateQueries({ queryKey: ["tickets", ticket.id] });
  };
  const chain = usePages(["tickets", ticket.id, "custody"], cursor =>
    take(api.GET("/api/tickets/{id}/custody", { params: { path, query: { cursor } } })),
  );
  const accept = useMutation({
    mutationFn: () => take(api.POST("/api/tickets/{id}/custody/accept", { params: { path } })),
    onSuccess: stale,
  });
  if (chain.items.length === 0) {
    return null;
  }

  const held = ticket.execution === "DERIVED" && ticket.stage !== "CLOSED";
  return (
    <Panel
      title={t("tickets.custody")}
      actions={
        held && (
          <>
            {may("tickets:write") && chain.items[0]?.state === "HANDED" && (
              <Button size="compact-sm" variant="default" loading={accept.isPending} onClick={() => accept.mutate()}>
                {t("tickets.accept")}
              </Button>
            )}
            {may("tickets:write") && (
              <Button size="compact-sm" variant="default" onClick={() => setTask("return")}>
                {t("tickets.handBack")}
              </Button>
            )}
            {may("tickets:execute") && (
              <Button size="compact-sm" variant="default" onClick={() => setTask("pass")}>
                {t("tickets.passOn")}
              </Button>
            )}
          </>
        )
      }
    >
      <div className={parts.stack}>
        <Problem error={chain.error ?? accept.error} />
        <ol className={parts.tight}>
          {chain.items.map(one => (
            <li key={one.id} className={css.comment}>
              <strong>{one.to}</strong>
              <span className={`${parts.small} ${parts.muted}`}>
                {t(`tickets.custodyStateOf.${one.state}`)} · <ActorName actor={one.handedBy} /> · <Time at={one.handedAt} />
                {one.dueAt && (
                  <>
                    {" "}
                    · {t("tickets.due")} <Time at={one.dueAt} />
                  </>
                )}
              </span>
              {one.note && <p className={css.text}>{one.note}</p>}
              {one.answer && <p className={css.text}>{one.answer}</p>}
            </li>
          ))}
        </ol>
        <More pages={chain} />
      </div>
      {task === "return" && <Return ticketId={ticket.id} onClose={() => setTask(null)} onDone={stale} />}
      {task === "pass" && <Pass ticketId={ticket.id} onClose={() => setTask(null)} onDone={stale} />}
    </Panel>
  );
}

interface TaskProps {
  ticketId: string;
  onClose: () => void;
  onDone: () => void;
}

function Return({ ticketId, onClose, onDone }: TaskProps) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { answer: "" } });
  const send = useSubmit(
    form,
    (body: typeof form.values) => take(api.POST("/api/tickets/{id}/custody/return", { params: { path: { id: ticketId } }, body })),
    onDone,
  );
  return (
    <Dialog opened onClose={onClose} title={t("tickets.handBack")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => send.mutate(values))}>
        <Textarea label={t("tickets.answer")} rows={3} data-autofocus {...form.getInputProps("answer")} />
        {!isShownAtFields(send.error, form.values) && <Problem error={send.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={send.isPending}>
            {t("tickets.handBack")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Pass({ ticketId, onClose, onDone }: TaskProps) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { to: "", note: "" },
    validate: { to: value => (value.trim() ? null : t("common.required")) },
  });
  const send = useSubmit(
    form,
    (body: typeof form.values) => take(api.POST("/api/tickets/{id}/custody", { params: { path: { id: ticketId } }, body })),
    onDone,
  );
  return (
    <Dialog opened onClose={onClose} title={t("tickets.passOn")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => send.mutate(values))}>
        <TextInput label={t("tickets.to")} required data-autofocus {...form.getInputProps("to")} />
        <Textarea label={t("tickets.note")} rows={3} {...form.getInputProps("note")} />
        {!isShownAtFields(send.error, form.values) && <Problem error={send.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={send.isPending}>
            {t("tickets.passOn")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
