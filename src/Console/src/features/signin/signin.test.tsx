import { act } from "react";
import { expect, test } from "vitest";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { SignInRulesPage } from "./SignInRulesPage";

const empty = { items: [], nextCursor: null };

test("A rule asks for a fresh sign-in, with the second factor, and is set then", async () => {
  let fresh = false;
  let required = false;
  const asked = answering(["sign_in:read", "sign_in:write"], {
    "GET /api/sign-in-rules": () => ({
      requireSecondFactor: required,
      singleSignOn: { required: false, exceptFor: [] },
      changedAt: null,
      version: 0,
    }),
    "GET /api/blocked-addresses": empty,
    "GET /api/allowed-addresses": empty,
    "GET /api/identity-providers": { items: [] },
    "GET /api/users": empty,
    "GET /api/auth/second-factors": { totpSince: "2026-11-30T10:00:00Z", passkeys: 0, recoveryCodesLeft: 10, required: false },
    "POST /api/auth/confirm": () => {
      fresh = true;
      return new Response(null, { status: 204 });
    },
    "PUT /api/sign-in-rules": ({ body }: { body: unknown }) => {
      if (!fresh) {
        return refusal(403, { code: "auth.sign_in_not_fresh", detail: "Confirm it." });
      }
      required = (body as { requireSecondFactor: boolean }).requireSecondFactor;
      return {
        requireSecondFactor: required,
        singleSignOn: { required: false, exceptFor: [] },
        changedAt: "2026-11-30T10:00:00Z",
        version: 1,
      };
    },
  });
  const page = await shown(<SignInRulesPage />);
  await page.until(() => page.text().includes("Everybody needs a second factor"));
  await act(async () => page.all<HTMLInputElement>("input[role=switch]")[0]?.click());
  await page.until(() => page.text().includes("recovery code"));
  await page.fill("Your password", "green horses run far");
  await page.fill("Code of your app, or a recovery code", "123 456");
  await page.press("Confirm", "dialog");
  await page.until(() => required);
  expect(asked.find(one => one.path === "/api/auth/confirm")?.body).toEqual({ password: "green horses run far", code: "123456" });
});

const blocked = {
  address: "203.0.113.9",
  attempts: 3,
  lastAt: "2026-11-30T10:00:00Z",
  blockedUntil: "2026-11-30T11:00:00Z",
  releasedUntil: null,
};
const answers = {
  "GET /api/sign-in-rules": { requireSecondFactor: false, singleSignOn: { required: false, exceptFor: [] }, changedAt: null, version: 0 },
  "GET /api/identity-providers": { items: [] },
  "GET /api/users": empty,
  "GET /api/blocked-addresses": { items: [blocked], nextCursor: null },
  "GET /api/allowed-addresses": empty,
  "DELETE /api/blocked-addresses/203.0.113.9": () => new Response(null, { status: 204 }),
  "POST /api/allowed-addresses": { id: "a", network: "192.0.2.0/24", note: "", createdBy: null, createdAt: "2026-11-30T10:00:00Z" },
};

test("Blocked addresses are released and networks allowed", async () => {
  const asked = answering(["sign_in:read", "sign_in:write"], answers);
  const page = await shown(<SignInRulesPage />);
  await page.until(() => page.has("Release 203.0.113.9") && page.has("Allow"));
  await page.press("Release 203.0.113.9");
  await page.until(() => asked.some(one => one.method === "DELETE"));
  await page.fill("Address or network", "192.0.2.0/24");
  await page.press("Allow");
  await page.until(() => asked.some(one => one.path === "/api/allowed-addresses" && one.method === "POST"));
  expect(asked.find(one => one.path === "/api/allowed-addresses" && one.method === "POST")?.body).toEqual({
    network: "192.0.2.0/24",
    note: "",
  });
});

test("Who may only read sees what is blocked and gets no buttons", async () => {
  answering(["sign_in:read"], answers);
  const page = await shown(<SignInRulesPage />);
  await page.until(() => page.text().includes("203.0.113.9"));
  expect(page.has("Allow") || page.has("Release 203.0.113.9")).toBe(false);
});
