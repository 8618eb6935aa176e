import type { AuditEntry } from "@/api/types";
import type { Tone } from "@/ui/Labels";

export const categories = [
  "AUTHENTICATION",
  "AUTHORIZATION",
  "DATA_ACCESS",
  "DATA_MODIFICATION",
  "SYSTEM_CONFIG",
  "USER_MANAGEMENT",
  "API_ACCESS",
  "AGENT",
  "COMPLIANCE",
] as const satisfies readonly AuditEntry["category"][];

export const auditSeverities = ["INFO", "WARNING", "CRITICAL"] as const satisfies readonly AuditEntry["severity"][];

export const outcomes = ["SUCCESS", "DENIED", "FAILURE", "INTENT"] as const satisfies readonly AuditEntry["outcome"][];

export const outcomeTone: Record<AuditEntry["outcome"], Tone> = { SUCCESS: "good", DENIED: "watch", FAILURE: "poor", INTENT: "neutral" };
