export const words = {
  integrations: {
    title: "Integrations",
    intro: "The outside products that are listened to, and that actions run in.",
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
    empty: "Add the products that you look after, to see their alerts and assets here and to act in them.",
    deleteTitle: "Delete {{name}}?",
    deleteText: "Tickets that would use it can't execute their action any more. Its secret is destroyed.",
    deleted: "Integration deleted",
    offers: "Actions",
    feeds: "What is read",
    feedOn: "Read",
    feedFailing: "Fails",
    received: "{{count}} came in",
    rejected: "{{count}} could not be read",
    lastRead: "last",
    seeAlerts: "See the alerts",
    untestedHint: "Nothing is read before its connection was tested.",
    receivers: "What the product posts",
    newReceiver: "New address",
    closeReceiver: "Close",
    receiverOnce: "Give this address to the product. It is shown this once.",
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
  "integrations.create_receiver": "makes an address to which a product posts",
  "integrations.delete_receiver": "closes an address to which a product posts",
  "integrations.list_receivers": "lists the addresses to which a product posts",
  "integrations.receive_document": "takes a document that a product posts",
  "integrations.list_feeds": "lists what is read through an integration",
  "integrations.update_feed": "switches what is read through an integration",
  "integrations.poll_feeds": "reads what integrations have",
  "integrations.list_rejections": "lists what could not be read",
  "integrations.list_integration_actions": "lists what can be done through an integration",
  "integrations.test_integration": "tests an integration",
  "integrations.update_integration": "changes an integration",
  "vault.remove_outside_secrets": "removes secrets that are not used",
};
