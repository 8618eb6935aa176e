export const words = {
  integrations: {
    title: "Integrations",
    intro: "The outside products that actions run in.",
    new: "New integration",
    edit: "Edit integration",
    addItem: "Add",
    removeItem: "Remove",
    connector: "Connector",
    secret: "Secret",
    secretHint: "Kept encrypted in the vault. It is never shown again.",
    secretKeep: "Leave empty to keep the present one (version {{version}}, set {{at}}).",
    test: "Test connection",
    testOk: "The connection works",
    testFailed: "The connection does not work",
    statusOf: { UNTESTED: "Untested", OK: "Working", FAILING: "Failing" },
    lastTested: "Last tested",
    emptyTitle: "No integrations",
    empty: "Add Grafana to let tickets leave an annotation in your dashboards.",
    deleteTitle: "Delete {{name}}?",
    deleteText: "Tickets that would use it can't execute their action any more. Its secret is destroyed.",
    deleted: "Integration deleted",
    offers: "Actions",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}

export const operations = {
  "integrations.create_integration": "makes an integration",
  "integrations.delete_integration": "deletes an integration",
  "integrations.get_integration": "reads an integration",
  "integrations.list_connectors": "lists the connectors",
  "integrations.list_integrations": "lists the integrations",
  "integrations.test_integration": "tests an integration",
  "integrations.update_integration": "changes an integration",
  "vault.remove_outside_secrets": "removes secrets that are not used",
};
