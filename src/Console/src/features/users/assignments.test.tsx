import { act } from "react";
import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { Assignments } from "./Assignments";

const roles = { items: [{ id: "USER", name: "User", meaning: "Works on tickets.", permissions: [] }] };
const at = (level: string, id: string, more: object = {}) => ({
  id: `a-${id}`,
  principalKind: "USER",
  principalId: "ben",
  role: "USER",
  scope: { level, id },
  expiresAt: null,
  createdAt: "2026-11-25T10:00:00Z",
  version: 1,
  ...more,
});
const fleet = {
  "GET /api/roles": roles,
  "GET /api/organizations": { items: [{ id: "o1", name: "North", version: 1 }], nextCursor: null },
  "GET /api/groups": { items: [{ id: "g1", name: "Servers", organizationId: "o1", version: 1 }], nextCursor: null },
};

test("A role is given at a group and taken away again", async () => {
  let items: object[] = [];
  const asked = answering(["roles:read", "roles:assign"], {
    ...fleet,
    "GET /api/role-assignments": () => ({ items, nextCursor: null }),
    "POST /api/role-assignments": () => {
      items = [at("GROUP", "g1"), ...items];
      return items[0];
    },
    "DELETE /api/role-assignments/a-g1": () => {
      items = items.slice(1);
      return {};
    },
  });
  const page = await shown(<Assignments of={{ kind: "USER", id: "ben" }} />);
  await page.until(() => page.text().includes("No role anywhere.") && page.has("Give a role"));

  await page.press("Give a role");
  await page.until(() => page.text().includes("Part of the tree"));
  await page.fill("Role", "USER");
  await page.fill("Part of the tree", "GROUP");
  await page.fill("Group", "g1");
  await page.press("Give a role", "dialog");
  await page.until(() => page.has("Take away User"));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({
    principalKind: "USER",
    principalId: "ben",
    role: "USER",
    scope: { level: "GROUP", id: "g1" },
    expiresAt: null,
  });
  expect(page.all<HTMLAnchorElement>("td a").map(link => link.getAttribute("href"))).toEqual(["/fleet?node=group:g1"]);

  await page.press("Take away User");
  await page.press("Take away", "dialog");
  await page.until(() => !page.has("Take away User"));
});

test("A device is looked for by the server, however many there are", async () => {
  const devices = [{ id: "d9", name: "web-9", groupName: "Servers", organizationName: "North" }];
  const asked = answering(["roles:read", "roles:assign"], {
    ...fleet,
    "GET /api/role-assignments": { items: [], nextCursor: null },
    "GET /api/devices": ({ query }: { query: URLSearchParams }) => ({
      items: query.get("search") === "web" ? devices : [],
      nextCursor: null,
    }),
    "POST /api/role-assignments": at("DEVICE", "d9"),
  });
  const page = await shown(<Assignments of={{ kind: "USER", id: "ben" }} />);
  await page.until(() => page.has("Give a role"));
  await page.press("Give a role");
  await page.until(() => page.text().includes("Part of the tree"));
  await page.fill("Role", "USER");
  await page.fill("Part of the tree", "DEVICE");
  await page.fill("Device", "web");
  await page.until(() => page.all("[role=option]").length === 1);
  await act(async () => page.all<HTMLElement>("[role=option]")[0]!.click());
  expect(page.field("Device").value).toBe("web-9 (Servers)");
  expect(page.all("[role=option]")).toEqual([]);
  await page.press("Give a role", "dialog");
  await page.until(() => asked.some(one => one.method === "POST"));
  expect(asked.find(one => one.method === "POST")?.body).toMatchObject({ scope: { level: "DEVICE", id: "d9" } });
  expect(asked.filter(one => one.path === "/api/devices").every(one => one.query.get("limit") === "20")).toBe(true);
});

test("What is typed over a chosen device chooses none until another is", async () => {
  const asked = answering(["roles:read", "roles:assign"], {
    ...fleet,
    "GET /api/role-assignments": { items: [], nextCursor: null },
    "GET /api/devices": { items: [{ id: "d9", name: "web-9", groupName: "Servers", organizationName: "North" }], nextCursor: null },
  });
  const page = await shown(<Assignments of={{ kind: "USER", id: "ben" }} />);
  await page.until(() => page.has("Give a role"));
  await page.press("Give a role");
  await page.until(() => page.text().includes("Part of the tree"));
  await page.fill("Role", "USER");
  await page.fill("Part of the tree", "DEVICE");
  await page.fill("Device", "we");
  await page.until(() => page.all("[role=option]").length === 1);
  await act(async () => page.all<HTMLElement>("[role=option]")[0]!.click());
  await page.fill("Device", "other");
  await page.press("Give a role", "dialog");
  expect(page.text()).toContain("This is needed.");
  expect(asked.some(one => one.method === "POST")).toBe(false);
});

test("Who may only read gives and takes nothing", async () => {
  answering(["roles:read"], { ...fleet, "GET /api/role-assignments": { items: [at("GROUP", "g1")], nextCursor: null } });
  const page = await shown(<Assignments of={{ kind: "USER", id: "ben" }} />);
  await page.until(() => page.text().includes("Servers"));
  expect(page.has("Give a role")).toBe(false);
  expect(page.has("Take away User")).toBe(false);
});
