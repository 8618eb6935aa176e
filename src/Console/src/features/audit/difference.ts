import { canonicalJson } from "./verify/canonicalJson";

export interface Difference {
  member: string;
  before: string | null;
  after: string | null;
  changed: boolean;
}

/** Two JSON objects member by member, nested ones by their path; null where a side has no such member. Changed ones come first. */
export function difference(before: unknown, after: unknown): Difference[] {
  const [old, present] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...present.keys()])]
    .map(member => {
      const [was, is] = [old.get(member) ?? null, present.get(member) ?? null];
      return { member, before: was, after: is, changed: was !== is };
    })
    .sort((a, b) => Number(b.changed) - Number(a.changed));
}

/** The members of an object by their path, in order, each as text. */
export function flat(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    for (const [name, member] of Object.entries(value)) {
      flat(member, path ? `${path}.${name}` : name, into);
    }
  } else if (value !== undefined && (path || value !== null)) {
    into.set(path, typeof value === "string" ? value : canonicalJson(value));
  }
  return into;
}
