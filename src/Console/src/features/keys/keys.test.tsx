import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { KeyPage } from "./KeyPage";
import { KeysPage } from "./KeysPage";

const key = (id: string, more: object = {}) => ({
  id,
  name: `Key ${id}`,
  prefix: "sk_live_abc123",
  mode: "LIVE",
  permissions: ["tickets:read"],
  scope: null,
  expiresAt: null,
  ratePerMinute: null,
  networks: [],
  createdBy: "ada",
  createdAt: "2026-11-25T10:00:00Z",
  replacedUntil: null,
  revokedAt: null,
  revokedFor: null,
  lastUsedAt: null,
  lastUsedFrom: null,
  version: 3,
  ...more,
});
const text = "sk_live_abc123secretsecretsecretsecretsecret";
const page = () =>
  shown(
    <Routes>
      <Route path="/keys/:id" element={<KeyPage />} />
    </Routes>,
    "/keys/k1",
  );

test("A key is made with what the reader may do, and its text is shown once", async () => {
  let items: object[] = [];
  const asked = answering(["keys:read", "keys:write", "tickets:read", "tickets:write"], {
    "GET /api/admin/api-keys": () => ({ items, nextCursor: null }),
    "POST /api/admin/api-keys": () => {
      items = [key("k1")];
      return { ...key("k1"), key: text };
    },
  });
  const keys = await shown(<KeysPage />);
  await keys.until(() => keys.text().includes("No keys yet") && keys.has("New key"));
  await keys.press("New key");
  await keys.until(() => keys.text().includes("tickets:write"));
  expect(
    keys.all("label").some(each => each.textContent === "keys:write"),
    "a key makes no keys",
  ).toBe(false);
  await keys.fill("Find a permission", "tickets:w");
  expect(keys.text()).not.toContain("tickets:read");
  await act(async () => keys.field("tickets:write").click());
  await keys.press("Create", "dialog");
  expect(keys.text()).toContain("This is needed.");
  await keys.fill("Name", "Backups");
  await keys.fill("From where (optional)", "192.0.2.0/24 198.51.100.7");
  await keys.press("Create", "dialog");
  await keys.until(() => keys.text().includes(text));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({
    name: "Backups",
    mode: "LIVE",
    permissions: ["tickets:write"],
    scope: null,
    expiresAt: null,
    ratePerMinute: null,
    networks: ["192.0.2.0/24", "198.51.100.7"],
  });
  await keys.press("Close");
  await keys.until(() => keys.text().includes("Key k1") && !keys.text().includes(text));
});

test("Where the server asks for the password again, it is asked for, and the key is made then", async () => {
  let fresh = false;
  const asked = answering(["keys:read", "keys:write"], {
    "GET /api/admin/api-keys": { items: [], nextCursor: null },
    "POST /api/auth/confirm": () => {
      fresh = true;
      return {};
    },
    "POST /api/admin/api-keys": () =>
      fresh ? { ...key("k1"), key: text } : refusal(403, { code: "auth.sign_in_not_fresh", detail: "This asks for your password again." }),
  });
  const keys = await shown(<KeysPage />);
  await keys.until(() => keys.has("New key"));
  await keys.press("New key");
  await keys.until(() => keys.all("label").some(each => each.textContent === "keys:read"));
  await keys.fill("Name", "Backups");
  await act(async () => keys.field("keys:read").click());
  await keys.press("Create", "dialog");
  await keys.until(() => keys.has("Confirm"));
  await keys.fill("Your password", "green horses run far");
  await keys.press("Confirm");
  await keys.until(() => keys.text().includes(text));
  expect(asked.filter(one => one.path === "/api/admin/api-keys" && one.method === "POST")).toHaveLength(2);
});

test("A key is rotated with a grace, and revoked after a question", async () => {
  let now = key("k1");
  const asked = answering(["keys:read", "keys:write"], {
    "GET /api/admin/api-keys/k1": () => now,
    "GET /api/admin/api-keys/k1/usage": { from: "2026-10-27", to: "2026-11-25", lastUsedAt: null, lastUsedFrom: null, items: [] },
    "POST /api/admin/api-keys/k1/rotate": { ...key("k1"), key: text, replacedUntil: "2026-11-25T11:00:00Z" },
    "DELETE /api/admin/api-keys/k1": () => {
      now = key("k1", { revokedAt: "2026-11-25T10:30:00Z", revokedFor: "BY_USER" });
      return {};
    },
  });
  const one = await page();
  await one.until(() => one.has("Rotate") && one.text().includes("Nothing in the last 30 days."));
  await one.press("Rotate");
  await one.fill("The one before is good for", "hour");
  await one.press("Rotate", "dialog");
  await one.until(() => one.text().includes(text));
  expect(asked.find(each => each.path.endsWith("/rotate"))?.body).toEqual({ graceSeconds: 3600 });
  await one.press("Close");
  await one.press("Revoke");
  expect(asked.some(each => each.method === "DELETE")).toBe(false);
  await one.press("Revoke", "dialog");
  await one.until(() => !one.has("Rotate"));
});

test("What was asked with a key is shown by day and operation", async () => {
  answering(["keys:read"], {
    "GET /api/admin/api-keys/k1": key("k1", { lastUsedAt: "2026-11-25T10:00:00Z", lastUsedFrom: "192.0.2.7" }),
    "GET /api/admin/api-keys/k1/usage": {
      from: "2026-10-27",
      to: "2026-11-25",
      lastUsedAt: "2026-11-25T10:00:00Z",
      lastUsedFrom: "192.0.2.7",
      items: [
        { day: "2026-11-25", operation: "tickets.list_tickets", requests: 7, refusals: 0 },
        { day: "2026-11-24", operation: "tickets.create_ticket", requests: 2, refusals: 2 },
      ],
    },
  });
  const one = await page();
  await one.until(() => one.text().includes("tickets.create_ticket"));
  expect(one.text()).toContain("9 requests in 30 days, 2 of them refused.");
  expect(one.text()).toContain("192.0.2.7");
  expect(one.has("Rotate")).toBe(false);
});
