import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";

export type Run = Schemas["ActionRunView"];

export const runKey = (id: string) => ["actions", "run", id];

export const useRun = (id: string | null, enabled = true) =>
  useQuery({
    queryKey: runKey(id ?? ""),
    queryFn: () => take(api.GET("/api/action-runs/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== null && enabled,
  });
