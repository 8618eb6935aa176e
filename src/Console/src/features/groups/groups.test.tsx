import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { GroupPage } from "./GroupPage";
import { GroupsPage } from "./GroupsPage";

const group = (more: object = {}) => ({
  id: "g1",
  name: "Night shift",
  meaning: "Who is there at night.",
  members: 0,
  createdAt: "2026-11-25T10:00:00Z",
  version: 2,
  ...more,
});
const page = () =>
  shown(
    <Routes>
      <Route path="/user-groups" element={<p>All groups</p>} />
      <Route path="/user-groups/:id" element={<GroupPage />} />
    </Routes>,
    "/user-groups/g1",
  );

test("A user group is made", async () => {
  let items: object[] = [];
  const asked = answering(["users:read", "users:write"], {
    "GET /api/user-groups": () => ({ items, nextCursor: null }),
    "POST /api/user-groups": () => {
      items = [group()];
      return group();
    },
  });
  const groups = await shown(<GroupsPage />);
  await groups.until(() => groups.text().includes("No user groups yet") && groups.has("New user group"));
  await groups.press("New user group");
  await groups.fill("Name", "Night shift");
  await groups.press("Create", "dialog");
  await groups.until(() => groups.text().includes("Who is there at night."));
  expect(asked.find(one => one.method === "POST")?.body).toEqual({ name: "Night shift", meaning: "" });
});

test("Somebody is put into a group, after a look at what they gain, and taken out again", async () => {
  let members: object[] = [];
  const asked = answering(["users:read", "users:write", "roles:read"], {
    "GET /api/user-groups/g1": () => group({ members: members.length }),
    "GET /api/user-groups/g1/members": () => ({ items: members, nextCursor: null }),
    "GET /api/roles": { items: [] },
    "GET /api/role-assignments": { items: [], nextCursor: null },
    "GET /api/users": { items: [{ id: "ben", username: "Ben" }], nextCursor: null },
    "POST /api/access/preview": {
      items: [
        {
          principalKind: "USER",
          principalId: "ben",
          name: "Ben",
          barred: null,
          differences: [{ scope: { level: "TENANT", id: "tenant" }, gains: ["fleet:write"], loses: [] }],
        },
      ],
      nextCursor: null,
    },
    "PUT /api/user-groups/g1/members/ben": () => {
      members = [{ userId: "ben", username: "Ben", addedAt: "2026-11-25T10:00:00Z" }];
      return group({ members: 1 });
    },
    "DELETE /api/user-groups/g1/members/ben": () => {
      members = [];
      return {};
    },
  });
  const one = await page();
  await one.until(() => one.has("Add somebody") && one.text().includes("Nobody is in it."));
  await one.press("Add somebody");
  await one.until(() => one.all("option").some(each => each.textContent === "Ben"));
  await one.fill("User", "ben");
  await one.until(() => one.text().includes("fleet:write"));
  expect(asked.find(each => each.path === "/api/access/preview")?.body).toEqual({ members: { id: "g1", add: ["ben"] } });
  expect(asked.some(each => each.method === "PUT")).toBe(false);
  await one.press("Add somebody", "dialog");
  await one.until(() => one.has("Remove Ben"));
  await one.press("Remove Ben");
  await one.until(() => one.text().includes("Nobody is in it."));
});

test("Who may only see changes nothing", async () => {
  answering(["users:read"], {
    "GET /api/user-groups/g1": group({ members: 1 }),
    "GET /api/user-groups/g1/members": { items: [{ userId: "ben", username: "Ben", addedAt: "2026-11-25T10:00:00Z" }], nextCursor: null },
  });
  const one = await page();
  await one.until(() => one.text().includes("Ben"));
  expect([one.has("Edit"), one.has("Delete"), one.has("Add somebody"), one.has("Remove Ben")]).toEqual([false, false, false, false]);
});
