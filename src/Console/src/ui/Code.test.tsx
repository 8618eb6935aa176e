import { expect, test } from "vitest";
import { shown } from "@/testing/shown";
import { breakable } from "./Code";

test("A name may break after its separators, and nowhere else", async () => {
  const page = await shown(<p>{breakable("tickets.open_ticket@on-finding..x")}</p>);
  expect(page.all("p")[0]?.innerHTML).toBe("tickets.<wbr>open_<wbr>ticket@<wbr>on-<wbr>finding..<wbr>x");
});
