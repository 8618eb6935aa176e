import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import { Chip, SeverityLabel } from "@/ui/Labels";
import type { AlertState } from "./queries";

const tone = { NEW: "poor", ACKNOWLEDGED: "watch", CLOSED: "neutral" } as const satisfies Record<AlertState, string>;

export function AlertStateChip({ state }: { state: AlertState }) {
  const { t } = useTranslation();
  return <Chip tone={tone[state]}>{t(`alerts.stateOf.${state}`)}</Chip>;
}

/** A severity as the rest of the console shows it, where it has one of these; by its word otherwise. */
export function AlertSeverity({ severity }: { severity: Schemas["SeverityId"] }) {
  const { t } = useTranslation();
  switch (severity) {
    case "CRITICAL":
    case "HIGH":
    case "MEDIUM":
    case "LOW":
      return <SeverityLabel severity={severity} />;
    case "FATAL":
      return <SeverityLabel severity="CRITICAL" />;
    default:
      return <span>{t(`alerts.severityOf.${severity}`)}</span>;
  }
}
