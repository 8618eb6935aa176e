export const words = {
  platform: {
    title: "Platform",
    intro:
      "What the operator does for all tenants. It shows nothing that a tenant has; to act in one, open a visit on its page, which it sees.",
    tenants: "All tenants",
    confirm: "Confirm that it is you",
    confirmed: "Confirmed: changes are open for some minutes",
    freshHint: "Changes by the platform's role take a fresh sign-in.",
    tab: { log: "Log", refusals: "Refusals", addresses: "Blocked addresses", keys: "Broker's keys" },
    operator: "The operator",
    when: "When",
    who: "Who",
    what: "What",
    inTenant: "In tenant",
    about: "About",
    outcome: "Outcome",
    done: "Done",
    notEnded: "Not ended",
    noEntries: "Nobody has changed anything by the platform's role.",
    kind: "Answered",
    network: "Network",
    count: "How often",
    noRefusals: "Nobody was refused in the last 24 hours.",
    address: "Address",
    failures: "Failures",
    lastAt: "Last",
    blockedUntil: "Blocked until",
    release: "Release",
    released: "Sign-ins from there are free again",
    noAddresses: "No address is blocked.",
    keyKind: "Kind",
    publicKey: "Public key",
    state: "State",
    since: "Since",
    until: "Until",
    due: "The next one signs soon",
    noKeys: "There are no keys yet.",
    keysHint: "They are rotated by themselves, and by the operator: holdfast admin broker rotate.",
    visitBy: "The platform",
    topLevel: "Below no other tenant",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}

export const operations = {
  "access.list_platform_entries": "reads the platform's log",
  "access.list_refusals": "reads who was refused on the platform",
  "access.list_platform_addresses": "lists all blocked addresses",
  "access.release_platform_address": "releases a blocked address for everybody",
  "access.platform_log": "writes the platform's log",
  "access.grant_super_admin": "gives somebody the platform's role",
  "access.revoke_super_admin": "takes the platform's role from somebody",
  "access.list_super_admins": "lists who has the platform's role",
  "fleet.list_broker_keys": "reads how the broker's keys stand",
};
