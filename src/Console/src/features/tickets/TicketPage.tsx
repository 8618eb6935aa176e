import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import type { Ticket } from "@/api/types";
import { FindingCard } from "@/features/findings/FindingCard";
import { ActorName, useActorName } from "@/ui/Actor";
import { Code } from "@/ui/Code";
import { Confirm } from "@/ui/Dialogs";
import { SeverityLabel } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ActionPanel } from "./ActionPanel";
import { Attachments } from "./Attachments";
import { Comments } from "./Comments";
import { Custody } from "./Custody";
import { ExecutionChip, OverdueChip, StageLabel } from "./labels";
import { Merged, Similar } from "./Similar";
import { CloseForm, EditFields } from "./TicketFields";
import { Links, Observables, Watchers } from "./TicketParts";
import { Timeline } from "./Timeline";

export function TicketPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const ticket = useQuery({
    queryKey: ["tickets", id],
    queryFn: () => take(api.GET("/api/tickets/{id}", { params: { path: { id } } })),
  });
  return (
    <Page
      title={ticket.data ? `#${ticket.data.number} ${ticket.data.subject}` : t("tickets.title")}
      parent={{ to: "/tickets", label: t("tickets.title") }}
      intro={
        ticket.data && (
          <span className={parts.row}>
            <SeverityLabel severity={ticket.data.severity} />
            <ExecutionChip execution={ticket.data.execution} />
            <StageLabel stage={ticket.data.stage} />
            <OverdueChip ticket={ticket.data} />
          </span>
        )
      }
      actions={ticket.data && <StageActions ticket={ticket.data} onReload={() => void ticket.refetch()} />}
    >
      <Loaded query={ticket} rows={6}>
        {data => <Body ticket={data} onReload={() => void ticket.refetch()} />}
      </Loaded>
    </Page>
  );
}

function Body({ ticket, onReload }: { ticket: Ticket; onReload: () => void }) {
  const { t } = useTranslation();
  const nameOf = useActorName();
  return (
    <div className={parts.split}>
      <div className={parts.stack}>
        {ticket.mergedIntoId && <Merged ticket={ticket} />}
        <Panel title={t("tickets.why")} flush>
          {ticket.findingId === null && ticket.description && <p className={parts.panelBody}>{ticket.description}</p>}
          {ticket.findingId ? (
            <Why findingId={ticket.findingId} description={ticket.description} />
          ) : ticket.source !== "MANUAL" ? null : (
            <p className={`${parts.panelBody} ${parts.muted}`}>{t("tickets.whyManual", { name: nameOf(ticket.createdBy) })}</p>
          )}
        </Panel>
        <ActionPanel ticket={ticket} onReload={onReload} />
        <Custody ticket={ticket} />
        <Comments ticketId={ticket.id} />
        <Attachments ticket={ticket} />
        <Timeline ticketId={ticket.id} />
      </div>
      <div className={parts.stack}>
        <Panel title={t("common.details")}>
          <Facts
            items={[
              [t("tickets.source"), t(`tickets.sourceOf.${ticket.source}`)],
              [
                t("tickets.device"),
                ticket.deviceId && (
                  <Link key="device" to={`/devices/${ticket.deviceId}`}>
                    {ticket.deviceName ?? ticket.deviceId}
                  </Link>
                ),
              ],
              [t("device.rule"), ticket.rule && <Code key="rule">{ticket.rule}</Code>],
              [t("tickets.createdBy"), <ActorName key="by" actor={ticket.createdBy} />],
              [t("tickets.opened"), <Time key="opened" at={ticket.createdAt} exact />],
              [t("tickets.executedAt"), ticket.executedAt && <Time key="executed" at={ticket.executedAt} exact />],
              [t("tickets.assignee"), <Assignee key="assignee" ticket={ticket} />],
              [t("tickets.priority"), t(`tickets.priorityOf.${ticket.priority}`)],
              [t("tickets.tags"), ticket.tags.join(" ") || null],
              [t("tickets.due"), ticket.dueAt && <Time key="due" at={ticket.dueAt} exact />],
              [
                t("tickets.acknowledgeBy"),
                ticket.acknowledgedAt === null && ticket.acknowledgeBy ? <Time key="by" at={ticket.acknowledgeBy} exact /> : null,
              ],
              [
                t("tickets.resolveBy"),
                ticket.resolvedAt === null && ticket.resolveBy ? <Time key="until" at={ticket.resolveBy} exact /> : null,
              ],
              [t("tickets.overdue"), ticket.escalation > 0 ? t("tickets.escalation", { step: ticket.escalation }) : null],
              [t("tickets.acknowledged"), ticket.acknowledgedAt && <Time key="acknowledged" at={ticket.acknowledgedAt} exact />],
              [t("tickets.resolved"), ticket.resolvedAt && <Time key="resolved" at={ticket.resolvedAt} exact />],
              [t("tickets.closingReason"), ticket.closingReason && t(`tickets.closingReasonOf.${ticket.closingReason}`)],
              [t("tickets.resolution"), ticket.resolution],
              [t("tickets.reopened"), ticket.reopened > 0 ? `${ticket.reopened}` : null],
              [t("tickets.parent"), ticket.parentId && <Other key="parent" id={ticket.parentId} />],
              [t("tickets.duplicateOf"), ticket.duplicateOfId && <Other key="duplicate" id={ticket.duplicateOfId} />],
            ]}
          />
        </Panel>
        <Observables ticket={ticket} />
        <Links ticket={ticket} />
        <Similar ticket={ticket} />
        <Watchers ticket={ticket} />
      </div>
    </div>
  );
}

