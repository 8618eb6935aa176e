import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.restoreAllMocks());

test("A POST has a key of its own where the server takes one, and only there", async () => {
  const sent: Request[] = [];
  const { session } = await import("./session");
  vi.spyOn(session, "fetch").mockImplementation(async (request: RequestInfo | URL) => {
    sent.push(request as Request);
    return Response.json({});
  });
  vi.resetModules();
  vi.doMock("./session", () => ({ session }));
  const { api } = await import("./client");
  await api.POST("/api/organizations", { body: { name: "North" } });
  await api.POST("/api/organizations", { body: { name: "North" } });
  await api.POST("/api/admin/api-keys", { body: { name: "Backups", permissions: ["fleet:read"] } });
  await api.POST("/api/users/{id}/password-reset", { params: { path: { id: "u1" } } });
  await api.GET("/api/organizations");
  const keys = sent.map(request => request.headers.get("Idempotency-Key"));
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).not.toBe(keys[0]);
  expect(keys.slice(2)).toEqual([null, null, null]);
});
