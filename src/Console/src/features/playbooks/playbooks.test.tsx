import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { type Asked, answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { NewPlaybookPage } from "./NewPlaybookPage";
import { PlaybookPage } from "./PlaybookPage";
import { PlaybookRunPage } from "./PlaybookRunPage";
import { PlaybooksPage } from "./PlaybooksPage";

const good = "name: Tell\ntriggers:\n  - manual: true\n";
const playbook = (more: object = {}) => ({
  id: "p1",
  name: "Tell",
  description: "Tells.",
  state: "PUBLISHED",
  latest: 2,
  published: 1,
  publisher: { id: "u1", name: "ann" },
  publishedAt: "2026-11-25T10:00:00Z",
  events: [],
  place: { organization: null, group: null, device: null },
  refused: 0,
  refusedAt: null,
  refusedCode: null,
  createdAt: "2026-11-25T10:00:00Z",
  updatedAt: "2026-11-26T10:00:00Z",
  version: 3,
  ...more,
});
const run = (more: object = {}) => ({
  id: "r1",
  playbook: "p1",
  name: "Tell",
  number: 1,
  state: "WAITING",
  wish: "NONE",
  cause: "MANUAL",
  trigger: null,
  event: null,
  inputs: { address: "192.0.2.7" },
  place: { organization: null, group: null, device: null },
  publisher: { id: "u1", name: "ann" },
  startedBy: { id: "u2", name: "ben" },
  chain: [],
  createdAt: "2026-11-26T10:00:00Z",
  startedAt: "2026-11-26T10:00:00Z",
  endedAt: null,
  deadlineAt: "2026-11-27T10:00:00Z",
  failure: null,
  version: 2,
  ...more,
});
const step = (more: object = {}) => ({
  path: "ask",
  step: "ask",
  kind: "approval",
  state: "WAITING",
  attempts: 1,
  input: { ask: "May it?" },
  inputDigest: "00",
  output: null,
  failure: null,
  actionRun: null,
  waitsFor: null,
  decision: null,
  startedAt: "2026-11-26T10:00:00Z",
  dueAt: "2026-11-27T10:00:00Z",
  endedAt: null,
  ...more,
});
const valid = { valid: true, name: "Tell", mistakes: [] };
const routes = (
  <Routes>
    <Route path="/playbooks" element={<PlaybooksPage />} />
    <Route path="/playbooks/new" element={<NewPlaybookPage />} />
    <Route path="/playbooks/:id" element={<PlaybookPage />} />
    <Route path="/playbook-runs/:id" element={<PlaybookRunPage />} />
  </Routes>
);

test("Each mistake is marked where it stands, said with line and column, and nothing is saved while there is one", async () => {
  answering(["playbooks:read", "playbooks:write"], {
    "GET /api/playbooks/library": [{ key: "tell", name: "Tell the client", description: "It tells.", text: good }],
    "POST /api/playbooks/validate": ({ body }: Asked) =>
      (body as { text: string }).text.includes("colour")
        ? {
            valid: false,
            name: null,
            mistakes: [{ line: 2, column: 1, code: "playbook.unknown_member", detail: "There is no 'colour' here." }],
          }
        : valid,
  });
  const page = await shown(routes, "/playbooks/new");
  await page.until(() => page.has("Save"));
  await page.fill("Text", "name: Tell\ncolour: red\n");
  await page.until(() => page.text().includes("Line 2, column 1: There is no 'colour' here."));
  expect(page.all("mark").map(mark => mark.textContent)).toEqual(["colour"]);
  expect(page.button("Save").disabled).toBe(true);
});

test("A version is published after it is said for whom it runs then", async () => {
  const asked = answering(["playbooks:read", "playbooks:publish", "playbooks:run"], {
    "GET /api/playbooks/p1": { playbook: playbook(), text: good, version: 3 },
    "GET /api/playbook-runs": { items: [run()], nextCursor: null },
    "POST /api/playbooks/validate": valid,
    "POST /api/playbooks/p1/publish": playbook({ published: 2 }),
  });
  const page = await shown(routes, "/playbooks/p1");
  await page.until(() => page.has("Publish version 2"));
  await page.press("Publish version 2");
  await page.until(() => page.text().includes("It runs from now on, on your behalf"));
  await page.press("Publish version 2", "dialog");
  await page.until(() => asked.some(one => one.path === "/api/playbooks/p1/publish"));
  expect(asked.find(one => one.path === "/api/playbooks/p1/publish")?.body).toEqual({ number: 2 });
});

test("A step that asks is decided by who may, and what came of steps is shown as text", async () => {
  const asked = answering(["playbooks:read", "playbooks:approve"], {
    "GET /api/playbook-runs/r1": {
      run: run(),
      steps: [
        step({
          path: "note",
          kind: "action",
          state: "DONE",
          output: { result: "<b>7</b>" },
          actionRun: "a1",
          endedAt: "2026-11-26T10:00:01Z",
        }),
        step(),
      ],
      version: 2,
    },
    "POST /api/playbook-runs/r1/approvals/ask/approve": run(),
  });
  const page = await shown(routes, "/playbook-runs/r1");
  await page.until(() => page.has("Allow"));
  expect(page.text()).toContain("<b>7</b>");
  expect(page.has("End it")).toBe(false);
  await page.press("Allow");
  await page.until(() => asked.some(one => one.path === "/api/playbook-runs/r1/approvals/ask/approve"));
});

test("Where there is none, the list says what to begin with", async () => {
  answering(["playbooks:read"], { "GET /api/playbooks": { items: [], nextCursor: null } });
  const page = await shown(routes, "/playbooks");
  await page.until(() => page.text().includes("Begin with one of the library"));
  expect(page.has("New playbook")).toBe(false);
});

test("Before it is published, a text is rehearsed in parts, and what it would have done is said", async () => {
  const step = { kind: "action", input: null, failure: null, asks: false, through: "Edge", action: "Block an address", mails: 0 };
  const part = (next: string | null, state: string) => ({
    number: null,
    for: { id: "u1", name: "ann" },
    since: "2026-11-01T00:00:00Z",
    keptFrom: "2026-11-20T00:00:00Z",
    reached: "2026-11-26T10:00:00Z",
    next,
    looked: 3,
    hidden: 0,
    runs: [
      {
        source: "EVENT",
        at: "2026-11-25T10:00:00Z",
        eventId: "e1",
        event: "alert.received",
        trigger: {},
        place: { organization: null, group: null, device: null },
        state,
        failure: null,
        asks: false,
        steps: [{ ...step, path: "block", state: "DONE" }],
      },
    ],
  });
  const asked = answering(["playbooks:read", "playbooks:write"], {
    "GET /api/playbooks/p1": { playbook: playbook(), text: good, version: 3 },
    "GET /api/playbook-runs": { items: [], nextCursor: null },
    "POST /api/playbooks/validate": valid,
    "POST /api/playbooks/rehearse": ({ body }: Asked) =>
      (body as { cursor: string | null }).cursor === null ? part("e7", "DONE") : part(null, "FAILED"),
  });
  const page = await shown(routes, "/playbooks/p1");
  await page.until(() => page.has("Rehearse it"));
  await page.press("Rehearse it");
  await page.until(() => page.text().includes("Block an address (Edge)"));
  await page.press("Go on");
  await page.until(() => page.text().includes("Failed"));
  expect(asked.filter(one => one.path === "/api/playbooks/rehearse").map(one => (one.body as { cursor: unknown }).cursor)).toEqual([
    null,
    "e7",
  ]);
  expect(page.has("Go on")).toBe(false);
});

test("The address and the secret of a webhook trigger are shown when they are made", async () => {
  let there = false;
  answering(["playbooks:read", "playbooks:publish"], {
    "GET /api/playbooks/p1": { playbook: playbook(), text: "name: Tell\ntriggers:\n  - webhook: {}\n", version: 3 },
    "GET /api/playbook-runs": { items: [], nextCursor: null },
    "POST /api/playbooks/validate": valid,
    "GET /api/playbooks/p1/receiver": () =>
      there
        ? { createdAt: "2026-11-26T10:00:00Z", renewedAt: "2026-11-26T10:00:00Z" }
        : refusal(404, { code: "playbook.receiver_not_found", detail: "There is no such receiver." }),
    "POST /api/playbooks/p1/receiver": () => {
      there = true;
      return {
        path: "/api/inbound/playbooks/hfw_x",
        secret: "whsec_y",
        createdAt: "2026-11-26T10:00:00Z",
        renewedAt: "2026-11-26T10:00:00Z",
      };
    },
  });
  const page = await shown(routes, "/playbooks/p1");
  await page.until(() => page.has("Make an address and a secret"));
  await page.press("Make an address and a secret");
  await page.until(() => page.text().includes("whsec_y"));
  expect(page.text()).toContain("/api/inbound/playbooks/hfw_x");
  await page.until(() => page.has("Make another secret"));
});
