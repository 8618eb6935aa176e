import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { ProvisioningPanel } from "./ProvisioningPanel";

const token = (id: string) => ({
  id,
  name: `Directory ${id}`,
  prefix: "hfs_abcdefgh",
  expiresAt: null,
  ratePerMinute: null,
  createdBy: "ada",
  createdAt: "2026-11-25T10:00:00Z",
  revokedAt: null,
  lastUsedAt: null,
  lastUsedFrom: null,
  version: 3,
});
const text = "hfs_abcdefghsecretsecretsecretsecretsecretsecret12";

test("A token is made, shown once, and revoked", async () => {
  let items: object[] = [];
  const asked = answering(["users:read", "users:write"], {
    "GET /api/provisioning-tokens": () => ({ items, nextCursor: null }),
    "POST /api/provisioning-tokens": () => {
      items = [token("t1")];
      return { ...token("t1"), token: text };
    },
    "DELETE /api/provisioning-tokens/t1": () => {
      items = [];
      return new Response(null, { status: 204 });
    },
  });
  const panel = await shown(<ProvisioningPanel />);
  await panel.until(() => panel.text().includes("No tokens yet"));
  expect(panel.text()).toContain("/scim/v2");
  await panel.press("New token");
  await panel.press("Create", "dialog");
  expect(panel.text()).toContain("This is needed.");
  await panel.fill("Name", " Entra ");
  await panel.press("Create", "dialog");
  await panel.until(() => panel.text().includes(text));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({ name: "Entra", expiresAt: null });
  await panel.press("Close", "dialog");
  await panel.until(() => panel.text().includes("Directory t1") && !panel.text().includes(text));
  await panel.press("Revoke Directory t1");
  await panel.press("Revoke", "dialog");
  await panel.until(() => panel.text().includes("No tokens yet"));
  expect(asked.some(one => one.method === "DELETE")).toBe(true);
});

test("Who may only read makes and revokes none", async () => {
  answering(["users:read"], { "GET /api/provisioning-tokens": () => ({ items: [token("t1")], nextCursor: null }) });
  const panel = await shown(<ProvisioningPanel />);
  await panel.until(() => panel.text().includes("Directory t1"));
  expect(panel.text()).not.toContain("New token");
  expect(panel.has("Revoke Directory t1")).toBe(false);
});
