import { useTranslation } from "react-i18next";
import type { Schemas, Ticket } from "@/api/types";
import { Chip, type Tone } from "@/ui/Labels";

export const executions = ["PENDING", "EXECUTED", "FAILED", "DERIVED"] as const satisfies readonly Ticket["execution"][];
export const stages = ["NEW", "IN_PROGRESS", "CLOSED"] as const satisfies readonly Ticket["stage"][];
export const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const satisfies readonly Ticket["severity"][];
export const priorities = ["URGENT", "HIGH", "NORMAL", "LOW"] as const satisfies readonly Ticket["priority"][];
export const closingReasons = ["RESOLVED", "FALSE_POSITIVE", "DUPLICATE", "WONT_DO"] as const satisfies readonly Schemas["ClosingReason"][];
export const sorts = ["NEWEST", "OLDEST", "SEVERITY", "PRIORITY", "DUE"] as const satisfies readonly Schemas["TicketSort"][];
export const observableKinds = [
  "IP_ADDRESS",
  "DOMAIN_NAME",
  "URL_STRING",
  "HASH",
  "HOSTNAME",
  "USER_NAME",
  "EMAIL_ADDRESS",
  "MAC_ADDRESS",
] as const satisfies readonly Schemas["ObservableType"][];
export const linkKinds = ["URL", "ALERT", "FINDING", "DEVICE"] as const satisfies readonly Schemas["TicketLinkKind"][];

const executionTone: Record<Ticket["execution"], Tone> = { PENDING: "watch", EXECUTED: "good", FAILED: "poor", DERIVED: "neutral" };

export function ExecutionChip({ execution }: { execution: Ticket["execution"] }) {
  const { t } = useTranslation();
  return <Chip tone={executionTone[execution]}>{t(`tickets.executionOf.${execution}`)}</Chip>;
}

export function StageLabel({ stage }: { stage: Ticket["stage"] }) {
  const { t } = useTranslation();
  return <>{t(`tickets.stageOf.${stage}`)}</>;
}

/** That a ticket is late; nothing while it is not. */
export function OverdueChip({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  return ticket.overdue ? <Chip tone="poor">{t("tickets.overdue")}</Chip> : null;
}
