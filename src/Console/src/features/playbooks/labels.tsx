import { useTranslation } from "react-i18next";
import { Chip, type Tone } from "@/ui/Labels";
import type { Playbook, PlaybookRun, PlaybookStep } from "./queries";

export const states = ["DRAFT", "PUBLISHED", "DISABLED"] as const satisfies readonly Playbook["state"][];

const runTone: Record<PlaybookRun["state"], Tone> = {
  QUEUED: "neutral",
  RUNNING: "neutral",
  WAITING: "watch",
  PAUSED: "watch",
  COMPENSATING: "watch",
  DONE: "good",
  FAILED: "poor",
  CANCELLED: "neutral",
  REFUSED: "poor",
};

const stepTone: Record<PlaybookStep["state"], Tone> = {
  RUNNING: "neutral",
  WAITING: "watch",
  RETRYING: "watch",
  DONE: "good",
  SKIPPED: "neutral",
  FAILED: "poor",
  CANCELLED: "neutral",
};

export function PlaybookChip({ state }: { state: Playbook["state"] }) {
  const { t } = useTranslation();
  return <Chip tone={state === "PUBLISHED" ? "good" : "neutral"}>{t(`playbooks.stateOf.${state}`)}</Chip>;
}

export function RunChip({ state }: { state: PlaybookRun["state"] }) {
  const { t } = useTranslation();
  return <Chip tone={runTone[state]}>{t(`playbooks.runStateOf.${state}`)}</Chip>;
}

export function StepChip({ state }: { state: PlaybookStep["state"] }) {
  const { t } = useTranslation();
  return <Chip tone={stepTone[state]}>{t(`playbooks.stepStateOf.${state}`)}</Chip>;
}
