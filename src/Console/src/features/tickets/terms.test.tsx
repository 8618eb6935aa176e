import { expect, test } from "vitest";
import { formatFor } from "@/i18n/format";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { FiguresPage } from "./FiguresPage";
import { ServiceLevelsPage } from "./ServiceLevelsPage";

const terms = {
  timeZone: "UTC",
  hours: [{ day: "MONDAY", from: "09:00", to: "17:00" }],
  holidays: ["2026-12-25"],
  targets: [{ severity: "CRITICAL", acknowledgeMinutes: 30, resolveMinutes: 240, inBusinessHours: false }],
  isUsual: true,
  version: 0,
};

test("The plan's terms are shown, and what is changed of them is sent as a whole", async () => {
  const asked = answering(["tickets:read", "tickets:admin"], {
    "GET /api/tickets/sla": terms,
    "PUT /api/tickets/sla": { ...terms, isUsual: false, version: 1 },
  });
  const page = await shown(<ServiceLevelsPage />);
  await page.until(() => page.text().includes("The terms of the plan"));
  expect(page.text()).toContain("30 min");
  expect(page.text()).toContain("Monday 09:00–17:00");
  await page.until(() => page.has("Change"));
  await page.press("Change");
  await page.press("Add working hours");
  await page.fill("Holidays", "2026-12-25 2027-01-01");
  await page.press("Save");
  await page.until(() => page.has("Change"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({
    timeZone: "UTC",
    hours: [
      { day: "MONDAY", from: "09:00", to: "17:00" },
      { day: "TUESDAY", from: "09:00", to: "17:00" },
    ],
    holidays: ["2026-12-25", "2027-01-01"],
    targets: terms.targets,
  });
});

test("A holiday that is no date is said at once, and who may only read is offered no change", async () => {
  const asked = answering(["tickets:read", "tickets:admin"], { "GET /api/tickets/sla": terms });
  const page = await shown(<ServiceLevelsPage />);
  await page.until(() => page.text().includes("The terms of the plan"));
  await page.until(() => page.has("Change"));
  await page.press("Change");
  await page.fill("Holidays", "Christmas");
  await page.press("Save");
  await page.until(() => page.text().includes("A holiday is a date"));
  expect(asked.some(one => one.method === "PUT")).toBe(false);

  answering(["tickets:read"], { "GET /api/tickets/sla": terms });
  const reader = await shown(<ServiceLevelsPage />);
  await reader.until(() => reader.text().includes("The terms of the plan"));
  expect(reader.has("Change")).toBe(false);
});

test("Figures are shown newest first, and what there is nothing of stays empty", async () => {
  const of = (from: string, resolveSeconds: number | null) => ({
    from,
    opened: 3,
    closed: 2,
    reopened: 1,
    reopenRate: 0.5,
    missed: 0,
    detectSeconds: null,
    acknowledgeSeconds: 90,
    resolveSeconds,
    executed: 0,
    verifiedRate: null,
  });
  const asked = answering(["tickets:read"], {
    "GET /api/tickets/figures": {
      from: "2026-11-01T00:00:00Z",
      to: "2026-11-30T00:00:00Z",
      periods: [of("2026-11-02T00:00:00Z", null), of("2026-11-09T00:00:00Z", 93_600)],
    },
  });
  const page = await shown(<FiguresPage />, "/tickets/figures?period=DAY&days=30");
  await page.until(() => page.all("tbody tr").length === 2);
  expect(asked.find(one => one.path === "/api/tickets/figures")?.query.get("period")).toBe("DAY");
  const first = page.all("tbody tr")[0]?.textContent ?? "";
  expect(first).toContain("1 day 2 hr");
  expect(first).toContain("1 min 30 sec");
  expect(first).toContain("50%");
});

test("A duration has its two largest units", () => {
  const { duration } = formatFor("en");
  expect([null, 0, 59.6, 60, 3_725, 86_400, 90_061].map(duration)).toEqual([
    "",
    "0 sec",
    "1 min",
    "1 min",
    "1 hr 2 min",
    "1 day",
    "1 day 1 hr",
  ]);
});
