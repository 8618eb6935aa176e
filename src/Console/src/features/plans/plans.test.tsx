import { expect, test } from "vitest";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { PlanPanel } from "./PlanPanel";
import { UsagePanel } from "./UsagePanel";

const plan = (key: string, name: string, rank: number) => ({
  key,
  name,
  meaning: `For ${name}.`,
  rank,
  hasAllFlags: false,
  flags: [],
  limits: [],
});

const plans = { items: [plan("FREE", "Free", 10), plan("STARTER", "Starter", 20), plan("PROFESSIONAL", "Professional", 30)] };

const flag = (name: string, more: object = {}) => ({
  flag: name,
  meaning: `What ${name} are.`,
  isOn: false,
  from: "PLAN",
  until: null,
  ...more,
});

const held = (more: object = {}) => ({
  plan: plans.items[0],
  trial: null,
  flags: [flag("api_keys"), flag("webhooks")],
  version: 4,
  ...more,
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 - 1000).toISOString();

test("A plan is shown with what it has, and changed from above", async () => {
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants/c1/plan": held(),
    "GET /api/plans": plans,
    "PUT /api/tenants/c1/plan": held(),
  });
  const page = await shown(<PlanPanel tenantId="c1" canSet />);
  await page.until(() => page.text().includes("For Free."));
  await page.press("Change plan");
  await page.until(() => page.text().includes("stays and goes on"));
  await page.fill("Plan", "STARTER");
  await page.press("Save");
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({ plan: "STARTER" });
});

test("A trial is started with a plan that is more, and says how long it runs and what comes then", async () => {
  let now = held();
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants/c1/plan": () => now,
    "GET /api/plans": plans,
    "POST /api/tenants/c1/trial": () => {
      now = held({
        trial: { plan: "STARTER", startedAt: inDays(0), endsAt: inDays(9), isRunning: true, extensions: 0, extensionsLeft: 2 },
        version: 5,
      });
      return now;
    },
    "PUT /api/tenants/c1/trial": () => now,
    "DELETE /api/tenants/c1/trial": () => now,
  });
  const page = await shown(<PlanPanel tenantId="c1" canSet />);
  await page.until(() => page.has("Start a trial"));
  await page.press("Start a trial");
  await page.until(() => page.text().includes("Starter"));
  await page.fill("Days", "9");
  await page.press("Start a trial", "dialog");
  await page.until(() => page.text().includes("9 days left"));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({ plan: "STARTER", days: 9 });
  expect(page.text()).toContain("Then Free holds again");

  await page.press("Extend");
  await page.until(() => page.text().includes("2 more times"));
  await page.press("Extend", "dialog");
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({ days: 14 });
  await page.press("End the trial");
  await page.press("End the trial", "dialog");
  await page.until(() => asked.some(one => one.method === "DELETE"));
});

test("Parts are set for one tenant, and an end that was set stays", async () => {
  const end = "2999-12-31T00:00:00Z";
  const asked = answering(["tenants:read", "tenants:admin"], {
    "GET /api/tenants/c1/plan": held({ flags: [flag("api_keys", { isOn: true, from: "OVERRIDE", until: end }), flag("webhooks")] }),
    "GET /api/plans": plans,
    "PUT /api/tenants/c1/flags": refusal(400, { code: "tenant.more_than_own", detail: "Nobody gives more." }),
  });
  const page = await shown(<PlanPanel tenantId="c1" canSet />);
  await page.until(() => page.text().includes("Set for this tenant"));
  await page.press("Set parts");
  await page.until(() => page.text().includes("whatever its plan says"));
  await page.fill("webhooks", "OFF");
  await page.press("Save");
  await page.until(() => page.text().includes("Nobody gives more."));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({
    flags: [
      { flag: "api_keys", isOn: true, expiresAt: end },
      { flag: "webhooks", isOn: false, expiresAt: null },
    ],
  });
});

test("Within the tenant the plan is only read", async () => {
  answering(["tenants:read", "tenants:admin"], { "GET /api/tenants/c1/plan": held(), "GET /api/plans": plans });
  const page = await shown(<PlanPanel tenantId="c1" canSet={false} />);
  await page.until(() => page.text().includes("It is set from a tenant above"));
  expect(page.has("Change plan")).toBe(false);
  expect(page.has("Start a trial")).toBe(false);
});

test("Usage is shown for a month, with the plans that there were", async () => {
  const asked = answering(["tenants:read"], {
    "GET /api/tenants/c1/usage": {
      tenantId: "c1",
      slug: "c1",
      name: "Customer",
      period: "2026-11",
      isOver: false,
      plans: [
        { plan: "FREE", isTrial: false, from: "2026-11-01T00:00:00Z", until: null },
        { plan: "STARTER", isTrial: true, from: "2026-11-03T00:00:00Z", until: "2026-11-09T00:00:00Z" },
      ],
      items: [{ quota: "api_calls", period: "DAY", peak: 250, total: 3500, last: null }],
    },
  });
  const page = await shown(<UsagePanel tenantId="c1" />);
  await page.until(() => page.text().includes("api_calls"));
  expect(page.text()).toContain("STARTER (trial)");
  expect(page.text()).toContain("3,500");
  expect(asked.find(one => one.path === "/api/tenants/c1/usage")?.query.get("period")).toMatch(/^\d{4}-\d{2}$/);
});
