import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import type { Run } from "./queries";
import { RunPage } from "./RunPage";
import { stepsOf } from "./steps";

const person = (id: string) => ({ kind: "USER" as const, id, name: id, onBehalfOf: null });

const run = (more: Partial<Run> = {}): Run => ({
  id: "r1",
  state: "AWAITING_APPROVAL",
  provider: "integrations",
  through: "i1",
  throughName: "Grafana",
  action: "grafana.delete_annotation",
  actionName: "Delete annotation",
  parameters: { id: 7 },
  target: { kind: "device", id: "d1", name: "desk01" },
  risk: "DESTRUCTIVE",
  summary: "An annotation is deleted; Grafana keeps no copy.",
  difference: { remove: { id: 7, text: "<b>Deploy</b>" } },
  digest: "d16e57",
  reference: "hf-1",
  requestedBy: person("ben"),
  reason: "#4 Wrong note",
  origin: { kind: "ticket", id: "t1" },
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

test("The steps of a run are those of its state, for who has the right to them", () => {
  const all = () => true;
  expect(stepsOf(run(), all, "ada")).toEqual(["approve", "reject"]);
  expect(stepsOf(run(), permission => permission !== "actions:approve", "ada")).toEqual([]);
  expect(stepsOf(run(), all, "ben")).toEqual(["reject"]);
  expect(stepsOf(run({ risk: "LOW" }), all, "ben")).toEqual(["approve", "reject"]);
  expect(stepsOf(run({ state: "PLANNED" }), all, "ben")).toEqual(["start"]);
  expect(stepsOf(run({ state: "UNKNOWN" }), all, "ben")).toEqual(["check"]);
  expect(stepsOf(run({ state: "DONE" }), all, "ben")).toEqual([]);
  expect(stepsOf(run({ state: "DONE", canBeUndone: true }), all, "ben")).toEqual(["undo"]);
  expect(stepsOf(run({ state: "DONE", canBeUndone: true }), () => false, "ben")).toEqual([]);
});

const page = () =>
  shown(
    <Routes>
      <Route path="/runs/:id" element={<RunPage />} />
    </Routes>,
    "/runs/r1",
  );

test("What is approved is the digest of the plan that is shown", async () => {
  let now = run();
  const asked = answering(["actions:read", "actions:approve"], {
    "GET /api/action-runs/r1": () => now,
    "POST /api/action-runs/r1/approve": () => {
      now = run({ state: "PLANNED", approval: { by: person("ada"), at: "2026-11-25T10:05:00Z", digest: "d16e57" } });
      return now;
    },
  });
  const shownPage = await page();
  await shownPage.until(() => shownPage.text().includes("Grafana keeps no copy"));
  expect(shownPage.text()).toContain("<b>Deploy</b>");
  await shownPage.until(() => shownPage.has("Approve"));
  await shownPage.press("Approve");
  await shownPage.press("Approve", "dialog");
  await shownPage.until(() => shownPage.text().includes("Approved by"));
  expect(asked.find(one => one.path.endsWith("/approve"))?.body).toEqual({ digest: "d16e57" });
});

test("Who asked for what is destructive is told that somebody else has to approve it", async () => {
  answering(["actions:read", "actions:approve"], { "GET /api/action-runs/r1": run({ requestedBy: person("ada") }) });
  const shownPage = await page();
  await shownPage.until(() => shownPage.text().includes("Somebody else has to approve this"));
  expect(shownPage.has("Approve")).toBe(false);
  expect(shownPage.has("Refuse")).toBe(true);
});

test("A run of which nobody knows says so, and can be checked", async () => {
  answering(["actions:read", "actions:execute"], {
    "GET /api/action-runs/r1": run({
      state: "UNKNOWN",
      endedAt: "2026-11-25T10:06:00Z",
      failure: { code: "grafana.no_answer", detail: "No answer came." },
    }),
  });
  const shownPage = await page();
  await shownPage.until(() => shownPage.has("Check what came of it"));
  expect(shownPage.text()).toContain("It may have happened or not.");
  expect(shownPage.text()).toContain("grafana.no_answer");
});
