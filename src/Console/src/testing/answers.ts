import { onTestFinished, vi } from "vitest";
import { session } from "@/api/session";
import type { SignedInView } from "@/api/types";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** A problem, as an answer. */
export const refusal = (status: number, problem: { code: string; detail: string; errors?: Record<string, string> }) =>
  Response.json(problem, { status });

/**
 * A server that answers by "METHOD /path", to somebody who is signed in with these permissions. What it was asked is in the answer of this
 * function; what it has no answer for it answers with a 404.
 */
export function answering(permissions: readonly string[], answers: Record<string, unknown | ((asked: Asked) => unknown)>): Asked[] {
  const asked: Asked[] = [];
  const all: typeof answers = { "GET /api/auth/me": { permissions }, ...answers };
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const body = request.method === "GET" ? undefined : await request.clone().text();
    const one: Asked = { method: request.method, path: pathname, query: searchParams, body: body ? JSON.parse(body) : undefined };
    asked.push(one);
    const known = all[`${one.method} ${pathname}`];
    const answer = typeof known === "function" ? known(one) : known;
    return answer === undefined
      ? refusal(404, { code: "request.not_found", detail: "There is nothing here." })
      : answer instanceof Response
        ? answer
        : Response.json(answer);
  });
  session.accept({
    accessToken: "token",
    refreshToken: null,
    expiresIn: 900,
    tenant: { id: "tenant", slug: "kelp", name: "Kelp" },
    user: { id: "ada", username: "Ada", email: "ada@kelp.example", role: "ADMIN", status: "ACTIVE", version: 1 },
  } as SignedInView);
  onTestFinished(() => void vi.unstubAllGlobals());
  return asked;
}
