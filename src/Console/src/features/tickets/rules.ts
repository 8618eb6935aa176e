import type { Schemas } from "@/api/types";

export type Rule = Schemas["TicketRuleView"];
export type Listed = Schemas["ListedRuleView"];
export type RuleBody = Schemas["SaveRuleRequest"];

/** A rule as it is sent to be kept. */
export const bodyOf = (rule: Rule): RuleBody => ({
  name: rule.name,
  source: rule.source,
  match: rule.match,
  outcome: rule.outcome,
  opening: rule.opening,
  reason: rule.reason,
  until: rule.until,
  isEnabled: rule.isEnabled,
  scope: rule.groupId
    ? { level: "GROUP", id: rule.groupId }
    : rule.organizationId
      ? { level: "ORGANIZATION", id: rule.organizationId }
      : null,
});

/** The whole list as it would be: the draft in place of the rule that it changes, or after the others. */
export const listWith = (rules: readonly Rule[], changed: Rule | undefined, draft: RuleBody): RuleBody[] => {
  const bodies = rules.map(rule => (rule.id === changed?.id ? draft : bodyOf(rule)));
  return changed ? bodies : [...bodies, draft];
};
