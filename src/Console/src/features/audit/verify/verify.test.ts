// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonicalJson";
import { includes, leafHash } from "./merkle";
import { concat, utf8 } from "./strictText";
import { type KnownKeys, type StepName, verify } from "./verify";

// As the server gave it: made by the other implementation.
const fixture = readFileSync(new URL("./proof.fixture.json", import.meta.url), "utf8");
const file = JSON.parse(fixture) as { entry: Record<string, unknown>; leaf: string; proof: string; verifierKey: string };
const id = String(file.entry.id);

function memory(first?: string): KnownKeys {
  let known = first ? { key: first, since: "2026-01-01T00:00:00Z" } : null;
  return {
    get: () => known,
    set: (_, value) => {
      known = value;
    },
  };
}

async function failed(json: string, keys = memory(), entry = id): Promise<StepName[]> {
  const { steps } = await verify(json, entry, keys);
  return steps.filter(step => step.state === "failed").map(step => step.name);
}

describe("a proof", () => {
  test("of the server verifies, whatever its white space and order of members", async () => {
    const { verdict, steps } = await verify(fixture, id, memory());
    expect(steps.map(step => `${step.name} ${step.state}`)).toEqual([
      "document passed",
      "leaf passed",
      "path passed",
      "signature passed",
      "key passed",
    ]);
    expect(verdict).toBe("ok");
    const { entry, ...rest } = file;
    expect(await failed(JSON.stringify({ ...rest, entry: Object.fromEntries(Object.entries(entry).reverse()) }, null, 2))).toEqual([]);
  });

  test("of a changed entry fails at its leaf", async () => {
    const changed = { ...file, entry: { ...file.entry, outcome: "DENIED" } };
    expect(await failed(JSON.stringify(changed))).toEqual(["leaf", "path"]);
  });

  test("of another entry is not taken for this one's", async () => {
    expect(await failed(fixture, memory(), "01a1fe4c-0000-7000-8000-000000000000")).toEqual(["document"]);
  });

  test("with another place, path, root or signature fails", async () => {
    const swap = (from: string, to: string) => JSON.stringify({ ...file, proof: file.proof.replace(from, to) });
    expect(await failed(swap("index 4", "index 5"))).toContain("path");
    expect(await failed(swap("zS8F", "zS8E"))).toEqual(["path"]);
    expect(await failed(swap("\n6\n", "\n7\n"))).toContain("signature");
    expect(await failed(swap("fuAb", "fuAc"))).toEqual(["path", "signature"]);
    expect(await failed(swap("X8C45ksK", "X8C45ksL"))).toEqual(["signature"]);
  });

  test("signed by another key than the known one fails at the key", async () => {
    expect(await failed(fixture, memory("another+00000000+key"))).toEqual(["key"]);
  });

  test("remembers the key only when all else holds", async () => {
    const keys = memory();
    await verify(JSON.stringify({ ...file, entry: { ...file.entry, outcome: "DENIED" } }), id, keys);
    expect(keys.get("")).toBeNull();
    await verify(fixture, id, keys);
    expect(keys.get("")?.key).toBe(file.verifierKey);
  });

  test("of no known form is refused with the first step", async () => {
    const second = file.leaf.slice(0, -2);
    for (const json of [
      "",
      "[]",
      "{}",
      JSON.stringify({ ...file, more: 1 }),
      JSON.stringify({ ...file, leaf: second }),
      JSON.stringify({ ...file, proof: file.proof.replace("@v1", "@v2") }),
      JSON.stringify({ ...file, proof: file.proof.replace("index 4", "index 04") }),
      JSON.stringify({ ...file, verifierKey: file.verifierKey.replace("+5fc0b8e6+", "+5fc0b8e7+") }),
    ]) {
      expect(await failed(json)).toEqual(["document"]);
    }
  });

  test("does not survive the change of any one character of its proof text", async () => {
    for (let at = 0; at < file.proof.length; at += 7) {
      const other = file.proof[at] === "A" ? "B" : "A";
      const changed = file.proof.slice(0, at) + other + file.proof.slice(at + 1);
      expect((await failed(JSON.stringify({ ...file, proof: changed }))).length, `character ${at}`).toBeGreaterThan(0);
    }
  });
});

describe("a path", () => {
  test("leads from every leaf of every small tree to its root, and from no other place", async () => {
    const sha = async (data: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    const leaves = await Promise.all(Array.from({ length: 9 }, (_, i) => leafHash(utf8(`entry ${i}`))));
    type Hash = Uint8Array<ArrayBuffer>;
    // RFC 6962, section 2.1, word by word.
    const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1);
    const root = async (d: Hash[]): Promise<Hash> =>
      d.length === 1
        ? (d[0] as Hash)
        : sha(concat(Uint8Array.of(1), await root(d.slice(0, split(d.length))), await root(d.slice(split(d.length)))));
    const path = async (m: number, d: Hash[]): Promise<Hash[]> => {
      if (d.length === 1) {
        return [];
      }
      const k = split(d.length);
      return m < k
        ? [...(await path(m, d.slice(0, k))), await root(d.slice(k))]
        : [...(await path(m - k, d.slice(k))), await root(d.slice(0, k))];
    };
    for (let size = 1; size <= leaves.length; size++) {
      const tree = leaves.slice(0, size);
      const top = await root(tree);
      for (let index = 0; index < size; index++) {
        const way = await path(index, tree);
        expect(await includes(top, size, index, tree[index] as Hash, way)).toBe(true);
        expect(await includes(top, size, index, tree[(index + 1) % size] as Hash, way)).toBe(size === 1);
        expect(await includes(top, size, size, tree[index] as Hash, way)).toBe(false);
        expect(await includes(top, size, index, tree[index] as Hash, [...way, top])).toBe(false);
      }
    }
  });
});

describe("canonical JSON", () => {
  test("is RFC 8785's own example", () => {
    const text = `{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}`;
    expect(canonicalJson(JSON.parse(text))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("orders members by UTF-16 code units", () => {
    expect(canonicalJson({ "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
  });

  test("refuses half a surrogate pair", () => {
    expect(() => canonicalJson({ text: "\ud83d" })).toThrow(TypeError);
  });
});
