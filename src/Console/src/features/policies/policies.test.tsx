import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { type Asked, answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { PoliciesPage } from "./PoliciesPage";
import { NewPolicyPage, PolicyPage } from "./PolicyPage";
import { offsetOf, pieces } from "./places";

const text = 'forbid (\n  principal,\n  action == Action::"fleet:fly",\n  resource);';
const policy = (more: object = {}) => ({
  id: "p1",
  name: "No flying",
  meaning: "Stay on the ground.",
  text: 'forbid (principal, action == Action::"fleet:write", resource);',
  enabled: true,
  createdAt: "2026-11-25T10:00:00Z",
  updatedAt: "2026-11-26T10:00:00Z",
  version: 3,
  ...more,
});
const wrong = { line: 3, column: 3, message: 'There is no action Action::"fleet:fly".', isWarning: false };
const right = { valid: true, problems: [], statements: [{ line: 1, effect: "FORBID", permissions: ["fleet:write"] }] };
const routes = (
  <Routes>
    <Route path="/policies" element={<PoliciesPage />} />
    <Route path="/policies/new" element={<NewPolicyPage />} />
    <Route path="/policies/:id" element={<PolicyPage />} />
  </Routes>
);

test("What is wrong with a text is marked where it stands and said with line and column while it is written", async () => {
  const asked = answering(["policies:read", "policies:write"], {
    "POST /api/policies/validate": ({ body }: Asked) =>
      (body as { text: string }).text === text ? { valid: false, problems: [wrong], statements: [] } : { ...right, statements: [] },
  });
  const page = await shown(routes, "/policies/new");
  await page.until(() => page.has("Create"));
  await page.fill("Text", text);
  await page.until(() => page.text().includes("Line 3, column 3: There is no action"));
  expect(page.all("mark").map(mark => mark.textContent)).toEqual(["action"]);
  expect(page.all("pre div")[2]?.getAttribute("title")).toContain("fleet:fly");
  expect(page.field<HTMLTextAreaElement>("Text").getAttribute("aria-invalid")).toBe("true");
  expect(page.button("Who gains and loses what").disabled).toBe(true);
  await page.press('Line 3, column 3: There is no action Action::"fleet:fly".');
  expect(page.field<HTMLTextAreaElement>("Text").selectionStart).toBe(text.indexOf("action"));
  expect(asked.filter(one => one.path === "/api/policies/validate").length).toBeLessThan(4);
});

test("A policy is previewed and then saved as it stands", async () => {
  const asked = answering(["policies:read", "policies:write", "roles:read"], {
    "GET /api/policies/p1": policy(),
    "POST /api/policies/validate": right,
    "POST /api/access/preview": {
      items: [
        {
          principalKind: "USER",
          principalId: "ben",
          name: "Ben",
          barred: null,
          differences: [{ scope: { level: "TENANT", id: "t1" }, only: "DEVICE", gains: [], loses: ["fleet:write"] }],
        },
      ],
      nextCursor: null,
    },
    "PUT /api/policies/p1": policy({ version: 4 }),
  });
  const page = await shown(routes, "/policies/p1");
  await page.until(() => page.text().includes("Line 1 forbids"));
  await act(async () => page.field("As if signed in with a second factor").click());
  await page.press("Who gains and loses what");
  await page.until(() => page.text().includes("Ben"));
  expect(page.text()).toContain("only devices");
  expect(asked.find(one => one.path === "/api/access/preview")?.body).toEqual({
    policy: { id: "p1", text: policy().text, enabled: true },
    circumstances: { secondFactor: true },
  });
  await page.press("Save");
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({
    name: "No flying",
    meaning: "Stay on the ground.",
    text: policy().text,
    enabled: true,
  });
});

test("A policy is listed, turned off and deleted", async () => {
  let items = [policy()];
  const asked = answering(["policies:read", "policies:write"], {
    "GET /api/policies": () => ({ items, nextCursor: null }),
    "GET /api/policies/p1": () => items[0] ?? policy(),
    "POST /api/policies/validate": right,
    "PUT /api/policies/p1": () => {
      items = [policy({ enabled: false, version: 4 })];
      return items[0] as object;
    },
    "DELETE /api/policies/p1": () => {
      items = [];
      return {};
    },
  });
  const page = await shown(routes, "/policies/p1");
  await page.until(() => page.has("Turn off"));
  await page.press("Turn off");
  await page.until(() => page.has("Turn on"));
  expect(asked.find(one => one.method === "PUT")?.body).toMatchObject({ enabled: false, text: policy().text });
  await page.press("Delete");
  await page.press("Delete", "dialog");
  await page.until(() => page.text().includes("There are no policies"));
});

test("Who may only read sees the text and changes nothing", async () => {
  answering(["policies:read"], { "GET /api/policies/p1": policy(), "POST /api/policies/validate": right });
  const page = await shown(routes, "/policies/p1");
  await page.until(() => page.text().includes("Line 1 forbids"));
  expect(page.field<HTMLTextAreaElement>("Text").readOnly).toBe(true);
  expect(page.has("Save")).toBe(false);
  expect(page.has("Turn off")).toBe(false);
});

test("A place is found by its line and column, and at a line's end what stands before it is marked", () => {
  expect(offsetOf("ab\ncd", { line: 2, column: 2 })).toBe(4);
  expect(offsetOf("ab\ncd", { line: 9, column: 1 })).toBe(5);
  const at = (line: number, column: number) => ({ ...wrong, line, column });
  expect(pieces("permit x\ny", [at(1, 8)]).map(piece => piece.text)).toEqual(["permit ", "x", "\ny"]);
  expect(pieces("permit", [at(1, 7)]).map(piece => [piece.text, piece.problem !== null])).toEqual([
    ["permi", false],
    ["t", true],
  ]);
  expect(pieces("a b", [at(1, 3), at(1, 3), at(1, 1)]).map(piece => piece.text)).toEqual(["a", " ", "b"]);
  expect(pieces("", [at(1, 1)])).toEqual([]);
});
