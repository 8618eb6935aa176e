import { act } from "react";
import { Route, Routes, useLocation } from "react-router";
import { expect, test, vi } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import SearchDialog from "./SearchDialog";

const list = (...items: object[]) => ({ items, nextCursor: null });

const answers = {
  "GET /api/tickets": list({ id: "t12", number: 12, subject: "Disk full", deviceName: "desk01" }),
  "GET /api/devices": list({ id: "d1", name: "desk01", organizationName: "North", groupName: "Servers" }),
  "GET /api/findings": list({ id: "f1", title: "The disk is full", deviceId: "d1", deviceName: "desk01" }),
  "GET /api/users": list({ id: "u1", username: "Desdemona", email: "des@kelp.example" }),
};

function Where() {
  return <output>{useLocation().pathname}</output>;
}

async function open() {
  const close = vi.fn();
  const page = await shown(
    <>
      <SearchDialog opened onClose={close} />
      <Routes>
        <Route path="*" element={<Where />} />
      </Routes>
    </>,
  );
  const box = () => page.all<HTMLInputElement>('[role="combobox"]')[0]!;
  return {
    ...page,
    close,
    box,
    options: () => page.all('[role="option"]').map(option => option.textContent),
    chosen: () => page.all('[role="option"][aria-selected="true"]').map(option => option.textContent),
    key: (key: string) => act(async () => void box().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))),
  };
}

const label = "Devices, tickets, findings, people and pages";

test("Everything that matches is found, with its kind and place, and opened by the keyboard", async () => {
  const asked = answering(["tickets:read", "fleet:read", "users:read"], answers);
  const page = await open();
  await page.until(() => page.options().includes("People"));
  expect(page.options(), "every page that the user may see").toEqual(["Overview", "Fleet", "Tickets", "People", "User groups", "Settings"]);
  await page.fill(label, " des ");
  await page.until(() => page.options().includes("Desdemonades@kelp.example"));
  expect(page.options()).toEqual(["#12 Disk fulldesk01", "desk01North / Servers", "The disk is fulldesk01", "Desdemonades@kelp.example"]);
  expect(page.text()).toContain("4 results");
  expect(new Set(asked.filter(one => one.query.has("search")).map(one => one.query.get("search")))).toEqual(new Set(["des"]));
  expect(page.chosen()).toEqual(["#12 Disk fulldesk01"]);
  await page.key("ArrowUp");
  expect(page.chosen()).toEqual(["Desdemonades@kelp.example"]);
  await page.key("ArrowDown");
  await page.key("ArrowDown");
  expect(page.chosen()).toEqual(["desk01North / Servers"]);
  expect(document.getElementById(page.box().getAttribute("aria-activedescendant") ?? "")?.textContent).toBe("desk01North / Servers");
  await page.key("Enter");
  expect(page.close).toHaveBeenCalled();
  expect(page.all("output")[0]?.textContent).toBe("/devices/d1");
});

test("Only what the user may see is asked for", async () => {
  const asked = answering(["tickets:read"], answers);
  const page = await open();
  await page.until(() => page.options().includes("Tickets"));
  await page.fill(label, "des");
  await page.until(() => page.options().length === 1);
  expect(new Set(asked.map(one => one.path))).toEqual(new Set(["/api/auth/me", "/api/tickets"]));
});

test("What can't be searched is said, and the rest is shown", async () => {
  answering(["tickets:read", "users:read"], { "GET /api/users": answers["GET /api/users"] });
  const page = await open();
  await page.until(() => page.options().includes("People"));
  await page.fill(label, "des");
  await page.until(() => page.text().includes("Not everything could be searched."));
  expect(page.options()).toEqual(["Desdemonades@kelp.example"]);
});
