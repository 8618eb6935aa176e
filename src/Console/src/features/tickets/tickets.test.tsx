import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { searchOf } from "@/api/search";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { NewTicket } from "./NewTicket";
import { TicketPage } from "./TicketPage";
import { TicketsPage } from "./TicketsPage";

test("Tickets are searched by number and text once typing rests, and the filter for open ones leaves closed ones out", async () => {
  const asked = answering(["tickets:read"], { "GET /api/tickets": { items: [], nextCursor: null } });
  const page = await shown(<TicketsPage />, "/tickets?stage=OPEN");
  await page.fill("Number or text", "#12");
  await page.until(() => asked.some(one => one.query.get("search") === "#12"));
  expect(asked.filter(one => one.path === "/api/tickets").map(one => `${one.query}`)).toEqual(["open=true", "open=true&search=%2312"]);
  await page.until(() => page.text().includes("No ticket matches these filters."));
});

test("What is too short to be looked for is not asked", () => {
  expect([" disk ", "1", "#1", "a", ""].map(searchOf)).toEqual(["disk", "#1", "#1", undefined, undefined]);
});

test("A ticket is opened about a device that was looked for", async () => {
  const device = { id: "d9", name: "web-9", groupName: "Servers", organizationName: "North" };
  const asked = answering(["tickets:write", "fleet:read"], {
    "GET /api/devices": ({ query }: { query: URLSearchParams }) => ({
      items: query.get("search") === "web-9" ? [device] : [],
      nextCursor: null,
    }),
    "POST /api/tickets": { id: "t1" },
  });
  const page = await shown(<NewTicket opened onClose={() => undefined} />);
  await page.fill("Subject", "Look at it");
  await page.fill("Device (optional)", "web-9");
  await page.until(() => page.all("[role=option]").length === 1);
  await act(async () => page.all<HTMLElement>("[role=option]")[0]!.click());
  await page.press("Create");
  await page.until(() => asked.some(one => one.method === "POST"));
  expect(asked.find(one => one.method === "POST")?.body).toMatchObject({ subject: "Look at it", deviceId: "d9" });
});

test("Who takes care of a ticket is named, however many people there are", async () => {
  const asked = answering(["tickets:read", "users:read"], {
    "GET /api/tickets/t1": {
      id: "t1",
      number: 1,
      subject: "Look at it",
      description: "",
      severity: "HIGH",
      execution: "PENDING",
      executing: false,
      stage: "NEW",
      source: "MANUAL",
      findingId: null,
      deviceId: null,
      action: null,
      runId: null,
      assigneeId: "ben",
      createdBy: { kind: "USER", name: "Ada" },
      createdAt: "2026-11-25T10:00:00Z",
      version: 1,
    },
    "GET /api/tickets/t1/comments": { items: [], nextCursor: null },
    "GET /api/users/ben": { id: "ben", username: "Ben" },
  });
  const page = await shown(
    <Routes>
      <Route path="/tickets/:id" element={<TicketPage />} />
    </Routes>,
    "/tickets/t1",
  );
  await page.until(() => page.text().includes("Ben"));
  expect(asked.some(one => one.path === "/api/users")).toBe(false);
});
