export const words = {
  approvals: {
    title: "Approvals",
    intro: "What waits until somebody allows it: actions in outside products, and steps of playbooks that ask.",
    none: "Nothing waits for you",
    noneHint: "What asks for approval is shown here until somebody decides, or its time is over.",
    what: "What",
    waits: "{{number}} wait for you",
    asks: "A playbook asks",
    action: "An action",
    for: "For",
    since: "Since",
    until: "Until",
    where: "Where",
    others: "For somebody else",
    othersHint: "You asked for these yourself, or they act for you: another person decides.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
