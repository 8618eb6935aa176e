import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { RolePage } from "./RolePage";
import { RolesPage } from "./RolesPage";
import { WhatCan } from "./WhatCan";

const stock = (id: string, permissions: string[]) => ({
  id,
  name: id === "USER" ? "User" : id,
  meaning: "",
  isStock: true,
  permissions,
  given: permissions,
  parents: [],
  createdAt: null,
  version: 0,
});
const own = (more: object = {}) => ({
  id: "r1",
  name: "Night shift",
  meaning: "Who is there at night.",
  isStock: false,
  permissions: ["fleet:read", "tickets:read"],
  given: ["tickets:read"],
  parents: ["USER"],
  createdAt: "2026-11-25T10:00:00Z",
  version: 3,
  ...more,
});
const all = [stock("ADMIN", ["fleet:read", "fleet:write", "tickets:read"]), stock("USER", ["fleet:read"])];
const tree = {
  "GET /api/organizations": { items: [{ id: "o1", name: "North", version: 1 }], nextCursor: null },
  "GET /api/groups": { items: [], nextCursor: null },
};
const page = () =>
  shown(
    <Routes>
      <Route path="/roles" element={<p>All roles</p>} />
      <Route path="/roles/:id" element={<RolePage />} />
    </Routes>,
    "/roles/r1",
  );

test("A role is made of permissions, whole areas and other roles", async () => {
  let items = all as object[];
  const asked = answering(["roles:read", "roles:write"], {
    "GET /api/roles": () => ({ items }),
    "POST /api/roles": () => {
      items = [...all, own()];
      return own();
    },
  });
  const roles = await shown(<RolesPage />);
  await roles.until(() => roles.has("New role") && roles.text().includes("3 permissions"));
  await roles.press("New role");
  await roles.until(() => roles.text().includes("fleet:*"));
  await roles.press("Create", "dialog");
  expect(roles.text()).toContain("This is needed.");
  await roles.fill("Name", "Night shift");
  await act(async () => roles.field("User").click());
  // A field is found without the star that marks what is needed.
  await act(async () => roles.field("tickets:").click());
  await roles.press("Create", "dialog");
  await roles.until(() => roles.text().includes("Night shift"));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({
    name: "Night shift",
    meaning: "",
    permissions: ["tickets:*"],
    parents: ["USER"],
  });
});

test("A role shows what it inherits and who has it, and what a change would mean before it is saved", async () => {
  const asked = answering(["roles:read", "roles:write", "users:read"], {
    ...tree,
    "GET /api/roles": { items: [...all, own()] },
    "GET /api/users/ben": { id: "ben", username: "Ben" },
    "GET /api/role-assignments": {
      items: [
        {
          id: "a1",
          principalKind: "USER",
          principalId: "ben",
          role: "r1",
          scope: { level: "ORGANIZATION", id: "o1" },
          expiresAt: null,
          createdAt: "2026-11-25T10:00:00Z",
          version: 1,
        },
      ],
      nextCursor: null,
    },
    "POST /api/access/preview": {
      items: [
        {
          principalKind: "USER",
          principalId: "ben",
          name: "Ben",
          barred: null,
          differences: [{ scope: { level: "ORGANIZATION", id: "o1" }, gains: ["fleet:write"], loses: ["tickets:read"] }],
        },
      ],
      nextCursor: null,
    },
    "PUT /api/roles/r1": own({ version: 4 }),
  });
  const role = await page();
  await role.until(() => role.text().includes("Ben") && role.text().includes("Inherited from User"));
  expect(asked.find(one => one.path === "/api/role-assignments")?.query.get("role")).toBe("r1");
  await role.press("Edit");
  await role.until(() => role.has("Who gains and loses what"));
  await act(async () => role.field("tickets:read").click());
  await act(async () => role.field("fleet:write").click());
  await role.press("Who gains and loses what");
  await role.until(() => role.text().includes("Gains") && role.text().includes("Loses"));
  expect(asked.find(one => one.path === "/api/access/preview")?.body).toEqual({
    role: { id: "r1", permissions: ["fleet:write"], parents: ["USER"] },
  });
  expect(asked.some(one => one.method === "PUT")).toBe(false);
  await act(async () => role.field("tickets:read").click());
  expect(role.text(), "what was asked before is no answer any more").not.toContain("Loses");
  await role.press("Save", "dialog");
  await role.until(() => asked.some(one => one.method === "PUT"));
});

