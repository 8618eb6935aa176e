import { expect, test } from "vitest";
import { shown } from "@/testing/shown";
import { OpenFindings, Score } from "./Labels";

test("A score is shown with the word of its standing, not of its number", async () => {
  const page = await shown(<Score score={98} standing="POOR" />);
  expect(page.text()).toBe("98Poor");
});

test("What is open stands beside it: the worst severity and how many", async () => {
  const page = await shown(
    <>
      <OpenFindings worst="HIGH" count={2} />
      <OpenFindings worst="CRITICAL" count={1} words />
      <OpenFindings worst={null} count={0} words />
    </>,
  );
  expect(page.text()).toContain("High, 2 open findings");
  expect(page.text()).toContain("Critical1 open finding");
  expect(page.text()).toContain("Nothing open");
});
