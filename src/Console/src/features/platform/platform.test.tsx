import { expect, test } from "vitest";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { PlatformPage } from "./PlatformPage";

const me = { permissions: [], isSuperAdmin: true };
const entry = {
  id: "e1",
  at: "2026-11-30T10:00:00Z",
  userId: "ada",
  userName: "Ada",
  userEmail: "ada@kelp.example",
  homeId: "tenant",
  inTenantId: "01890000-0000-7000-8000-0000000000aa",
  operation: "tenancy.suspend_tenant",
  subjectId: "01890000-0000-7000-8000-0000000000bb",
  address: null,
  requestId: "r",
  endedAt: "2026-11-30T10:00:01Z",
  error: null,
};

test("The platform's log says who did what, in which tenant and how it ended", async () => {
  answering([], {
    "GET /api/auth/me": me,
    "GET /api/platform/entries": {
      items: [entry, { ...entry, id: "e2", userId: null, userEmail: null, operation: "access.grant_super_admin", error: "user.not_found" }],
      nextCursor: null,
    },
  });
  const page = await shown(<PlatformPage />);
  await page.until(() => page.text().includes("ada@kelp.example"));
  expect(page.text()).toContain("Suspends a tenant");
  expect(page.text()).toContain("Done");
  expect(page.text()).toContain("The operator");
  expect(page.text()).toContain("user.not_found");
});

test("An address is released for everybody, after the password where that is asked for", async () => {
  let fresh = false;
  let items = [{ address: "192.0.2.7", failures: 41, lastAt: "2026-11-30T10:00:00Z", blockedUntil: "2026-11-30T11:00:00Z" }];
  const asked = answering([], {
    "GET /api/auth/me": me,
    "GET /api/platform/blocked-addresses": () => ({ items }),
    "DELETE /api/platform/blocked-addresses/192.0.2.7": () => {
      if (!fresh) {
        return refusal(403, { code: "auth.sign_in_not_fresh", detail: "This asks for your password again." });
      }
      items = [];
      return new Response(null, { status: 204 });
    },
    "GET /api/auth/second-factors": { totpSince: "2026-11-30T10:00:00Z", passkeys: 0 },
    "POST /api/auth/confirm": () => {
      fresh = true;
      return new Response(null, { status: 204 });
    },
  });
  const page = await shown(<PlatformPage />, "/platform?tab=addresses");
  await page.until(() => page.has("Release 192.0.2.7"));
  await page.press("Release 192.0.2.7");
  await page.until(() => page.has("Confirm"));
  await page.fill("Your password", "green horses run far");
  await page.press("Confirm");
  await page.until(() => page.text().includes("No address is blocked."));
  expect(asked.filter(one => one.method === "DELETE")).toHaveLength(2);
});

test("The broker's keys are shown with their state and never changed here", async () => {
  answering([], {
    "GET /api/auth/me": me,
    "GET /api/platform/broker-keys": {
      items: [
        { kind: "OPERATOR_SIGNING", publicKey: "OABC", state: "CURRENT", since: "2026-11-30T10:00:00Z", retireAt: null, isDue: true },
      ],
    },
  });
  const page = await shown(<PlatformPage />, "/platform?tab=keys");
  await page.until(() => page.text().includes("OPERATOR_SIGNING"));
  expect(page.text()).toContain("The next one signs soon");
});