test("A role is deleted after a question, and the reader is back at the list", async () => {
  const asked = answering(["roles:read", "roles:write"], {
    "GET /api/roles": { items: [...all, own()] },
    "GET /api/role-assignments": { items: [], nextCursor: null },
    "DELETE /api/roles/r1": {},
  });
  const role = await page();
  await role.until(() => role.has("Delete") && role.text().includes("Nobody has it."));
  await role.press("Delete");
  expect(asked.some(one => one.method === "DELETE")).toBe(false);
  await role.press("Delete", "dialog");
  await role.until(() => role.text().includes("All roles"));
});

test("Who can is asked for a permission at a place, and answered with what gives it", async () => {
  const asked = answering(["roles:read"], {
    ...tree,
    "GET /api/roles": { items: all },
    "GET /api/access/who-can": {
      items: [
        {
          principalKind: "USER",
          principalId: "ben",
          name: "Ben",
          reasons: [
            {
              kind: "ASSIGNMENT",
              id: "a",
              givenToKind: "GROUP",
              givenToId: "g",
              role: "USER",
              scope: { level: "TENANT", id: "tenant" },
              endsAt: null,
            },
          ],
        },
        {
          principalKind: "API_KEY",
          principalId: "k",
          name: "Backups",
          reasons: [
            {
              kind: "KEY",
              id: "k",
              givenToKind: "API_KEY",
              givenToId: "k",
              role: null,
              scope: { level: "TENANT", id: "tenant" },
              endsAt: null,
            },
          ],
        },
      ],
      nextCursor: null,
    },
  });
  const roles = await shown(<RolesPage />);
  await roles.until(() => roles.has("Ask"));
  expect(roles.has("New role")).toBe(false);
  await roles.fill("Permission", "fleet:read");
  await roles.fill("Part of the tree", "ORGANIZATION");
  await roles.until(() => roles.text().includes("North"));
  await roles.fill("Organization", "o1");
  await roles.press("Ask");
  await roles.until(() => roles.text().includes("Backups"));
  expect(roles.text()).toContain("User, by a user group");
  expect(roles.text()).toContain("What the key was made with");
  const query = asked.find(one => one.path === "/api/access/who-can")?.query;
  expect([query?.get("permission"), query?.get("level"), query?.get("nodeId")]).toEqual(["fleet:read", "ORGANIZATION", "o1"]);
});

test("What somebody can do is told by what lets them", async () => {
  answering(["roles:read"], {
    ...tree,
    "GET /api/roles": { items: all },
    "GET /api/access/what-can": {
      items: [
        {
          reason: {
            kind: "ASSIGNMENT",
            id: "a",
            givenToKind: "USER",
            givenToId: "ben",
            role: "USER",
            scope: { level: "TENANT", id: "tenant" },
            endsAt: null,
          },
          permissions: ["fleet:read"],
          forbids: [],
        },
        {
          reason: {
            kind: "POLICY",
            id: "p",
            givenToKind: "USER",
            givenToId: "ben",
            role: null,
            scope: { level: "TENANT", id: "tenant" },
            endsAt: null,
            policy: { id: "p", name: "By night", effect: "FORBID", statement: 1, line: 4 },
          },
          permissions: [],
          forbids: ["tickets:write"],
        },
      ],
      nextCursor: null,
    },
  });
  const can = await shown(<WhatCan of={{ kind: "USER", id: "ben" }} />);
  await can.until(() => can.text().includes("fleet:read") && can.text().includes("Whole tenant"));
  expect(can.text()).toContain("Policy By night, line 4");
  expect(can.text()).toContain("tickets:write");
});
