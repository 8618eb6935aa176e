export const words = {
  settings: {
    title: "Settings",
    intro: "Your account, the tenant, its plan, and how the console looks to you.",
    own: "You",
    tenant: "Tenant",
    plan: "Plan and use",
    tenantName: "Name",
    slug: "Name in addresses",
    account: "Your account",
    appearance: "Appearance",
    language: "Language",
    theme: "Theme",
    themeAuto: "As the system",
    themeLight: "Light",
    themeDark: "Dark",
    kept: "Kept in this browser.",
    password: "Password",
    currentPassword: "Your password",
    changePassword: "Change password",
    passwordChanged: "Password changed; your other sessions have ended",
    sessions: "Where you are signed in",
    device: "Device",
    address: "Address",
    since: "Signed in",
    lastUsed: "Last used",
    thisSession: "This one",
    endSession: "Sign out",
    endOthers: "Sign out everywhere else",
    sessionEnded: "Signed out there",
  },
};

type Own = typeof words;

declare module "@/i18n/words" {
  interface Words extends Own {}
}
