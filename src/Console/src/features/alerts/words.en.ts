export const words = {
  alerts: {
    title: "Alerts",
    intro: "What the products of your integrations say is wrong, in one queue.",
    alert: "Alert",
    severity: "Severity",
    state: "State",
    holds: "Holds",
    active: "Yes",
    over: "It is over",
    from: "From",
    about: "About",
    device: "Device",
    happened: "Happened",
    received: "First came in",
    what: "What is wrong",
    related: "Alerts with the same observable",
    document: "The product's own document",
    observables: "Observables",
    source: "Source",
    destination: "Destination",
    user: "Account",
    rule: "Rule",
    disposition: "What the product did",
    attacks: "Techniques",
    occurrences: "How often it has begun",
    movedBy: "Last moved by",
    key: "The product's id",
    stateOf: { NEW: "New", ACKNOWLEDGED: "Acknowledged", CLOSED: "Closed" },
    severityOf: {
      FATAL: "Fatal",
      CRITICAL: "Critical",
      HIGH: "High",
      MEDIUM: "Medium",
      LOW: "Low",
      INFORMATIONAL: "Information",
      UNKNOWN: "Not said",
    },
    dispositionOf: { ALLOWED: "Let it pass", BLOCKED: "Stopped it", QUARANTINED: "Put it away" },
    observableOf: {
      HOSTNAME: "host",
      IP_ADDRESS: "address",
      MAC_ADDRESS: "MAC address",
      USER_NAME: "account",
      EMAIL_ADDRESS: "mail address",
      URL_STRING: "URL",
      HASH: "hash",
      DOMAIN_NAME: "domain",
    },
    moveTo: { NEW: "Open again", ACKNOWLEDGED: "Acknowledge", CLOSED: "Close" },
    moved: { NEW: "Open again", ACKNOWLEDGED: "Acknowledged", CLOSED: "Closed" },
    emptyTitle: "No alerts",
    empty: "Add an integration and test it: what its product says is wrong is shown here.",
    emptyFiltered: "No alert is like this.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}

export const operations = {
  "integrations.get_alert": "reads an alert",
  "integrations.list_alerts": "lists alerts",
  "integrations.move_alert": "acknowledges, closes or opens an alert",
  "integrations.list_assets": "lists assets",
  "integrations.list_vulnerabilities": "lists vulnerabilities",
  "integrations.move_alerts_on_device_moved": "moves alerts with their device",
  "integrations.prune_alerts": "removes old alerts",
};
