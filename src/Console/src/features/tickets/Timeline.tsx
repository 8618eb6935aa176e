import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { ActorName } from "@/ui/Actor";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { More } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./ticket.module.css";

/** All that has happened to a ticket; what it says comes from outside too, and is shown as text. */
export function Timeline({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation();
  const entries = usePages(["tickets", ticketId, "timeline"], cursor =>
    take(api.GET("/api/tickets/{id}/timeline", { params: { path: { id: ticketId }, query: { cursor } } })),
  );
  return (
    <Panel title={t("tickets.timeline")}>
      <div className={parts.stack}>
        <Problem error={entries.error} onReload={() => void entries.refetch()} />
        <ol className={parts.tight}>
          {entries.items.map(entry => (
            <li key={entry.id} className={css.comment}>
              <span className={`${parts.small} ${parts.muted}`}>
                <strong>{t(`tickets.entryOf.${entry.kind}`)}</strong> · <ActorName actor={entry.actor} /> · <Time at={entry.at} />
              </span>
              {said(entry, (field, from, to) => t("tickets.fieldChange", { field, from, to })).map(line => (
                <p key={line} className={css.text}>
                  {line}
                </p>
              ))}
            </li>
          ))}
        </ol>
        <More pages={entries} />
      </div>
    </Panel>
  );
}

function said(entry: Schemas["TicketEntryView"], change: (field: string, from: string, to: string) => string): string[] {
  const { changes, kind, value, note } = entry.detail;
  return [
    ...(changes ?? []).map(one => change(one.field, one.from ?? "–", one.to ?? "–")),
    [kind, value].filter(Boolean).join(" "),
    note ?? "",
    entry.text ?? "",
  ].filter(Boolean);
}
