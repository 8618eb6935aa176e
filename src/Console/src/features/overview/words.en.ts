export const words = {
  overview: {
    title: "Overview",
    intro: "How the tenant stands, and what to do first.",
    findings: "Open findings",
    tickets: "Open tickets",
    awaiting_one: "{{count}} waits for an approval",
    awaiting_other: "{{count}} wait for an approval",
    devices: "Devices",
    online: "Online",
    quiet: "Quiet",
    neverSeen: "Never seen",
    ticketsFirst: "Tickets to do first",
    noTickets: "No ticket is open: there is nothing to do.",
    allTickets: "All tickets",
    careFirst: "Devices to care for first",
    noCare: "Nothing is open on any device.",
    toFleet: "Go to the fleet",
    quietLongest: "Devices that went quiet",
    noQuiet: "Every device was heard of lately.",
    lastSeen: "Last seen",
    device: "Device",
    stands: "Stands",
    open: "Open",
    opened: "Opened",
    ticket: "Ticket",
    nothingAllowed: "You may see neither fleet nor tickets. What you may see is in the navigation.",
    emptyTitle: "Your fleet is empty",
    empty: "Three steps to the first device:",
    stepOrganization: "Make an organization: a client, or a unit of your company.",
    stepGroup: "Make a group in it.",
    stepDevice: "Add a device to the group: it takes one command there.",
    done: "done",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
