import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { WordFile } from "./words";

const english = import.meta.glob<WordFile>("/src/**/words.en.ts", { eager: true });
const spanish = import.meta.glob<WordFile>("/src/**/words.es.ts", { eager: true });
const sources = import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/words.*.ts", "!/src/**/*.gen.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});

/** What the program says of itself; vitest runs in src/Console. */
const generated = (name: string) => readFileSync(`../../docs/generated/${name}.md`, "utf8");

const flat = (words: object, path = ""): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) => (typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`)));
const wordsOf = (file: WordFile | undefined) => flat(file?.words ?? {});
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort();

test("Every word file has one in the other language with the same keys, which name the same things", () => {
  expect(Object.keys(spanish).map(path => path.replace(".es.", ".en."))).toEqual(Object.keys(english));
  for (const [path, file] of Object.entries(english)) {
    const other = new Map(wordsOf(spanish[path.replace(".en.", ".es.")]));
    expect([...other.keys()].sort(), path).toEqual(
      wordsOf(file)
        .map(([key]) => key)
        .sort(),
    );
    for (const [key, text] of wordsOf(file)) {
      expect(places(other.get(key) ?? ""), key).toEqual(places(text));
    }
  }
});

test("No two files speak of the same section", () => {
  const sections = Object.values(english).flatMap(file => Object.keys(file.words ?? {}));
  expect(sections).toEqual([...new Set(sections)]);
});

test("No word is left over", () => {
  const source = Object.values(sources).join("\n");
  const unused = Object.values(english)
    .flatMap(wordsOf)
    .map(([key]) => key.replace(/_(one|other)$/, ""))
    .filter(key => !source.includes(`"${key}"`) && !source.includes(`\`${key.slice(0, key.lastIndexOf("."))}.\${`));
  expect(unused).toEqual([]);
});

test("What the server gives is translated by codes, events and roles that it has", () => {
  const files = Object.values(spanish);
  // What the console says itself no server does.
  const codes = files.flatMap(file => Object.keys(file.problems ?? {})).filter(code => !code.startsWith("console."));
  expect(codes.filter(code => !generated("problems").includes(`| \`${code}\` |`))).toEqual([]);
  const events = files.flatMap(file => Object.keys(file.events ?? {}));
  expect(events.filter(name => !generated("events").includes(`## ${name}\n`))).toEqual([]);
  const operations = [...generated("operations").matchAll(/^\| `([\w.]+)` \|/gm)].map(match => match[1]).sort();
  for (const words of [english, spanish]) {
    expect(
      Object.values(words)
        .flatMap(file => Object.keys(file.operations ?? {}))
        .sort(),
    ).toEqual(operations);
  }
  const roles = files.flatMap(file => Object.keys(file.roles ?? {}));
  expect(roles.filter(role => !generated("permissions").includes(role))).toEqual([]);
});
