import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { QuotasPanel } from "./QuotasPanel";
import { TenantsPage } from "./TenantsPage";

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
  isOwn: false,
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
