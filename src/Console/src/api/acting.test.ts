import { expect, test } from "vitest";
import { Acting } from "./acting";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const north = { id: "c1", slug: "north", name: "North" };

test("A tab acts where it has switched to, and still does when it is loaded anew", () => {
  const kept = storage();
  const acting = new Acting(kept);
  expect(acting.nameFor("/api/tickets")).toBeNull();
  acting.become(north);
  expect(new Acting(kept).current()).toEqual(north);
  expect(acting.nameFor("/api/tickets")).toBe("c1");
  expect(acting.nameFor("/api/auth/me")).toBe("c1");
  acting.become(null);
  expect(new Acting(kept).current()).toBeNull();
});

test("What concerns the own sign-in names no tenant", () => {
  const acting = new Acting(storage());
  acting.become(north);
  for (const path of ["/api/auth/refresh", "/api/auth/switch", "/api/auth/sessions", "/openapi/v1.json"]) {
    expect(acting.nameFor(path), path).toBeNull();
  }
});
