import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { DomainsPage } from "./DomainsPage";
import { PeoplePage } from "./PeoplePage";

const invitation = (more: object = {}) => ({
  id: "i1",
  email: "ben@example.com",
  role: "MEMBER",
  scope: { level: "TENANT", id: "tenant" },
  state: "PENDING",
  invitedByName: "ann",
  mailId: "m1",
  sends: 1,
  sentAt: "2026-11-25T10:00:00Z",
  expiresAt: "2999-12-31T00:00:00Z",
  endedAt: null,
  acceptedBy: null,
  createdAt: "2026-11-25T10:00:00Z",
  version: 1,
  ...more,
});

const mail = {
  id: "m1",
  recipient: "ben@example.com",
  subject: "Join Acme",
  state: "WAITING",
  attempts: 0,
  error: null,
  goodUntil: "2999-12-31T00:00:00Z",
  createdAt: "2026-11-25T10:00:00Z",
  sentAt: null,
};

const guest = {
  userId: "u9",
  name: "gus",
  email: "gus@example.org",
  isGuest: true,
  homeName: "Kelp",
  status: "ACTIVE",
  joinedAt: "2026-11-25T10:00:00Z",
  roles: [{ assignmentId: "a1", role: "MEMBER", scope: { level: "TENANT", id: "tenant" }, expiresAt: null, groupId: null }],
};

const roles = {
  items: [{ id: "MEMBER", name: "Member", meaning: "Works.", isStock: true, given: [], parents: [], permissions: [], version: 0 }],
};

test("Somebody is invited, the mail that was not sent is read, and the invitation is taken back", async () => {
  let invitations: object[] = [];
  const asked = answering(["members:read", "members:write", "mails:read", "mails:write", "roles:read"], {
    "GET /api/members": { items: [], nextCursor: null },
    "GET /api/roles": roles,
    "GET /api/invitations": () => ({ items: invitations, nextCursor: null }),
    "POST /api/invitations": () => {
      invitations = [invitation()];
      return invitation();
    },
    "DELETE /api/invitations/i1": () => {
      invitations = [invitation({ state: "REVOKED" })];
      return null;
    },
    "GET /api/mails": () => ({ items: invitations.length ? [mail] : [], nextCursor: null }),
    "GET /api/mails/m1": { mail, text: "Open https://holdfast.example/join#hfj_secret" },
  });
  const page = await shown(<PeoplePage />);
  await page.until(() => page.text().includes("Nobody was invited."));
  await page.press("Invite");
  await page.fill("E-mail", "ben@example.com");
  await page.press("Invite", "dialog");
  await page.until(() => page.has("Take back ben@example.com"));
  expect(asked.find(one => one.method === "POST" && one.path === "/api/invitations")?.body).toEqual({
    email: "ben@example.com",
    role: "MEMBER",
    scope: { level: "TENANT", id: "tenant" },
    expiresInDays: 7,
  });
  await page.press("Read ben@example.com");
  await page.until(() => page.text().includes("hfj_secret"));
  await page.press("Take back ben@example.com");
  await page.until(() => page.text().includes("Taken back"));
});

test("A guest is let go after a question, and who may only look has no buttons", async () => {
  let items = [guest];
  const asked = answering(["members:read", "members:write"], {
    "GET /api/members": () => ({ items, nextCursor: null }),
    "GET /api/roles": roles,
    "GET /api/invitations": { items: [invitation()], nextCursor: null },
    "DELETE /api/members/u9": () => {
      items = [];
      return null;
    },
  });
  const page = await shown(<PeoplePage />);
  await page.until(() => page.has("Let go gus"));
  await page.press("Let go gus");
  await page.press("Let go", "dialog");
  await page.until(() => asked.some(one => one.method === "DELETE"));
  await page.until(() => !page.has("Let go gus"));
});

test("Who may only look sees members and invitations without buttons", async () => {
  answering(["members:read"], {
    "GET /api/members": { items: [guest], nextCursor: null },
    "GET /api/roles": roles,
    "GET /api/invitations": { items: [invitation()], nextCursor: null },
  });
  const page = await shown(<PeoplePage />);
  await page.until(() => page.text().includes("ben@example.com"));
  expect(page.has("Invite")).toBe(false);
  expect(page.has("Let go gus")).toBe(false);
  expect(page.has("Take back ben@example.com")).toBe(false);
});

const domain = (more: object = {}) => ({
  id: "d1",
  name: "example.com",
  state: "PENDING",
  recordName: "_holdfast.example.com",
  recordText: "holdfast-domain=abc",
  verifiedAt: null,
  checkedAt: null,
  missingSince: null,
  createdAt: "2026-11-25T10:00:00Z",
  version: 3,
  ...more,
});

test("A domain shows what it has to say, is verified, and lets its people join", async () => {
  let state = "PENDING";
  const asked = answering(["domains:read", "domains:write", "members:read", "members:write", "roles:read"], {
    "GET /api/roles": roles,
    "GET /api/domains": () => ({ items: [domain({ state })], nextCursor: null }),
    "POST /api/domains/d1/verify": () => {
      state = "VERIFIED";
      return domain({ state });
    },
    "GET /api/domains/d1/access": { domainId: "d1", joinRole: null, version: 0 },
    "PUT /api/domains/d1/access": { domainId: "d1", joinRole: "MEMBER", version: 1 },
  });
  const page = await shown(<DomainsPage />);
  await page.until(() => page.text().includes("holdfast-domain=abc"));
  await page.press("Verify example.com");
  await page.until(() => page.text().includes("Its people may join as"));
  await page.until(() => page.text().includes("Member"));
  await page.fill("Its people may join as", "MEMBER");
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({ joinRole: "MEMBER" });
});
