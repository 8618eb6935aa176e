export const words = {
  app: {
    skip: "Skip to content",
    menu: "Menu",
    navigation: "Main navigation",
    closeMenu: "Close menu",
    signOut: "Sign out",
    loading: "Loading",
    tagline: "From a signal, to an authorised action, to a proof.",
    groups: { work: "Work", connections: "Connections", people: "People and rights", tenant: "Tenant" },
  },
  live: { live: "Live", connecting: "Connecting", offline: "Offline", explain: "Updates from the server" },
  errors: {
    pageTitle: "Page not found",
    page: "There is no page at this address.",
    home: "Go to the start",
    crashTitle: "This page has failed",
    crash: "Reload it. If it fails again, tell your administrator what stands below.",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
