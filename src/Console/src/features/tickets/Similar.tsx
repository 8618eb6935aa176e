import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Ticket } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { StageLabel } from "./labels";

const useChanged = () => {
  const client = useQueryClient();
  return (ticket: Ticket) => {
    client.setQueryData(["tickets", ticket.id], ticket);
    void client.invalidateQueries({ queryKey: ["tickets"] });
  };
};

/** Tickets about the same things, into which this one can be put. */
export function Similar({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay();
  const changed = useChanged();
  const [into, setInto] = useState<Ticket | null>(null);
  const similar = useQuery({
    queryKey: ["tickets", ticket.id, "similar"],
    queryFn: () => take(api.GET("/api/tickets/{id}/similar", { params: { path: { id: ticket.id } } })),
  });
  const merge = useMutation({
    mutationFn: (intoId: string) => take(api.POST("/api/tickets/{id}/merge", { params: { path: { id: ticket.id } }, body: { intoId } })),
    onSuccess: merged => {
      setInto(null);
      changed(merged);
    },
  });
  return (
    <Panel title={t("tickets.similar")}>
      <Problem error={similar.error} />
      {similar.data?.items.length === 0 && <p className={parts.muted}>{t("tickets.noSimilar")}</p>}
      <ul className={parts.tight}>
        {similar.data?.items.map(one => (
          <li key={one.ticket.id}>
            <Link to={`/tickets/${one.ticket.id}`}>
              #{one.ticket.number} {one.ticket.subject}
            </Link>
            <div className={parts.row}>
              <span className={`${parts.small} ${parts.muted}`}>
                <StageLabel stage={one.ticket.stage} /> · {t("tickets.shared", { count: one.shared })}
              </span>
              {may("tickets:write") && ticket.mergedIntoId === null && one.ticket.stage !== "CLOSED" && (
                <Button size="compact-xs" variant="default" onClick={() => setInto(one.ticket)}>
                  {t("tickets.merge")}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Confirm
        opened={into !== null}
        onClose={() => setInto(null)}
        title={t("tickets.mergeTitle", { number: into?.number ?? "" })}
        text={t("tickets.mergeText")}
        action={t("tickets.merge")}
        busy={merge.isPending}
        error={merge.error}
        onConfirm={() => into && merge.mutate(into.id)}
      />
    </Panel>
  );
}

/** Says that a ticket was put into another, and takes it out again. */
export function Merged({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay();
  const changed = useChanged();
  const undo = useMutation({
    mutationFn: () => take(api.POST("/api/tickets/{id}/merge/undo", { params: { path: { id: ticket.id } } })),
    onSuccess: changed,
  });
  return (
    <Panel>
      <div className={parts.row}>
        <span>{t("tickets.merged")}</span>
        <Link to={`/tickets/${ticket.mergedIntoId}`}>{t("tickets.showOther")}</Link>
        {may("tickets:write") && (
          <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
            {t("tickets.undoMerge")}
          </Button>
        )}
      </div>
      <Problem error={undo.error} />
    </Panel>
  );
}
