import type { Run } from "./queries";

export type Step = "approve" | "reject" | "start" | "check" | "undo";

/** What may be done with a run in its state by who holds these rights. The server has the last word. */
export function stepsOf(run: Run, may: (permission: string) => boolean, userId: string): Step[] {
  const own = run.requestedBy.id === userId || run.requestedBy.onBehalfOf === userId;
  const needsOther = run.risk === "HIGH" || run.risk === "DESTRUCTIVE";
  switch (run.state) {
    case "AWAITING_APPROVAL":
      return may("actions:approve") ? (own && needsOther ? ["reject"] : ["approve", "reject"]) : [];
    case "PLANNED":
      return may("actions:execute") ? ["start"] : [];
    case "UNKNOWN":
      return may("actions:execute") ? ["check"] : [];
    case "DONE":
      return run.canBeUndone && may("actions:execute") ? ["undo"] : [];
    default:
      return [];
  }
}
