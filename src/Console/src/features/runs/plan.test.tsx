import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { IntegrationsPage } from "@/features/integrations/IntegrationsPage";
import { answering, refusal } from "@/testing/answers";
import { field } from "@/testing/described";
import { shown } from "@/testing/shown";
import { RunPage } from "./RunPage";
import { RunsPage } from "./RunsPage";

const offer = (through: string, action: string, more: object = {}) => ({
  provider: "integrations",
  through,
  throughName: `Grafana ${through}`,
  action,
  name: action,
  description: "",
  risk: "LOW",
  right: "EXECUTE",
  needsApproval: false,
  canExpire: false,
  parameters: [field("text", "LONG_TEXT", { required: true }), field("tags", "TEXT_LIST")],
  result: [],
  inverse: null,
  ...more,
});

const offers = [
  offer("i1", "annotate"),
  offer("i1", "delete", { risk: "DESTRUCTIVE", needsApproval: true, parameters: [field("id", "NUMBER", { required: true })] }),
  offer("i2", "annotate"),
];

const person = { kind: "USER", id: "ada", name: "Ada", onBehalfOf: null };
const planned = (more: object = {}) => ({
  id: "r1",
  state: "PLANNED",
  provider: "integrations",
  through: "i1",
  throughName: "Grafana i1",
  action: "annotate",
  actionName: "Annotate",
  parameters: {},
  target: null,
  risk: "LOW",
  summary: "An annotation is added.",
  difference: { add: { text: "Deploy" } },
  digest: "d16e57",
  reference: "hf-1",
  requestedBy: person,
  reason: null,
  origin: null,
  approval: null,
  createdAt: "2026-11-25T10:00:00Z",
  expiresAt: "2026-11-25T11:00:00Z",
  startedAt: null,
  endedAt: null,
  result: null,
  failure: null,
  canBeUndone: false,
  undoes: null,
  undoneBy: null,
  expiresInSeconds: null,
  holdsUntil: null,
  verification: "NONE",
  verifiedAt: null,
  version: 1,
  ...more,
});

const pages = (
  <Routes>
    <Route path="/runs" element={<RunsPage />} />
    <Route path="/runs/:id" element={<RunPage />} />
    <Route path="/integrations" element={<IntegrationsPage />} />
  </Routes>
);

test("An action is chosen and filled in, its plan is seen, and then it is started", async () => {
  let now = planned();
  const asked = answering(["actions:read", "actions:write", "actions:execute", "fleet:read"], {
    "GET /api/actions": offers,
    "GET /api/devices": { items: [{ id: "d9", name: "web-9", groupName: "Servers", organizationName: "North" }], nextCursor: null },
    "GET /api/action-runs": { items: [], nextCursor: null },
    "GET /api/action-runs/r1": () => now,
    "POST /api/action-runs": () => now,
    "POST /api/action-runs/r1/start": () => {
      now = planned({ state: "DONE", endedAt: "2026-11-25T10:05:00Z", expiresAt: null });
      return now;
    },
  });
  const page = await shown(pages, "/runs");
  await page.until(() => page.has("Plan an action"));
  await page.press("Plan an action");
  await page.until(() => page.has("See the plan"));
  await page.fill("Through", "i2");
  await page.fill("Text", "Deploy");
  await page.fill("Tags", "a\nb");
  await page.fill("Device (optional)", "web");
  await page.until(() => page.all("[role=option]").length === 1);
  await act(async () => page.all<HTMLElement>("[role=option]")[0]!.click());
  await page.fill("Why (optional)", " Because. ");
  await page.press("See the plan");
  await page.until(() => page.text().includes("An annotation is added."));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({
    provider: "integrations",
    through: "i2",
    action: "annotate",
    parameters: { text: "Deploy", tags: ["a", "b"] },
    deviceId: "d9",
    reason: "Because.",
    expiresInSeconds: null,
  });
  expect(page.text()).toContain("It can be started until");
  expect(page.text()).toContain("Low risk");
  await page.press("Start");
  await page.press("Start", "dialog");
  await page.until(() => page.text().includes("Answer") || page.text().includes("Done"));
  expect(asked.some(one => one.path === "/api/action-runs/r1/start")).toBe(true);
});

test("From an integration only its actions are offered, and what needs approval says so and waits for it", async () => {
  const asked = answering(["actions:read", "actions:write", "integrations:read"], {
    "GET /api/integrations": {
      items: [
        { id: "i1", name: "Grafana i1", connector: "grafana", status: "OK", settings: {}, secretRef: null, lastTestedAt: null, version: 1 },
      ],
      nextCursor: null,
    },
    "GET /api/connectors": [
      { key: "grafana", name: "Grafana", settings: [], secrets: [], actions: [{ key: "annotate", name: "Annotate" }], inbound: [] },
    ],
    "GET /api/integrations/i1/feeds": [],
    "GET /api/actions": offers,
    "POST /api/action-runs": planned({ state: "AWAITING_APPROVAL", risk: "DESTRUCTIVE" }),
    "GET /api/action-runs/r1": planned({ state: "AWAITING_APPROVAL", risk: "DESTRUCTIVE" }),
  });
  const page = await shown(pages, "/integrations");
  await page.until(() => page.has("Plan an action: Grafana i1"));
  expect(page.has("Test connection"), "who may not change integrations").toBe(false);
  await page.press("Plan an action: Grafana i1");
  await page.until(() => page.has("See the plan"));
  expect([...page.field<HTMLSelectElement>("Action").options].map(each => each.value)).toEqual(["annotate", "delete"]);
  expect(page.text()).not.toContain("Device (optional)");
  await page.fill("Action", "delete");
  expect(page.text()).toContain("Somebody with the right to it has to approve it");
  await page.fill("ID", "900");
  await page.press("See the plan");
  await page.until(() => page.text().includes("This waits until somebody with the right approves it."));
  expect(asked.find(one => one.method === "POST")?.body).toMatchObject({ through: "i1", action: "delete", parameters: { id: 900 } });
});

test("What is wrong with a parameter stands at its field", async () => {
  answering(["actions:read", "actions:write"], {
    "GET /api/actions": offers,
    "GET /api/action-runs": { items: [], nextCursor: null },
    "POST /api/action-runs": () =>
      refusal(400, {
        code: "action.bad_parameters",
        detail: "Some are wrong.",
        errors: { "parameters.text": "Say something.", "parameters.tags": "Too many." },
      }),
  });
  const page = await shown(pages, "/runs");
  await page.until(() => page.has("Plan an action"));
  await page.press("Plan an action");
  await page.until(() => page.has("See the plan"));
  await page.press("See the plan");
  await page.until(() => page.text().includes("Say something."));
  expect(page.field<HTMLTextAreaElement>("Text").getAttribute("aria-invalid")).toBe("true");
});

test("Who may only read plans nothing", async () => {
  answering(["actions:read"], { "GET /api/action-runs": { items: [], nextCursor: null } });
  const page = await shown(pages, "/runs");
  await page.until(() => page.text().includes("Nothing has been done yet"));
  expect(page.has("Plan an action")).toBe(false);
});
