import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";

export type Alert = Schemas["AlertView"];
export type AlertState = Schemas["AlertState"];

export const alertStates = ["NEW", "ACKNOWLEDGED", "CLOSED"] as const satisfies readonly AlertState[];

export const severities = [
  "FATAL",
  "CRITICAL",
  "HIGH",
  "MEDIUM",
  "LOW",
  "INFORMATIONAL",
  "UNKNOWN",
] as const satisfies readonly Schemas["SeverityId"][];

export const useAlert = (id: string) =>
  useQuery({ queryKey: ["alerts", "alert", id], queryFn: () => take(api.GET("/api/alerts/{id}", { params: { path: { id } } })) });
