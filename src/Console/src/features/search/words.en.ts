export const words = {
  search: {
    title: "Search",
    open: "Search everything",
    label: "Devices, tickets, findings, people and pages",
    hint: "A name, a word, or a ticket's number such as #12. Arrows choose, Enter opens.",
    results: "Results",
    found_one: "{{count}} result",
    found_other: "{{count}} results",
    none: "Nothing matches “{{text}}”.",
    failed: "Not everything could be searched.",
    kindOf: { page: "Pages", ticket: "Tickets", device: "Devices", finding: "Findings", person: "People" },
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
