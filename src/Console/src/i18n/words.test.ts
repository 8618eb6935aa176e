import { expect, test } from "vitest";
import { en } from "./en";
import { es } from "./es";

const flat = (words: object, path = ""): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) => (typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`)));

const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort();

test("Both languages name the same things in their sentences", () => {
  const spanish = new Map(flat({ ...es, problems: {} }));
  for (const [key, text] of flat({ ...en, problems: {} })) {
    expect(places(spanish.get(key) ?? ""), key).toEqual(places(text));
  }
});
