import { useTranslation } from "react-i18next";
import { Chip, type Tone } from "@/ui/Labels";
import type { Run } from "./queries";

export const states = [
  "AWAITING_APPROVAL",
  "PLANNED",
  "RUNNING",
  "DONE",
  "FAILED",
  "UNKNOWN",
  "UNDONE",
  "REJECTED",
  "EXPIRED",
] as const satisfies readonly Run["state"][];

const stateTone: Record<Run["state"], Tone> = {
  AWAITING_APPROVAL: "watch",
  PLANNED: "neutral",
  RUNNING: "neutral",
  DONE: "good",
  FAILED: "poor",
  UNKNOWN: "poor",
  UNDONE: "neutral",
  REJECTED: "neutral",
  EXPIRED: "neutral",
};

const riskTone: Record<Run["risk"], Tone> = { READ: "neutral", LOW: "neutral", HIGH: "watch", DESTRUCTIVE: "poor" };

export function StateChip({ state }: { state: Run["state"] }) {
  const { t } = useTranslation();
  return <Chip tone={stateTone[state]}>{t(`runs.stateOf.${state}`)}</Chip>;
}

export function RiskChip({ risk }: { risk: Run["risk"] }) {
  const { t } = useTranslation();
  return (
    <span title={t(`runs.riskMeaning.${risk}`)}>
      <Chip tone={riskTone[risk]}>{t(`runs.riskOf.${risk}`)}</Chip>
    </span>
  );
}
