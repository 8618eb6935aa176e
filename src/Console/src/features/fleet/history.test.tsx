import { act } from "react";
import { Route, Routes } from "react-router";
import { expect, test } from "vitest";
import { DevicePage } from "@/features/device/DevicePage";
import { answering } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { NodePanel } from "./NodePanel";

const none = { critical: 0, high: 0, medium: 0, low: 0 };
const health = (level: string, id: string, name: string) => ({
  level,
  id,
  name,
  score: 80,
  standing: "FAIR",
  worst: null,
  openFindings: { total: 0, ...none },
  coverage: { reporting: 1, total: 1, ratio: 1 },
  oldestPartAt: null,
  parts: [],
  findings: [],
});
const history = {
  from: "2026-10-26T00:00:00Z",
  to: "2026-11-25T00:00:00Z",
  points: [
    { at: "2026-11-01T00:00:00Z", score: 95 },
    { at: "2026-11-20T00:00:00Z", score: 80 },
  ],
};
const lists = {
  "GET /api/organizations": { items: [], nextCursor: null },
  "GET /api/groups": { items: [], nextCursor: null },
};

test.each([
  ["organization", "o1", "North"],
  ["group", "g1", "Servers"],
] as const)("An %s shows its score over time", async (level, id, name) => {
  const asked = answering(["fleet:read"], {
    ...lists,
    [`GET /api/health/${level}/${id}`]: health(level.toUpperCase(), id, name),
    [`GET /api/health/${level}/${id}/history`]: history,
  });
  const page = await shown(<NodePanel node={{ level, id }} onDeleted={() => undefined} />);
  await page.until(() => page.text().includes(`Score of ${name}`));
  expect(page.text()).toContain("now 80, lowest 80, highest 95.");
  expect(page.all('table[aria-label="Score over time"] tbody tr')).toHaveLength(2);
  await act(async () => page.field("90 days").click());
  await page.until(() => asked.some(one => one.path.endsWith("/history") && one.query.get("days") === "90"));
});

test("A device shows its score over time", async () => {
  answering(["fleet:read"], {
    "GET /api/devices/d1": {
      id: "d1",
      name: "desk01",
      hostname: "desk01",
      status: "ONLINE",
      organizationName: "North",
      groupName: "Servers",
      osName: "Debian",
      osVersion: "13",
      architecture: "x64",
      sensorVersion: "1",
      lastSeenAt: null,
      enrolledAt: "2026-11-01T00:00:00Z",
      version: 1,
    },
    "GET /api/findings": { items: [], nextCursor: null },
    "GET /api/health/device/d1": health("DEVICE", "d1", "desk01"),
    "GET /api/health/device/d1/history": history,
  });
  const page = await shown(
    <Routes>
      <Route path="/devices/:id" element={<DevicePage />} />
    </Routes>,
    "/devices/d1",
  );
  await page.until(() => page.text().includes("Score of desk01"));
  expect(page.text()).toContain("now 80, lowest 80, highest 95.");
});
