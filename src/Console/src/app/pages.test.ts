import { expect, test } from "vitest";
import { en } from "@/i18n/en";
import { entrances, groups, pages, start } from "./pages";

const words = (key: string) => key.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], en);

test("Every page loads, under an address of its own", async () => {
  const all = [...pages, ...entrances];
  expect(new Set(all.map(page => page.path)).size).toBe(all.length);
  for (const page of all) {
    expect(typeof (await page.load()), page.path).toBe("function");
  }
});

test("Every entry of the navigation has a word and a drawing, and leads to a page without a parameter", () => {
  const entries = pages.flatMap(page => (page.entry ? [{ path: page.path, ...page.entry }] : []));
  for (const { path, word, icon } of entries) {
    expect(path).not.toContain(":");
    expect(typeof words(word), path).toBe("string");
    expect(icon).toMatch(/^M/);
  }
  expect(entries.map(entry => `/${entry.path}`)).toContain(start);
  // Who reads the array reads the navigation.
  const order = entries.flatMap(({ group }) => (group ? [groups.indexOf(group)] : []));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(entries.filter(({ group }) => !group).map(({ path }) => `/${path}`)).toEqual([start]);
});
