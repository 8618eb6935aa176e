import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { stepsOf } from "@/features/runs/steps";

/** Something that waits until somebody allows it. */
export interface Approval {
  key: string;
  kind: "asks" | "action";
  what: string;
  detail: string;
  /** Where it is decided. */
  to: string;
  by: string;
  since: string;
  until: string | null;
  mine: boolean;
}

const atATime = 100;

/** What of all modules waits for a decision, the longest first; `mine` is what the reader may allow. Keys begin with the events that make them stale. */
export function useApprovals() {
  const may = useMay();
  const { user } = useSignedIn();
  const asked = useQuery({
    queryKey: ["playbooks", "approvals"],
    queryFn: () => take(api.GET("/api/playbook-approvals", { params: { query: { limit: atATime } } })),
    enabled: may("playbooks:approve"),
  });
  const runs = useQuery({
    queryKey: ["actions", "approvals"],
    queryFn: () => take(api.GET("/api/action-runs", { params: { query: { state: "AWAITING_APPROVAL", limit: atATime } } })),
    enabled: may("actions:approve") && may("actions:read"),
  });
  const all: Approval[] = [
    ...(asked.data?.items ?? []).map(each => ({
      key: `${each.run} ${each.step}`,
      kind: "asks" as const,
      what: each.ask,
      detail: each.name,
      to: `/playbook-runs/${each.run}`,
      by: each.publisher.name,
      since: each.askedAt,
      until: each.dueAt,
      mine: each.mayAllow,
    })),
    ...(runs.data?.items ?? []).map(each => ({
      key: each.id,
      kind: "action" as const,
      what: each.summary || each.actionName,
      detail: each.throughName,
      to: `/runs/${each.id}`,
      by: each.requestedBy.name,
      since: each.createdAt,
      until: each.expiresAt,
      mine: stepsOf(each, may, user.id).includes("approve"),
    })),
  ].sort((one, other) => one.since.localeCompare(other.since));
  return {
    all,
    mine: all.filter(each => each.mine),
    others: all.filter(each => !each.mine),
    isPending: asked.isLoading || runs.isLoading,
    error: asked.error ?? runs.error,
    refetch: () => {
      void asked.refetch();
      void runs.refetch();
    },
  };
}
