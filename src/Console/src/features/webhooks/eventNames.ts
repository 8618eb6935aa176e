/** The events that can be subscribed to, by area. The server has the last word. */
export const eventNames = [
  "device.enrolled",
  "device.removed",
  "finding.raised",
  "finding.resolved",
  "health.changed",
  "ticket.opened",
  "ticket.updated",
  "ticket.commented",
  "ticket.executed",
  "ticket.failed",
  "ticket.derived",
  "ticket.closed",
  "integration.created",
  "integration.updated",
  "integration.deleted",
  "user.created",
  "user.updated",
  "user.deleted",
  "organization.created",
  "group.created",
] as const;

export const everything = "*";
