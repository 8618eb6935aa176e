import { useTranslation } from "react-i18next";
import type { Ticket } from "@/api/types";
import { Chip, type Tone } from "@/ui/Labels";

export const executions = ["PENDING", "EXECUTED", "FAILED", "DERIVED"] as const satisfies readonly Ticket["execution"][];
export const stages = ["NEW", "IN_PROGRESS", "CLOSED"] as const satisfies readonly Ticket["stage"][];
export const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const satisfies readonly Ticket["severity"][];

const executionTone: Record<Ticket["execution"], Tone> = { PENDING: "watch", EXECUTED: "good", FAILED: "poor", DERIVED: "neutral" };

export function ExecutionChip({ execution }: { execution: Ticket["execution"] }) {
  const { t } = useTranslation();
  return <Chip tone={executionTone[execution]}>{t(`tickets.executionOf.${execution}`)}</Chip>;
}

export function StageLabel({ stage }: { stage: Ticket["stage"] }) {
  const { t } = useTranslation();
  return <>{t(`tickets.stageOf.${stage}`)}</>;
}
