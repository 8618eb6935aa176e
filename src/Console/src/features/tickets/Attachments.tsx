import { Button, FileButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { ApiProblem } from "@/api/problem";
import { session } from "@/api/session";
import type { Schemas, Ticket } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

type Attachment = Schemas["AttachmentView"];

/** The bytes themselves go past the typed client: they are no JSON, and carry no key, for which the server would keep them a second time. */
async function send(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await session.fetch(new URL(path, globalThis.location.origin), init);
  } catch {
    throw ApiProblem.unreachable();
  }
  if (!response.ok) {
    throw await ApiProblem.of(response, await response.json().catch(() => null));
  }
  return response;
}

async function save(ticketId: string, one: Attachment): Promise<void> {
  const response = await send(`/api/tickets/${ticketId}/attachments/${one.id}/content`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = one.name;
  link.click();
  URL.revokeObjectURL(address);
}

/** What is attached to a ticket, and what the scanner said of it. */
export function Attachments({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay()("tickets:write") && ticket.mergedIntoId === null;
  const client = useQueryClient();
  const stale = () => void client.invalidateQueries({ queryKey: ["tickets", ticket.id] });
  const path = { id: ticket.id };
  const there = useQuery({
    queryKey: ["tickets", ticket.id, "attachments"],
    queryFn: () => take(api.GET("/api/tickets/{id}/attachments", { params: { path } })),
    refetchInterval: query => (query.state.data?.items.some(one => one.state === "PENDING") ? 3_000 : false),
  });
  const [removing, setRemoving] = useState<Attachment | null>(null);
  const reset = useRef<() => void>(null);
  const add = useMutation({
    mutationFn: (file: File) =>
      send(`/api/tickets/${ticket.id}/attachments?name=${encodeURIComponent(file.name)}`, {
        method: "POST",
        headers: { "Content-Type": file.type || "application/octet-stream" },
        body: file,
      }),
    onSuccess: stale,
    // So that the same file can be chosen again.
    onSettled: () => reset.current?.(),
  });
  const get = useMutation({ mutationFn: (one: Attachment) => save(ticket.id, one) });
  const remove = useMutation({
    mutationFn: (attachmentId: string) =>
      take(api.DELETE("/api/tickets/{id}/attachments/{attachmentId}", { params: { path: { ...path, attachmentId } } })),
    onSuccess: () => {
      setRemoving(null);
      stale();
    },
  });
  return (
    <Panel title={t("tickets.attachments")}>
      <div className={parts.stack}>
        <Problem error={there.error ?? add.error ?? get.error} />
        {there.data?.items.length === 0 && <p className={parts.muted}>{t("tickets.noAttachments")}</p>}
        <ul className={parts.tight}>
          {there.data?.items.map(one => (
            <li key={one.id} className={parts.row} style={{ flexWrap: "wrap" }}>
              <span style={{ overflowWrap: "anywhere", flex: "1 1 10rem" }}>
                {one.name}
                <span className={`${parts.small} ${parts.muted}`} style={{ display: "block" }} title={`SHA-256 ${one.sha256}`}>
                  {t("tickets.attachmentSize", { kib: Math.max(1, Math.round(one.size / 1024)) })}
                  {" · "}
                  {t(`tickets.attachmentStateOf.${one.state}`)}
                  {one.detail && ` · ${one.detail}`}
                </span>
              </span>
              {(one.state === "CLEAN" || one.state === "UNSCANNED") && (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={get.isPending && get.variables.id === one.id}
                  onClick={() => get.mutate(one)}
                >
                  {t("tickets.saveAttachment")}
                </Button>
              )}
              {may && (
                <Button size="compact-xs" variant="default" onClick={() => setRemoving(one)}>
                  {t("common.delete")}
                </Button>
              )}
            </li>
          ))}
        </ul>
        {may && (
          <div>
            <FileButton resetRef={reset} onChange={file => file && add.mutate(file)}>
              {props => (
                <Button {...props} variant="default" loading={add.isPending}>
                  {t("tickets.attach")}
                </Button>
              )}
            </FileButton>
          </div>
        )}
      </div>
      <Confirm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t("tickets.removeAttachmentTitle")}
        text={t("tickets.removeAttachmentText", { name: removing?.name ?? "" })}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => removing && remove.mutate(removing.id)}
      />
    </Panel>
  );
}
