import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, onTestFinished, test } from "vitest";
import { acting } from "@/api/acting";
import type { Tenant } from "@/api/types";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { ActingBar } from "./ActingBar";
import { FiguresPanel } from "./FiguresPanel";
import { PlacementPanel } from "./PlacementPanel";
import { QuotasPanel } from "./QuotasPanel";
import { SharedFigures } from "./SharedFigures";
import { TenantPage } from "./TenantPage";
import { TenantsPage } from "./TenantsPage";
import { VisitorsPanel } from "./VisitorsPanel";

const tenant = (id: string, name: string, more: object = {}) => ({
  id,
  parentId: null,
  slug: `${id}-slug`,
  name,
  state: "ACTIVE",
  stateSince: null,
  stateReason: null,
  createdAt: "2026-11-25T10:00:00Z",
  version: 1,
  ...more,
});

test("A tenant is made, suspended with a reason and resumed", async () => {
  let items = [tenant("tenant", "Provider")];
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants": () => ({ items, nextCursor: null }),
    "POST /api/tenants": () => {
      items = [tenant("c1", "Customer"), ...items];
      return items[0];
    },
    "POST /api/tenants/c1/suspend": () => {
      items = [tenant("c1", "Customer", { state: "SUSPENDED", stateReason: "Unpaid" }), tenant("tenant", "Provider")];
      return items[0];
    },
    "POST /api/tenants/c1/resume": () => {
      items = [tenant("c1", "Customer"), tenant("tenant", "Provider")];
      return items[0];
    },
  });
  const page = await shown(<TenantsPage />);
  await page.until(() => page.text().includes("Provider"));
  await page.press("New tenant");
  await page.fill("Name", "Customer");
  await page.press("Create");
  await page.until(() => page.has("Suspend Customer"));
  expect(page.has("Suspend Provider"), "nobody suspends the own tenant").toBe(false);

  await page.press("Suspend Customer");
  await page.fill("Reason (optional)", "Unpaid");
  await page.press("Suspend", "dialog");
  await page.until(() => page.has("Resume Customer"));
  expect(page.text()).toContain("Unpaid");
  expect(asked.find(one => one.path === "/api/tenants/c1/suspend")?.body).toEqual({ reason: "Unpaid" });

  await page.press("Resume Customer");
  await page.until(() => page.has("Suspend Customer"));
});

test("Who may only look sees no button", async () => {
  answering(["tenants:read"], { "GET /api/tenants": { items: [tenant("c1", "Customer")], nextCursor: null } });
  const page = await shown(<TenantsPage />);
  await page.until(() => page.text().includes("Customer"));
  expect(page.has("New tenant")).toBe(false);
  expect(page.has("Suspend Customer")).toBe(false);
});

const quota = (name: string, more: object = {}) => ({
  quota: name,
  meaning: `What ${name} are.`,
  limit: 100,
  usual: 100,
  from: "PLAN",
  isOwn: false,
  period: "LASTING",
  resetsAt: null,
  expiresAt: null,
  used: 3,
  reserved: 1,
  ...more,
});

test("A tenant's limits are shown with what it has, and set from above", async () => {
  const end = "2999-12-31T00:00:00Z";
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants/c1/quotas": { items: [quota("devices", { limit: 7, isOwn: true, expiresAt: end }), quota("seats")], version: 4 },
    "PUT /api/tenants/c1/quotas": { items: [], version: 5 },
  });
  const page = await shown(<QuotasPanel tenantId="c1" canSet />);
  await page.until(() => page.text().includes("What seats are."));
  await page.press("Set limits");
  await page.fill("seats", "5");
  await page.press("Save");
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({
    limits: [
      { quota: "devices", limit: 7, expiresAt: end },
      { quota: "seats", limit: 5, expiresAt: null },
    ],
  });
});

test("Within the tenant the limits are only read", async () => {
  answering(["tenants:read", "tenants:admin"], { "GET /api/tenants/c1/quotas": { items: [quota("seats")], version: 4 } });
  const page = await shown(<QuotasPanel tenantId="c1" canSet={false} />);
  await page.until(() => page.text().includes("What seats are."));
  expect(page.has("Set limits")).toBe(false);
});

const figures = (shared: string[]) => ({
  tenantId: "c1",
  name: "Customer",
  shared,
  at: "2026-11-25T10:00:00Z",
  score: shared.includes("SCORE") ? 87 : null,
  openFindings: 3,
  devices: 12,
  reporting: 11,
  openTickets: 4,
  use: [],
  version: 5,
});

test("How a tenant below stands is shown as far as it shows it", async () => {
  answering(["tenants:read"], { "GET /api/tenants/c1/figures": figures(["SCORE", "DEVICES"]) });
  const page = await shown(<FiguresPanel tenantId="c1" />);
  await page.until(() => page.text().includes("87"));
  expect(page.text()).toContain("Reported in the last day");
  expect(page.text()).not.toContain("Open tickets");
});

test("What those above see is chosen", async () => {
  let kinds = ["SCORE", "DEVICES", "TICKETS", "USE"];
  const asked = answering(["tenants:read", "tenants:write", "users:read"], {
    "GET /api/tenants/c1/figures": () => figures(kinds),
    "PUT /api/tenants/c1/shared-figures": (one: { body: unknown }) => {
      kinds = (one.body as { figures: string[] }).figures;
      return figures(kinds);
    },
  });
  const page = await shown(<SharedFigures tenant={tenant("c1", "Customer") as Tenant} />);
  const score = () => page.field<HTMLInputElement>("Score and findings");
  await page.until(() => page.text().includes("Those above see") && score().checked);
  await act(async () => score().click());
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({ figures: ["DEVICES", "TICKETS", "USE"] });
});

