import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Channel, Session } from "./session";
import type { SignedInView } from "./types";

const tokens = (accessToken: string, expiresIn = 900) =>
  ({
    accessToken,
    refreshToken: null,
    expiresIn,
    tenant: { id: "t", slug: "kelp", name: "Kelp" },
    user: { id: "u", username: "ada", email: "ada@kelp.example", role: "ADMIN", status: "ACTIVE", version: 1 },
  }) as SignedInView;

/** A server with single-use refresh: a second use of the same cookie would end the session, as the real one's does. */
class Server {
  issued = 0;
  refreshing = 0;
  refreshes = 0;
  overlapped = false;
  refused = new Set<string>();
  seen: string[] = [];

  fetch: typeof fetch = async (input, init) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), "http://holdfast.example"), init);
    const { pathname } = new URL(request.url);
    if (pathname === "/api/auth/refresh") {
      this.refreshes++;
      this.overlapped ||= ++this.refreshing > 1;
      await new Promise(resolve => setTimeout(resolve, 5));
      this.refreshing--;
      return request.headers.get("X-Holdfast-Console") === "1"
        ? Response.json(tokens(`new-${++this.issued}`))
        : new Response(null, { status: 401 });
    }
    const bearer = request.headers.get("Authorization")?.slice(7) ?? "";
    this.seen.push(`${request.method} ${pathname} ${bearer} ${await request.text()}`.trim());
    return new Response(null, { status: bearer === "" || this.refused.has(bearer) ? 401 : 204 });
  };
}

/** Two tabs' ends of one channel, and one lock for both. */
function origin(server: Server, count: number) {
  const channels: Channel[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  const hint = new Map<string, string>();
  return Array.from({ length: count }, () => {
    const channel: Channel = {
      onmessage: null,
      postMessage: message => {
        for (const other of channels.filter(each => each !== channel)) {
          other.onmessage?.({ data: structuredClone(message) } as MessageEvent);
        }
      },
    };
    channels.push(channel);
    return new Session({
      fetch: server.fetch,
      channel,
      exclusive: work => {
        const turn = queue.then(work);
        queue = turn.catch(() => undefined);
        return turn;
      },
      hint: {
        getItem: key => hint.get(key) ?? null,
        setItem: (key, value) => void hint.set(key, value),
        removeItem: key => void hint.delete(key),
      },
      now: Date.now,
    });
  }) as [Session, ...Session[]];
}

const url = (path: string) => `http://holdfast.example${path}`;

describe("a session", () => {
  let server: Server;
  beforeEach(() => {
    server = new Server();
  });

  test("renews once for all requests that were refused at the same time, and repeats each with its body", async () => {
    const [session] = origin(server, 1);
    session.accept(tokens("old"));
    server.refused.add("old");
    const answers = await Promise.all(
      ["a", "b", "c"].map(body => session.fetch(url("/api/tickets"), { method: "POST", body, headers: { "Content-Type": "text/plain" } })),
    );
    expect(answers.map(answer => answer.status)).toEqual([204, 204, 204]);
    expect(server.refreshes).toBe(1);
    expect(server.seen.filter(line => line.includes("new-1")).sort()).toEqual([
      "POST /api/tickets new-1 a",
      "POST /api/tickets new-1 b",
      "POST /api/tickets new-1 c",
    ]);
  });

  test("is renewed by one tab only; the others take its token", async () => {
    const tabs = origin(server, 3);
    tabs[0].accept(tokens("old"));
    server.refused.add("old");
    const answers = await Promise.all(tabs.map(tab => tab.fetch(url("/api/devices"))));
    expect(answers.map(answer => answer.status)).toEqual([204, 204, 204]);
    expect(server.refreshes).toBe(1);
    expect(server.overlapped).toBe(false);
  });

  test("renews an ended token before it asks", async () => {
    const [session] = origin(server, 1);
    session.accept(tokens("old", -1));
    await session.fetch(url("/api/devices"));
    expect(server.seen).toEqual(["GET /api/devices new-1"]);
  });

  test("does not ask for a new token without a sign of an earlier visit", async () => {
    const [session] = origin(server, 1);
    await session.start();
    expect(session.current()).toEqual({ kind: "out", expired: false });
    expect(server.refreshes).toBe(0);
  });

  test("is over in every tab after sign-out, and the server was told with the token", async () => {
    const [first, second] = origin(server, 2) as [Session, Session];
    first.accept(tokens("held"));
    expect(second.current().kind).toBe("in");
    await first.signOut();
    expect(server.seen[0]).toMatch(/^POST \/api\/auth\/logout/);
    expect([first.current().kind, second.current().kind]).toEqual(["out", "out"]);
  });

  test("ends at the next visit when the server was away at sign-out", async () => {
    const kept = new Map<string, string>();
    const seen: string[] = [];
    let away = true;
    const parts = {
      fetch: (input: RequestInfo | URL) => {
        seen.push(String(input));
        return away ? Promise.reject(new TypeError("away")) : Promise.resolve(new Response(null, { status: 204 }));
      },
      channel: null,
      exclusive: <T>(work: () => Promise<T>) => work(),
      hint: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
        removeItem: (key: string) => void kept.delete(key),
      },
      now: Date.now,
    };
    const leaving = new Session(parts);
    leaving.accept(tokens("held"));
    await leaving.signOut();
    expect(leaving.current().kind).toBe("out");
    away = false;
    const next = new Session(parts);
    await next.start();
    expect(seen).toEqual(["/api/auth/logout", "/api/auth/logout"]);
    expect(kept.size).toBe(0);
    await new Session(parts).start();
    expect(seen).toHaveLength(2);
  });

  test("ends when the server refuses to renew it, and survives when the server is away", async () => {
    server.refused.add("old");
    const refresh = vi.fn<() => Response>().mockReturnValue(new Response(null, { status: 503 }));
    const guarded = new Session({
      fetch: (input, init) => (String(input).endsWith("/refresh") ? Promise.resolve(refresh()) : server.fetch(input, init)),
      channel: null,
      exclusive: work => work(),
      hint: { getItem: () => "1", setItem: () => undefined, removeItem: () => undefined },
      now: Date.now,
    });
    guarded.accept(tokens("old"));
    expect((await guarded.fetch(url("/api/devices"))).status).toBe(401);
    expect(guarded.current().kind).toBe("in");
    refresh.mockReturnValue(new Response(null, { status: 401 }));
    await guarded.fetch(url("/api/devices"));
    expect(guarded.current()).toEqual({ kind: "out", expired: true });
  });
});
