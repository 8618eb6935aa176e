import { expect, test } from "vitest";
import { staleBy } from "./live";

test("An event makes stale what is cached under its own name, and what is made of it", () => {
  expect(staleBy("ticket.opened")).toEqual(["tickets", "audit"]);
  expect(staleBy("action.done")).toEqual(["actions", "audit"]);
  expect(staleBy("finding.raised")).toEqual(["findings", "health", "devices", "audit"]);
  expect(staleBy("hello")).toEqual([]);
});
