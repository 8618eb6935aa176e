import { describe, expect, it } from "vitest";
import { takeInvitation } from "./invitation";

describe("the link of an invitation", () => {
  const store = () => {
    const map = new Map<string, string>();
    return { getItem: (key: string) => map.get(key) ?? null, setItem: (key: string, value: string) => void map.set(key, value) };
  };
  const history = () => {
    const seen: string[] = [];
    return { seen, state: null, replaceState: (_: unknown, __: string, url?: string | URL | null) => void seen.push(String(url)) };
  };

  it("is taken out of the address and kept until it was used", () => {
    const kept = store();
    const first = history();
    expect(takeInvitation({ hash: "#hfj_abc", pathname: "/join", search: "?x=1" }, first, kept)).toBe("hfj_abc");
    expect(first.seen).toEqual(["/join?x=1"]);
    const again = history();
    expect(takeInvitation({ hash: "", pathname: "/join", search: "" }, again, kept)).toBe("hfj_abc");
    expect(again.seen).toEqual([]);
  });

  it("is nothing where there was none", () => {
    expect(takeInvitation({ hash: "", pathname: "/join", search: "" }, history(), store())).toBe("");
  });
});
