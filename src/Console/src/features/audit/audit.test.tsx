import { expect, test } from "vitest";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { AuditPage } from "./AuditPage";

const entry = (id: string, action: string, actor: object) => ({
  id,
  action,
  at: "2026-11-25T10:00:00Z",
  actor,
  resource: { type: "ticket", id: "t1", name: "#1" },
  outcome: "SUCCESS",
  sequence: 1,
});

test("What was done is said in words, with the name as the log has it, also by the platform itself", async () => {
  answering(["audit:read"], {
    "GET /api/audit": {
      items: [
        entry("e1", "tickets.create_ticket", { kind: "USER", name: "Ada" }),
        entry("e2", "fleet.authenticate", { kind: "SYSTEM", name: "fleet.authenticate" }),
        entry("e3", "old.forgotten_thing", { kind: "SYSTEM", name: "old.forgotten_thing" }),
      ],
      nextCursor: null,
    },
  });
  const page = await shown(<AuditPage />, "/audit");
  await page.until(() => page.text().includes("Opens a ticket"));
  expect(page.all("td a").map(link => link.textContent)).toEqual(["Opens a ticket", "Checks a sensor's log-in", "Forgotten thing"]);
  expect(page.text()).toContain("tickets.create_ticket");
  expect(page.text()).toContain("Holdfast: checks a sensor's log-in");
  expect(page.text()).toContain("Holdfast: forgotten thing");
});
