/** What the console says, by section. Every word file adds its own sections by a declaration of its own; words.test.ts holds the languages together. */
export interface Words extends Record<Given, Record<string, string>> {}

/**
 * What the server gives, by its code or id: problems, roles and events with English words of its own, so that only other languages have any;
 * and the operations that the audit log names, whoever asks for them.
 */
const given = ["problems", "roles", "events", "operations"] as const;
export type Given = (typeof given)[number];

/** A file words.<language>.ts beside what it speaks for. */
export interface WordFile extends Partial<Record<Given, Record<string, string>>> {
  words?: Partial<Words>;
}

/** The words of one language, from all of its files. */
export function gathered(files: Record<string, WordFile>): Words {
  const all = Object.values(files);
  const byCode = given.map(name => [name, Object.assign({}, ...all.map(file => file[name]))]);
  return Object.assign({}, ...all.map(file => file.words), Object.fromEntries(byCode)) as Words;
}
