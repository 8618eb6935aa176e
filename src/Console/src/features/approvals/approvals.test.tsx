import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { ApprovalCount } from "./ApprovalCount";
import { ApprovalsPage } from "./ApprovalsPage";

const asked = (more: object = {}) => ({
  run: "r1",
  playbook: "p1",
  name: "Isolate",
  step: "confirm",
  ask: "Is there malware on web-1?",
  place: { organization: null, group: null, device: null },
  publisher: { id: "u1", name: "ann" },
  startedBy: null,
  askedAt: "2026-11-26T10:00:00Z",
  dueAt: "2026-11-26T14:00:00Z",
  mayAllow: true,
  ...more,
});
const action = (more: object = {}) => ({
  id: "a1",
  state: "AWAITING_APPROVAL",
  actionName: "Block an address",
  summary: "Blocks 192.0.2.7.",
  throughName: "Edge",
  risk: "HIGH",
  requestedBy: { kind: "USER", id: "u2", name: "ben", onBehalfOf: null },
  createdAt: "2026-11-26T09:00:00Z",
  expiresAt: "2026-11-27T09:00:00Z",
  ...more,
});
const answers = {
  "GET /api/playbook-approvals": {
    items: [asked(), asked({ run: "r2", ask: "And on web-2?", mayAllow: false })],
    nextCursor: null,
  },
  "GET /api/action-runs": {
    items: [action(), action({ id: "a2", summary: "Mine.", requestedBy: { kind: "USER", id: "ada", name: "ada" } })],
    nextCursor: null,
  },
};

test("What waits for the reader stands first, the longest before the others, and what another person decides apart", async () => {
  answering(["playbooks:approve", "actions:approve", "actions:read"], answers);
  const page = await shown(<ApprovalsPage />, "/approvals");
  await page.until(() => page.text().includes("And on web-2?"));
  const text = page.text();
  const places = ["Blocks 192.0.2.7.", "Is there malware on web-1?", "For somebody else", "Mine.", "And on web-2?"].map(each =>
    text.indexOf(each),
  );
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(places[0]).toBeGreaterThan(-1);
  expect(page.all("a").map(each => each.getAttribute("href"))).toContain("/playbook-runs/r1");
});

test("The navigation counts what waits for the reader, and asks for nothing that they may not see", async () => {
  const requests = answering(["playbooks:approve"], answers);
  const page = await shown(<ApprovalCount />, "/");
  await page.until(() => page.text() === "1");
  expect(requests.some(each => each.path === "/api/action-runs")).toBe(false);
});

test("Where nothing waits, that is said", async () => {
  answering(["playbooks:approve"], { "GET /api/playbook-approvals": { items: [], nextCursor: null } });
  const page = await shown(<ApprovalsPage />, "/approvals");
  await page.until(() => page.text().includes("Nothing waits for you"));
});
