import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { OverviewPage } from "./OverviewPage";

const none = { critical: 0, high: 0, medium: 0, low: 0 };
const counts = (total: number) => ({ total, online: total, quiet: 0, neverSeen: 0 });
const device = {
  id: "d1",
  name: "desk01",
  groupName: "Servers",
  score: 98,
  standing: "POOR",
  worst: "HIGH",
  openFindings: 2,
  lastSeenAt: null,
};
const health = {
  level: "TENANT",
  id: "tenant",
  name: "Kelp",
  score: 98,
  standing: "POOR",
  worst: "HIGH",
  openFindings: { total: 2, ...none, high: 2 },
  coverage: { reporting: 1, total: 1, ratio: 1 },
  oldestPartAt: null,
  parts: [],
  findings: [],
};
const history = {
  from: "2026-10-26T00:00:00Z",
  to: "2026-11-25T00:00:00Z",
  points: [
    { at: "2026-11-01T00:00:00Z", score: 100 },
    { at: "2026-11-20T00:00:00Z", score: 98 },
  ],
};
const tickets = {
  open: 1,
  bySeverity: { ...none, high: 1 },
  byStage: { new: 1, inProgress: 0 },
  awaitingApproval: 1,
  oldest: null,
  first: [{ id: "t1", number: 1, subject: "Look at desk01", severity: "HIGH", createdAt: "2026-11-25T10:00:00Z" }],
};

test("How the tenant stands, what to do first, and the score over time as a chart and as a table", async () => {
  answering(["fleet:read", "tickets:read"], {
    "GET /api/fleet/overview": { devices: counts(1), openFindings: health.openFindings, careFirst: [device], quietLongest: [] },
    "GET /api/tickets/overview": tickets,
    "GET /api/health/tenant/tenant": health,
    "GET /api/health/tenant/tenant/history": history,
  });
  const page = await shown(<OverviewPage />);
  await page.until(() => page.text().includes("Score of Kelp") && page.text().includes("Look at desk01"));
  expect(page.text()).toContain("98Poor");
  expect(page.text()).toContain("High2 open findings");
  expect(page.text()).toContain("now 98, lowest 98, highest 100.");
  const links = page.all<HTMLAnchorElement>("a").map(link => link.getAttribute("href"));
  expect(links).toEqual(
    expect.arrayContaining(["/tickets/t1", "/devices/d1", "/tickets?stage=OPEN&severity=HIGH", "/runs?state=AWAITING_APPROVAL"]),
  );
  expect(page.all('table[aria-label="Score over time"] tbody tr').map(row => row.textContent)).toHaveLength(2);
  expect(page.text()).toContain("Every device was heard of lately.");
});

test("A new tenant sees the steps to its first device, and which of them are done", async () => {
  answering(["fleet:read", "structure:read"], {
    "GET /api/fleet/overview": { devices: counts(0), openFindings: { total: 0, ...none }, careFirst: [], quietLongest: [] },
    "GET /api/organizations": { items: [{ id: "o1", name: "North", version: 1 }], nextCursor: null },
    "GET /api/groups": { items: [], nextCursor: null },
  });
  const page = await shown(<OverviewPage />);
  await page.until(() => page.text().includes("Your fleet is empty") && page.text().includes("done"));
  expect(page.all("ol li").map(step => step.textContent?.includes("done"))).toEqual([true, false, false]);
  expect(page.text()).not.toContain("Score over time");
});

test("Who may see neither is told so", async () => {
  answering(["users:read"], {});
  const page = await shown(<OverviewPage />);
  await page.until(() => page.text().includes("You may see neither fleet nor tickets."));
});