function Other({ id }: { id: string }) {
  const { t } = useTranslation();
  return <Link to={`/tickets/${id}`}>{t("tickets.anotherTicket")}</Link>;
}

function Why({ findingId, description }: { findingId: string; description: string }) {
  const finding = useQuery({
    queryKey: ["findings", findingId],
    queryFn: () => take(api.GET("/api/findings/{id}", { params: { path: { id: findingId } } })),
  });
  return (
    <Loaded query={finding} rows={3}>
      {data => (
        <>
          {description !== data.detail && <p className={parts.panelBody}>{description}</p>}
          <FindingCard finding={data} withDevice open />
        </>
      )}
    </Loaded>
  );
}

function useTicketChange(ticket: Ticket) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { stage?: Ticket["stage"]; assigneeId?: string }) =>
      take(api.PATCH("/api/tickets/{id}", { params: { path: { id: ticket.id }, header: ifMatch(ticket.version) }, body })),
    onSuccess: changed => {
      notify(t("common.saved"));
      client.setQueryData(["tickets", ticket.id], changed);
      void client.invalidateQueries({ queryKey: ["tickets", "list"] });
    },
  });
}

function Assignee({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useSignedIn();
  const assignee = useQuery({
    queryKey: ["users", ticket.assigneeId],
    queryFn: () => take(api.GET("/api/users/{id}", { params: { path: { id: ticket.assigneeId ?? "" } } })),
    enabled: may("users:read") && ticket.assigneeId !== null && ticket.assigneeId !== user.id,
  });
  const change = useTicketChange(ticket);
  const name =
    ticket.assigneeId === null
      ? t("tickets.unassigned")
      : ticket.assigneeId === user.id
        ? user.username
        : (assignee.data?.username ?? ticket.assigneeId);
  return (
    <span className={parts.row}>
      {name}
      {may("tickets:write") && ticket.assigneeId !== user.id && (
        <Button size="compact-xs" variant="default" loading={change.isPending} onClick={() => change.mutate({ assigneeId: user.id })}>
          {t("tickets.assignToMe")}
        </Button>
      )}
    </span>
  );
}

const nextStage = {
  NEW: { stage: "IN_PROGRESS", label: "tickets.start" },
  IN_PROGRESS: { stage: "CLOSED", label: "tickets.closeTicket" },
  CLOSED: { stage: "IN_PROGRESS", label: "tickets.reopen" },
} as const;

function StageActions({ ticket, onReload }: { ticket: Ticket; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const [task, setTask] = useState<"edit" | "close" | null>(null);
  const change = useTicketChange(ticket);
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/tickets/{id}", { params: { path: { id: ticket.id }, header: ifMatch(ticket.version) } })),
    onSuccess: () => {
      notify(t("tickets.deleted"));
      navigate("/tickets");
      client.removeQueries({ queryKey: ["tickets", ticket.id] });
      void client.invalidateQueries({ queryKey: ["tickets", "list"] });
    },
  });
  if (!may("tickets:write") || ticket.mergedIntoId !== null) {
    return null;
  }
  const next = nextStage[ticket.stage];
  return (
    <>
      <Problem error={change.error} onReload={onReload} />
      <Button variant="default" onClick={() => setTask("edit")}>
        {t("tickets.edit")}
      </Button>
      <Button
        variant="default"
        loading={change.isPending}
        onClick={() => (next.stage === "CLOSED" ? setTask("close") : change.mutate({ stage: next.stage }))}
      >
        {t(next.label)}
      </Button>
      {ticket.stage === "NEW" && (
        <Button variant="default" onClick={() => setTask("close")}>
          {t("tickets.closeTicket")}
        </Button>
      )}
      {ticket.execution === "PENDING" && (
        <Button variant="default" onClick={() => setDeleting(true)}>
          {t("common.delete")}
        </Button>
      )}
      <Confirm
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={t("tickets.deleteTitle", { number: ticket.number })}
        text={t("tickets.deleteText")}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onReload={onReload}
        onConfirm={() => remove.mutate()}
      />
      {task === "edit" && <EditFields ticket={ticket} onClose={() => setTask(null)} onReload={onReload} />}
      {task === "close" && <CloseForm ticket={ticket} onClose={() => setTask(null)} onReload={onReload} />}
    </>
  );
}
