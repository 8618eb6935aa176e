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
  const asked = answering(["tickets:read"], {
    "GET /api/tickets": { items: [], nextCursor: null },
    "GET /api/tickets/views": { items: [], nextCursor: null },
  });
  const page = await shown(<TicketsPage />, "/tickets?stage=OPEN");
  await page.fill("Number or words", "#12");
  await page.until(() => asked.some(one => one.query.get("text") === "#12"));
  expect(asked.filter(one => one.path === "/api/tickets").map(one => `${one.query}`)).toEqual(["open=true", "open=true&text=%2312"]);
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

const none = { items: [], nextCursor: null };
const ticket = {
  id: "t1",
  number: 1,
  subject: "Look at it",
  description: "",
  severity: "HIGH",
  priority: "HIGH",
  execution: "PENDING",
  executing: false,
  stage: "NEW",
  source: "MANUAL",
  findingId: null,
  deviceId: null,
  action: null,
  runId: null,
  assigneeId: "ben",
  tags: ["vpn"],
  missed: ["RESOLVE"],
  overdue: true,
  escalation: 2,
  reopened: 0,
  acknowledgedAt: null,
  resolvedAt: null,
  mergedIntoId: null,
  createdBy: { kind: "USER", name: "Ada" },
  createdAt: "2026-11-25T10:00:00Z",
  version: 1,
};
const ticketAnswers = {
  "GET /api/tickets/t1": ticket,
  "GET /api/tickets/t1/comments": none,
  "GET /api/tickets/t1/timeline": none,
  "GET /api/tickets/t1/observables": none,
  "GET /api/tickets/t1/links": none,
  "GET /api/tickets/t1/watchers": none,
  "GET /api/tickets/t1/custody": none,
  "GET /api/tickets/t1/similar": none,
};
const ticketPage = (
  <Routes>
    <Route path="/tickets/:id" element={<TicketPage />} />
  </Routes>
);

test("Who takes care of a ticket is named, however many people there are", async () => {
  const asked = answering(["tickets:read", "users:read"], { ...ticketAnswers, "GET /api/users/ben": { id: "ben", username: "Ben" } });
  const page = await shown(ticketPage, "/tickets/t1");
  await page.until(() => page.text().includes("Ben"));
  expect(asked.some(one => one.path === "/api/users")).toBe(false);
  expect(page.text()).toContain("Overdue");
  expect(page.text()).toContain("Escalated to step 2");
});

test("What has happened to a ticket is told, field by field", async () => {
  answering(["tickets:read"], {
    ...ticketAnswers,
    "GET /api/tickets/t1/timeline": {
      items: [
        {
          id: "e2",
          kind: "CHANGED",
          actor: { kind: "USER", name: "Ada" },
          at: "2026-11-25T11:00:00Z",
          detail: { changes: [{ field: "severity", from: "HIGH", to: "LOW" }] },
          text: null,
        },
        {
          id: "e1",
          kind: "COMMENTED",
          actor: { kind: "USER", name: "Ada" },
          at: "2026-11-25T10:30:00Z",
          detail: {},
          text: "It was a test.",
        },
      ],
      nextCursor: null,
    },
  });
  const page = await shown(ticketPage, "/tickets/t1");
  await page.until(() => page.text().includes("severity: HIGH → LOW"));
  expect(page.text()).toContain("It was a test.");
});

test("Closing asks why, and says it with the stage", async () => {
  const asked = answering(["tickets:read", "tickets:write"], { ...ticketAnswers, "PATCH /api/tickets/t1": { ...ticket, stage: "CLOSED" } });
  const page = await shown(ticketPage, "/tickets/t1");
  await page.until(() => page.has("Close ticket"));
  await page.press("Close ticket");
  await page.until(() => page.text().includes("Close this ticket?"));
  await page.fill("What was done", "Blocked.");
  await page.press("Close ticket", "dialog");
  await page.until(() => asked.some(one => one.method === "PATCH"));
  expect(asked.find(one => one.method === "PATCH")?.body).toEqual({ stage: "CLOSED", closingReason: "RESOLVED", resolution: "Blocked." });
});

test("A ticket that was put into another says so, and can be taken out again", async () => {
  let present: object = { ...ticket, stage: "CLOSED", closingReason: "DUPLICATE", mergedIntoId: "t2" };
  const asked = answering(["tickets:read", "tickets:write"], {
    ...ticketAnswers,
    "GET /api/tickets/t1": () => present,
    "POST /api/tickets/t1/merge/undo": () => {
      present = ticket;
      return ticket;
    },
  });
  const page = await shown(ticketPage, "/tickets/t1");
  await page.until(() => page.text().includes("This ticket was put into another one.") && page.has("Undo merge"));
  await page.press("Undo merge");
  await page.until(() => !page.text().includes("This ticket was put into another one."));
  expect(asked.some(one => one.path === "/api/tickets/t1/merge/undo")).toBe(true);
});

test("Several tickets are changed as their preview says, and not otherwise", async () => {
  const asked = answering(["tickets:read", "tickets:write"], {
    "GET /api/tickets": { items: [ticket], nextCursor: null },
    "GET /api/tickets/views": none,
    "POST /api/tickets/bulk": ({ body }: { body: unknown }) => ({
      digest: "d1",
      applied: !(body as { preview: boolean }).preview,
      items: [
        { ticketId: "t1", number: 1, subject: "Look at it", changes: [{ field: "priority", from: "HIGH", to: "LOW" }], problem: null },
      ],
    }),
  });
  const page = await shown(<TicketsPage />, "/tickets");
  await page.until(() => page.all("input[type=checkbox]").length > 0);
  await act(async () => page.all<HTMLInputElement>("input[type=checkbox]")[0]!.click());
  await page.press("Change them");
  await page.fill("Add tags", "VPN");
  await page.press("Preview");
  await page.until(() => page.text().includes("priority: HIGH → LOW"));
  await page.press("Do exactly this");
  await page.until(() => asked.filter(one => one.path === "/api/tickets/bulk").length === 2);
  expect(asked.filter(one => one.path === "/api/tickets/bulk").map(one => one.body)).toEqual([
    { ids: ["t1"], change: { addTags: ["VPN"] }, preview: true },
    { ids: ["t1"], change: { addTags: ["VPN"] }, preview: false, digest: "d1" },
  ]);
});

test("A kept filter leads to the list that it was kept for", async () => {
  answering(["tickets:read"], {
    "GET /api/tickets": none,
    "GET /api/tickets/views": {
      items: [
        {
          id: "v1",
          ownerId: "ben",
          name: "Late ones",
          isShared: true,
          query: { overdue: true, open: true, tag: "vpn" },
          sort: "DUE",
          version: 1,
        },
      ],
      nextCursor: null,
    },
  });
  const page = await shown(<TicketsPage />, "/tickets");
  await page.until(() => page.text().includes("Late ones"));
  const link = page.all<HTMLAnchorElement>("a").find(one => one.textContent === "Late ones");
  expect(link?.getAttribute("href")).toBe("/tickets?tag=vpn&stage=OPEN&overdue=true&sort=DUE");
});
