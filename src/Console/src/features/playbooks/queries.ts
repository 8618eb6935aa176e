import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";

export type Playbook = Schemas["PlaybookView"];
export type PlaybookRun = Schemas["PlaybookRunView"];
export type PlaybookStep = Schemas["PlaybookStepView"];

/** Keys begin with the first word of the events that make them stale. */
export const playbooksKey = ["playbooks"];

export const usePlaybook = (id: string) =>
  useQuery({ queryKey: [...playbooksKey, "one", id], queryFn: () => take(api.GET("/api/playbooks/{id}", { params: { path: { id } } })) });

export const usePlaybookRun = (id: string) =>
  useQuery({
    queryKey: [...playbooksKey, "run", id],
    queryFn: () => take(api.GET("/api/playbook-runs/{id}", { params: { path: { id } } })),
  });

export const useLibrary = () =>
  useQuery({
    queryKey: ["playbooks", "library"],
    queryFn: () => take(api.GET("/api/playbooks/library")),
    staleTime: Number.POSITIVE_INFINITY,
  });