const customerPage = (
  <Routes>
    <Route path="/tenants/:id" element={<TenantPage />} />
    <Route path="*" element={null} />
  </Routes>
);

test("Who switches to a tenant acts in it until going back", async () => {
  const asked = answering(["tenants:read", "tenants:enter", "tenants:admin"], {
    "GET /api/tenants/c1": tenant("c1", "Customer", { providerAccess: "FULL", deleteAt: null }),
    "GET /api/tenants/c1/quotas": { items: [], version: 1 },
    "POST /api/auth/switch": (one: { body: unknown }) => ({
      tenant: { id: "c1", slug: "c1-slug", name: "Customer" },
      access: (one.body as { tenant?: string }).tenant ? "FULL" : null,
      endsAt: null,
    }),
  });
  onTestFinished(() => acting.become(null));
  const page = await shown(customerPage, "/tenants/c1");
  await page.until(() => page.has("Act in it"));
  await page.press("Act in it");
  await page.until(() => acting.current() !== null);
  expect(acting.current()?.name).toBe("Customer");
  expect(asked.find(one => one.path === "/api/auth/switch")?.body).toEqual({ tenant: "c1" });

  const bar = await shown(<ActingBar />);
  await bar.until(() => bar.text().includes("You act in Customer"));
  await bar.press("Back to Kelp");
  await bar.until(() => acting.current() === null);
});

test("A tenant is deleted only by who writes what it is called", async () => {
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants/c1": tenant("c1", "Customer", { providerAccess: "FULL", deleteAt: null }),
    "GET /api/tenants/c1/quotas": { items: [], version: 1 },
    "DELETE /api/tenants/c1": tenant("c1", "Customer", { state: "DELETING", deleteAt: "2026-12-30T10:00:00Z" }),
  });
  const page = await shown(customerPage, "/tenants/c1");
  await page.until(() => page.has("Delete"));
  await page.press("Delete");
  await page.fill("To confirm, write c1-slug", "c1");
  await page.press("Delete", "dialog");
  expect(asked.some(one => one.method === "DELETE")).toBe(false);
  await page.fill("To confirm, write c1-slug", "c1-slug");
  await page.press("Delete", "dialog");
  await page.until(() => asked.some(one => one.method === "DELETE"));
});

test("A tenant sees who acts in it from above, ends it, and says what they may", async () => {
  const visit = {
    id: "v1",
    tenantId: "tenant",
    homeId: "p",
    homeName: "Provider",
    userId: "u",
    userName: "Grace",
    userEmail: "grace@provider.example",
    access: "FULL",
    openedAt: "2026-11-30T10:00:00Z",
    endsAt: "2999-11-30T18:00:00Z",
    endedAt: null,
  };
  const own = tenant("tenant", "Kelp", { parentId: "p", providerAccess: "FULL", deleteAt: null }) as unknown as Tenant;
  const asked = answering(["users:read", "users:write", "tenants:write"], {
    "GET /api/visits": { items: [visit], nextCursor: null },
    "DELETE /api/visits/v1": {},
    "PUT /api/tenants/tenant/provider-access": own,
  });
  const page = await shown(<VisitorsPanel tenant={own} />);
  await page.until(() => page.text().includes("grace@provider.example"));
  await page.press("End Grace");
  await page.until(() => asked.some(one => one.method === "DELETE"));
  await page.fill("Those above, and the platform's people, may", "READ");
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({ access: "READ" });
});

test("A tenant is placed elsewhere, shows how far it has come, and can be called back", async () => {
  const places = [
    { kind: "SHARED", database: "main" },
    { kind: "SCHEMA", database: "main" },
    { kind: "DATABASE", database: "north" },
  ];
  const relocation = (more: object) => ({
    id: "r1",
    from: places[0],
    to: places[2],
    state: "COPYING",
    askedAt: "2026-11-30T10:00:00Z",
    startedAt: "2026-11-30T10:00:01Z",
    endedAt: null,
    tablesDone: 3,
    tables: 40,
    rowsCopied: 1200,
    rowsAfter: 0,
    pauseMilliseconds: null,
    isCancelled: false,
    error: null,
    ...more,
  });
  let placement: object = { place: places[0], since: null, relocation: null, choices: places };
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants/c1/placement": () => placement,
    "POST /api/tenants/c1/placement": () => {
      placement = { ...placement, relocation: relocation({}) };
      return relocation({});
    },
    "POST /api/tenants/c1/placement/cancel": () => {
      placement = { ...placement, relocation: relocation({ state: "CANCELLED", endedAt: "2026-11-30T10:01:00Z", isCancelled: true }) };
      return relocation({});
    },
  });
  const page = await shown(<PlacementPanel tenant={tenant("c1", "Customer") as Tenant} canSet />);
  await page.until(() => page.text().includes("With the others, in main"));
  await page.press("Place elsewhere");
  await page.fill("Where to", "1");
  await page.press("Place elsewhere", "dialog");
  await page.until(() => page.text().includes("3 of 40 tables, 1200 rows"));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({ kind: "DATABASE", database: "north" });
  expect(page.has("Place elsewhere"), "one relocation at a time").toBe(false);

  await page.press("Cancel");
  await page.until(() => page.text().includes("Cancelled, it is where it was"));
});

test("Who may not place a tenant sees where it is", async () => {
  answering(["tenants:read"], {
    "GET /api/tenants/c1/placement": () => ({
      place: { kind: "DATABASE", database: "north" },
      since: "2026-11-30T10:00:00Z",
      relocation: null,
      choices: [],
    }),
  });
  const page = await shown(<PlacementPanel tenant={tenant("c1", "Customer") as Tenant} canSet={false} />);
  await page.until(() => page.text().includes("A database of its own, in north"));
  expect(page.has("Place elsewhere")).toBe(false);
});
