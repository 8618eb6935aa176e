/**
 * The one spelling of a JSON value, by the JSON Canonicalization Scheme (RFC 8785). ECMAScript's own JSON.stringify writes numbers and
 * strings as the scheme asks, and its default sort compares UTF-16 code units as section 3.2.3 does.
 * Throws a TypeError for text that is not Unicode: that has no canonical form.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "string" && hasLoneSurrogate(value)) {
    throw new TypeError("Text that is not Unicode has no canonical form.");
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError("A number beyond doubles has no canonical form.");
  }
  return JSON.stringify(value);
}

const hasLoneSurrogate = (text: string) => /\p{Surrogate}/u.test(text);
