import createClient from "openapi-fetch";
import { keyed } from "./keyed.gen";
import { ApiProblem } from "./problem";
import type { paths } from "./schema.gen";
import { session } from "./session";

/** Our API, typed by its own description. Every POST that may carries a key of its own, so that a repeated request has one effect. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", fetch: session.fetch });

api.use({
  onRequest({ request, schemaPath }) {
    if (request.method === "POST" && keyed.has(schemaPath)) {
      request.headers.set("Idempotency-Key", newKey());
    }
    if (schemaPath.startsWith("/api/auth/")) {
      request.headers.set("X-Holdfast-Console", "1");
    }
    return request;
  },
});

/** The data of an answer; an {@link ApiProblem} is thrown otherwise. */
export async function take<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer: { data?: T; error?: unknown; response: Response };
  try {
    answer = await call;
  } catch {
    throw ApiProblem.unreachable();
  }
  if (!answer.response.ok) {
    throw await ApiProblem.of(answer.response, answer.error);
  }
  return answer.data as T;
}

/** The If-Match header that allows a change only to the version that was read. */
export const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}
