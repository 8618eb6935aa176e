import { expect, test } from "vitest";
import { shown } from "@/testing/shown";
import { StepChart } from "./StepChart";

const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T00:00:00Z`;

test("A value holds until the next, a gap is left open, and the chart says what it shows", async () => {
  const page = await shown(
    <StepChart
      title="Score of Kelp"
      description="Now 50."
      points={[
        { at: at(1), value: 100 },
        { at: at(3), value: null },
        { at: at(6), value: 50 },
      ]}
      from={at(1)}
      to={at(11)}
      range={[0, 100]}
      marks={[85]}
      moments={["1 Nov", "11 Nov"]}
    />,
  );
  const chart = page.all("svg[role=img]")[0]!;
  const said = (attribute: string) => document.getElementById(chart.getAttribute(attribute) ?? "")?.textContent;
  expect([said("aria-labelledby"), said("aria-describedby")]).toEqual(["Score of Kelp", "Now 50."]);
  // 600 wide for ten days: from day 1 to 3, and from day 6 to the end.
  expect([...chart.querySelectorAll("path")].at(-2)?.getAttribute("d")).toBe("M0.0 1.0H120.0M300.0 80.0H600.0");
});
