import type { ParseKeys } from "i18next";
import type { ComponentType } from "react";
import { ApprovalCount } from "@/features/approvals/ApprovalCount";

export interface PageLine {
  /** Below the frame, without the first slash. */
  path: string;
  load: () => Promise<ComponentType>;
  /** What it shows needs this, or one of these: without it, the navigation leaves the page out. The server decides. */
  permission?: string | readonly string[];
  /** Its entry in the navigation. A page without one is reached from others. */
  entry?: Entry;
}

interface Entry {
  word: ParseKeys;
  /** A path in 16 × 16. */
  icon: string;
  /** Under which heading it stands; the first entry stands alone. */
  group?: Group;
  /** How much waits there. */
  Count?: ComponentType;
}

/** The headings of the navigation, in their order. */
export const groups = ["work", "connections", "people", "tenant"] as const;
export type Group = (typeof groups)[number];

/** Every page behind sign-in, in the order of the navigation. Router, navigation and search are made from this. */
export const pages: readonly PageLine[] = [
  {
    path: "overview",
    load: async () => (await import("@/features/overview/OverviewPage")).OverviewPage,
    entry: { word: "overview.title", icon: "M2 13.500h12M3.500 11V8M6.500 11V4.500M9.500 11V6.500M12.500 11V3" },
  },
  {
    path: "fleet",
    load: async () => (await import("@/features/fleet/FleetPage")).FleetPage,
    permission: "fleet:read",
    entry: {
      group: "work",
      word: "fleet.title",
      icon: "M3 2.500h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1ZM8 10.500v3M5 13.500h6",
    },
  },
  { path: "devices/:id", load: async () => (await import("@/features/device/DevicePage")).DevicePage },
  {
    path: "tickets",
    load: async () => (await import("@/features/tickets/TicketsPage")).TicketsPage,
    permission: "tickets:read",
    entry: { group: "work", word: "tickets.title", icon: "M2 5V3.500h12V5a3 3 0 0 0 0 6v1.500H2V11a3 3 0 0 0 0-6ZM10 4v8" },
  },
  { path: "tickets/rules", load: async () => (await import("@/features/tickets/RulesPage")).RulesPage, permission: "tickets:read" },
  { path: "tickets/figures", load: async () => (await import("@/features/tickets/FiguresPage")).FiguresPage, permission: "tickets:read" },
  {
    path: "tickets/service-levels",
    load: async () => (await import("@/features/tickets/ServiceLevelsPage")).ServiceLevelsPage,
    permission: "tickets:read",
  },
  { path: "tickets/:id", load: async () => (await import("@/features/tickets/TicketPage")).TicketPage },
  {
    path: "alerts",
    load: async () => (await import("@/features/alerts/AlertsPage")).AlertsPage,
    permission: "alerts:read",
    entry: {
      group: "work",
      word: "alerts.title",
      icon: "M8 2a4 4 0 0 1 4 4v3l1.500 2.500h-11L4 9V6a4 4 0 0 1 4-4ZM6.500 13.500a1.500 1.500 0 0 0 3 0",
    },
  },
  { path: "alerts/:id", load: async () => (await import("@/features/alerts/AlertPage")).AlertPage },
  {
    path: "runs",
    load: async () => (await import("@/features/runs/RunsPage")).RunsPage,
    permission: "actions:read",
    entry: { group: "work", word: "runs.title", icon: "M9 1.500 3.500 9H8l-1 5.500L12.500 7H8Z" },
  },
  {
    path: "approvals",
    load: async () => (await import("@/features/approvals/ApprovalsPage")).ApprovalsPage,
    permission: ["playbooks:approve", "actions:approve"],
    entry: {
      group: "work",
      word: "approvals.title",
      icon: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 1 0 0-13M5 8.200l2 2 4-4.200",
      Count: ApprovalCount,
    },
  },
  { path: "runs/:id", load: async () => (await import("@/features/runs/RunPage")).RunPage },
  {
    path: "playbooks",
    load: async () => (await import("@/features/playbooks/PlaybooksPage")).PlaybooksPage,
    permission: "playbooks:read",
    entry: {
      group: "work",
      word: "playbooks.title",
      icon: "M3 2h8.500A1.500 1.500 0 0 1 13 3.500V14H4.500A1.500 1.500 0 0 1 3 12.500ZM6 5.500h4M6 8h4M6 10.500h2.500",
    },
  },
  { path: "playbooks/new", load: async () => (await import("@/features/playbooks/NewPlaybookPage")).NewPlaybookPage },
  { path: "playbooks/:id", load: async () => (await import("@/features/playbooks/PlaybookPage")).PlaybookPage },
  { path: "playbook-runs/:id", load: async () => (await import("@/features/playbooks/PlaybookRunPage")).PlaybookRunPage },
  {
    path: "audit",
    load: async () => (await import("@/features/audit/AuditPage")).AuditPage,
    permission: "audit:read",
    entry: { group: "work", word: "audit.title", icon: "M3 2h7l3 3v9H3ZM5.500 8.500l2 2 3-3.500" },
  },
  { path: "audit/:id", load: async () => (await import("@/features/audit/EntryPage")).EntryPage },
  {
    path: "integrations",
    load: async () => (await import("@/features/integrations/IntegrationsPage")).IntegrationsPage,
    permission: "integrations:read",
    entry: { group: "connections", word: "integrations.title", icon: "M6 2v3M10 2v3M4 5h8v3a4 4 0 0 1-8 0ZM8 12v2.500" },
  },
  {
    path: "webhooks",
    load: async () => (await import("@/features/webhooks/WebhooksPage")).WebhooksPage,
    permission: "webhooks:read",
    entry: {
      group: "connections",
      word: "webhooks.title",
      icon: "M1.700 8a1.800 1.800 0 1 0 3.600 0 1.800 1.800 0 1 0-3.600 0M10.700 3.500a1.800 1.800 0 1 0 3.600 0 1.800 1.800 0 1 0-3.600 0M10.700 12.500a1.800 1.800 0 1 0 3.600 0 1.800 1.800 0 1 0-3.600 0M5.200 7.200l5.600-2.900M5.200 8.800l5.600 2.900",
    },
  },
  { path: "webhooks/:id", load: async () => (await import("@/features/webhooks/WebhookPage")).WebhookPage },
  {
    path: "keys",
    load: async () => (await import("@/features/keys/KeysPage")).KeysPage,
    permission: "keys:read",
    entry: {
      group: "connections",
      word: "keys.title",
      icon: "M2 10.500a2.500 2.500 0 1 0 5 0 2.500 2.500 0 1 0-5 0M6.500 9 13 2.500M10.500 5l2 2",
    },
  },
  { path: "keys/:id", load: async () => (await import("@/features/keys/KeyPage")).KeyPage },
  {
    path: "users",
    load: async () => (await import("@/features/members/PeoplePage")).PeoplePage,
    permission: ["users:read", "members:read"],
    entry: {
      group: "people",
      word: "users.people",
      icon: "M5.200 5a2.800 2.800 0 1 0 5.600 0 2.800 2.800 0 1 0-5.600 0M2.500 14c.5-3.500 3-4.800 5.500-4.800s5 1.300 5.500 4.800",
    },
  },
  {
    path: "domains",
    load: async () => (await import("@/features/members/DomainsPage")).DomainsPage,
    permission: "domains:read",
    entry: {
      group: "people",
      word: "domains.title",
      icon: "M2 8a6 6 0 1 0 12 0 6 6 0 1 0-12 0M2 8h12M8 2c2 2 2.500 4 2.500 6s-.5 4-2.500 6M8 2C6 4 5.500 6 5.500 8s.5 4 2.500 6",
    },
  },
  { path: "users/:id", load: async () => (await import("@/features/users/UserPage")).UserPage },
  {
    path: "user-groups",
    load: async () => (await import("@/features/groups/GroupsPage")).GroupsPage,
    permission: "users:read",
    entry: {
      group: "people",
      word: "groups.title",
      icon: "M3.500 5.500a2 2 0 1 0 4 0 2 2 0 1 0-4 0M9.500 5.500a1.700 1.700 0 1 0 3.400 0 1.700 1.700 0 1 0-3.400 0M1.500 13c.4-2.800 2-3.800 4-3.800s3.600 1 4 3.800M11 9.200c1.900 0 3.100 1 3.500 3.300",
    },
  },
  { path: "user-groups/:id", load: async () => (await import("@/features/groups/GroupPage")).GroupPage },
  {
    path: "roles",
    load: async () => (await import("@/features/roles/RolesPage")).RolesPage,
    permission: "roles:read",
    entry: {
      group: "people",
      word: "rights.title",
      icon: "M8 1.500 13.500 3.500V8c0 3.200-2.200 5.200-5.500 6.500C4.700 13.200 2.500 11.200 2.500 8V3.500ZM5.500 7.800l2 2 3-3.500",
    },
  },
  { path: "roles/:id", load: async () => (await import("@/features/roles/RolePage")).RolePage },
  {
    path: "policies",
    load: async () => (await import("@/features/policies/PoliciesPage")).PoliciesPage,
    permission: "policies:read",
    entry: { group: "people", word: "policies.title", icon: "M3.500 2h6l3 3v9h-9ZM9.500 2v3h3M5.500 8h5M5.500 10.500h3" },
  },
  { path: "policies/new", load: async () => (await import("@/features/policies/PolicyPage")).NewPolicyPage },
  { path: "policies/:id", load: async () => (await import("@/features/policies/PolicyPage")).PolicyPage },
  {
    path: "sign-in-rules",
    load: async () => (await import("@/features/signin/SignInRulesPage")).SignInRulesPage,
    permission: "sign_in:read",
    entry: {
      group: "people",
      word: "signin.title",
      icon: "M6.500 2h6a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-6M2 8h7.500M7 5l3 3-3 3",
    },
  },
  { path: "identity-providers/new", load: async () => (await import("@/features/sso/IdentityProviderPage")).NewIdentityProviderPage },
  { path: "identity-providers/:id", load: async () => (await import("@/features/sso/IdentityProviderPage")).IdentityProviderPage },
  {
    path: "tenants",
    load: async () => (await import("@/features/tenants/TenantsPage")).TenantsPage,
    permission: "tenants:admin",
    entry: {
      group: "tenant",
      word: "tenants.title",
      icon: "M2.500 14V3.500l5-2V14M7.500 6l6 2v6M1 14h14M4.500 5.500v0M4.500 8.500v0M4.500 11.500v0M10.500 10v0M10.500 12.500v0",
    },
  },
  { path: "tenants/:id", load: async () => (await import("@/features/tenants/TenantPage")).TenantPage },
  {
    path: "platform",
    load: async () => (await import("@/features/platform/PlatformPage")).PlatformPage,
    permission: "platform",
    entry: {
      group: "tenant",
      word: "platform.title",
      icon: "M2.500 3h11v3.500h-11ZM2.500 9.500h11V13h-11ZM5 4.700v0M5 11.200v0M7.500 4.700h3.500M7.500 11.200h3.500M8 6.500v3",
    },
  },
  {
    path: "settings",
    load: async () => (await import("@/features/settings/SettingsPage")).SettingsPage,
    entry: {
      group: "tenant",
      word: "settings.title",
      icon: "M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6M8.200 4.500a1.800 1.800 0 1 0 3.600 0 1.800 1.800 0 1 0-3.600 0M4.200 11.500a1.800 1.800 0 1 0 3.600 0 1.800 1.800 0 1 0-3.600 0",
    },
  },
];

/** Whether who may this may see something of a page. */
export const isFor = ({ permission }: PageLine, may: (permission: string) => boolean) =>
  permission === undefined || (typeof permission === "string" ? [permission] : permission).some(may);

/** The pages before sign-in. */
export const entrances: readonly PageLine[] = [
  { path: "sign-in", load: async () => (await import("@/features/access/SignInPage")).SignInPage },
  { path: "sso/callback", load: async () => (await import("@/features/sso/SsoCallbackPage")).SsoCallbackPage },
  { path: "register", load: async () => (await import("@/features/access/RegisterPage")).RegisterPage },
  { path: "join", load: async () => (await import("@/features/members/JoinPage")).JoinPage },
  { path: "reset-password", load: async () => (await import("@/features/access/ResetPage")).ResetPage },
];

/** Where everybody begins. */
export const start = "/overview";
