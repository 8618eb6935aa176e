import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Ticket, TicketAction } from "@/api/types";
import { useConnectors, useIntegrations } from "@/features/integrations/queries";
import { useRun } from "@/features/runs/queries";
import { RunNotice } from "@/features/runs/RunNotice";
import { Code } from "@/ui/Code";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Facts, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";
import { ChooseAction } from "./ChooseAction";
import { DeriveForm } from "./DeriveForm";

/** A ticket that is still pending once it was executed waits for approval. */
const outcomeOf = {
  EXECUTED: "tickets.executed",
  FAILED: "tickets.failedNow",
  DERIVED: "tickets.derivedNow",
  PENDING: "tickets.waitsNow",
} as const;

type Task = "execute" | "derive" | "choose" | null;

/** What would be done about the ticket, exactly as it would be sent; and what came of it. */
export function ActionPanel({ ticket, onReload }: { ticket: Ticket; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [task, setTask] = useState<Task>(null);
  const close = () => setTask(null);
  const show = (changed: Ticket) => {
    client.setQueryData(["tickets", ticket.id], changed);
    void client.invalidateQueries({ queryKey: ["tickets", "list"] });
    void client.invalidateQueries({ queryKey: ["actions"] });
    close();
  };
  const execute = useMutation({
    mutationFn: () => take(api.POST("/api/tickets/{id}/execute", { params: { path: { id: ticket.id } }, body: {} })),
    onSuccess: changed => {
      notify(t(outcomeOf[changed.execution]));
      show(changed);
    },
  });
  const choose = useMutation({
    mutationFn: (action: TicketAction) =>
      take(api.PATCH("/api/tickets/{id}", { params: { path: { id: ticket.id }, header: ifMatch(ticket.version) }, body: { action } })),
    onSuccess: show,
  });
  const run = useRun(ticket.runId, may("actions:read"));
  const waits = run.data?.state === "AWAITING_APPROVAL";
  const open = !ticket.executing && ticket.stage !== "CLOSED" && (ticket.execution === "PENDING" || ticket.execution === "FAILED");
  return (
    <Panel
      title={t("tickets.action")}
      actions={
        open &&
        may("tickets:execute") && (
          <>
            {ticket.action && !waits && (
              <Button size="xs" onClick={() => setTask("execute")}>
                {t(ticket.execution === "FAILED" ? "tickets.executeAgain" : "tickets.execute")}
              </Button>
            )}
            {may("tickets:write") && may("integrations:read") && (
              <Button size="xs" variant="default" onClick={() => setTask("choose")}>
                {t(ticket.action ? "tickets.changeAction" : "tickets.chooseAction")}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setTask("derive")}>
              {t("tickets.derive")}
            </Button>
          </>
        )
      }
    >
      <div className={parts.stack}>
        <Outcome ticket={ticket} />
        {ticket.runId && <RunNotice runId={ticket.runId} />}
        {ticket.action ? <ActionFacts action={ticket.action} /> : <p className={parts.muted}>{t("tickets.noAction")}</p>}
      </div>
      <Confirm
        opened={task === "execute"}
        onClose={close}
        title={t("tickets.confirmTitle")}
        text={
          <div className={parts.stack}>
            <p>{t("tickets.confirmText")}</p>
            {ticket.action && <ActionFacts action={ticket.action} />}
          </div>
        }
        action={t("tickets.confirm")}
        busy={execute.isPending}
        error={execute.error}
        onReload={() => {
          onReload();
          close();
        }}
        onConfirm={() => execute.mutate()}
      />
      {task === "choose" && (
        <ChooseAction
          action={ticket.action}
          onClose={close}
          busy={choose.isPending}
          error={choose.error}
          onReload={onReload}
          onChoose={action => choose.mutate(action)}
        />
      )}
      {task === "derive" && <DeriveForm ticketId={ticket.id} onClose={close} onDone={show} onReload={onReload} />}
    </Panel>
  );
}

function Outcome({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  return (
    <>
      {ticket.executing && (
        <p className={parts.notice} role="status">
          {t("tickets.executing")}
        </p>
      )}
      {ticket.execution === "EXECUTED" && (
        <div className={`${parts.notice} ${parts.tight}`} role="status">
          <strong>
            {t("tickets.executionOf.EXECUTED")} <Time at={ticket.executedAt} exact />
          </strong>
          {ticket.result != null && (
            <>
              <span>{t("tickets.result")}</span>
              <code className={parts.code}>{JSON.stringify(ticket.result, null, 2)}</code>
            </>
          )}
        </div>
      )}
      {ticket.execution === "FAILED" && ticket.failure && (
        <div className={parts.problem} role="status">
          <strong>{t("tickets.failure")}</strong>
          <span>{ticket.failure.detail}</span>
          <span className={`${parts.mono} ${parts.muted}`}>{ticket.failure.code}</span>
        </div>
      )}
      {ticket.execution === "DERIVED" && (
        <div className={parts.notice} role="status">
          <strong>{t("tickets.derivedTo", { to: ticket.derivedTo ?? "" })}</strong>
          {ticket.derivedNote && <p>{ticket.derivedNote}</p>}
        </div>
      )}
    </>
  );
}

function ActionFacts({ action }: { action: NonNullable<Ticket["action"]> }) {
  const { t } = useTranslation();
  const may = useMay()("integrations:read");
  const integrations = useIntegrations(may);
  const connectors = useConnectors();
  const integration = integrations.data?.find(each => each.id === action.integrationId);
  const operation = connectors.data?.flatMap(each => each.actions).find(each => each.key === action.action);
  return (
    <Facts
      items={[
        [t("tickets.integration"), integration?.name ?? action.connector],
        [
          t("tickets.operation"),
          <span key="operation">
            {operation?.name} <Code>{action.action}</Code>
          </span>,
        ],
        [
          t("tickets.parameters"),
          <code key="parameters" className={parts.code}>
            {JSON.stringify(action.parameters, null, 2)}
          </code>,
        ],
      ]}
    />
  );
}
