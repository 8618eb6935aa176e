import { act } from "react";
import { expect, test } from "vitest";
import type { Ticket } from "@/api/types";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { Attachments } from "./Attachments";

const ticket = { id: "t1", mergedIntoId: null } as Ticket;
const one = (id: string, state: string, detail: string | null = null) => ({
  id,
  name: `${id}.txt`,
  mediaType: "text/plain",
  size: 2048,
  sha256: "00",
  state,
  detail,
  scannedAt: null,
  addedBy: { kind: "USER", name: "Ada" },
  addedAt: "2026-11-25T10:00:00Z",
});
const items = [one("clean", "CLEAN"), one("bad", "INFECTED", "Eicar"), one("failed", "FAILED")];

const choose = (file: File) =>
  act(async () => {
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    if (!input) {
      throw new Error("There is no place for a file.");
    }
    Object.defineProperty(input, "files", { value: [file], configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

test("What the scanner said is shown, and only what is clean can be saved", async () => {
  answering(["tickets:read"], { "GET /api/tickets/t1/attachments": { items, nextCursor: null } });
  const page = await shown(<Attachments ticket={ticket} />);
  await page.until(() => page.text().includes("clean.txt"));
  expect(page.text()).toContain("2 KiB · Infected; the content was removed · Eicar");
  expect(page.all("button").map(each => each.textContent)).toEqual(["Save"]);
});

test("A file is sent as it is, under its name, and a refusal is shown", async () => {
  const asked = answering(["tickets:read", "tickets:write"], {
    "GET /api/tickets/t1/attachments": { items: [], nextCursor: null },
    "POST /api/tickets/t1/attachments": () => refusal(400, { code: "ticket.attachment_program", detail: "Programs are not taken." }),
  });
  const page = await shown(<Attachments ticket={ticket} />);
  await page.until(() => page.has("Attach a file"));
  await choose(new File(['{"a":1}'], "ñ & b.json", { type: "application/json" }));
  await page.until(() => page.text().includes("Programs are not taken."));
  const sent = asked.find(each => each.method === "POST");
  expect(sent?.query.get("name")).toBe("ñ & b.json");
  expect(sent?.body).toEqual({ a: 1 });
});

test("An attachment goes when it was asked whether it may", async () => {
  const asked = answering(["tickets:read", "tickets:write"], {
    "GET /api/tickets/t1/attachments": { items: [one("clean", "CLEAN")], nextCursor: null },
    "DELETE /api/tickets/t1/attachments/clean": () => new Response(null, { status: 204 }),
  });
  const page = await shown(<Attachments ticket={ticket} />);
  await page.until(() => page.has("Delete"));
  await page.press("Delete");
  await page.until(() => page.text().includes("The content of clean.txt cannot be brought back."));
  expect(asked.some(each => each.method === "DELETE")).toBe(false);
  await page.press("Delete", "dialog");
  await page.until(() => asked.some(each => each.method === "DELETE"));
});
