import { api, take } from "@/api/client";
import { session } from "@/api/session";
import type { Schemas } from "@/api/types";

export type Choice = Schemas["ProviderChoice"];
type Asked = Schemas["BeginSingleSignOnRequest"];

const targetKey = "holdfast.sso.to";

/** A mail address, or a company's short name. */
export const named = (text: string): Pick<Asked, "email" | "tenant"> =>
  text.includes("@") ? { email: text.trim() } : { tenant: text.trim().toLowerCase() };

/** Sends the browser to an identity provider; answers the choices where there are several. */
export async function begin(asked: Asked, to: string | null): Promise<readonly Choice[]> {
  const { authorizationUrl, choices } = await take(api.POST("/api/auth/sso", { body: asked }));
  if (authorizationUrl === null) {
    return choices;
  }
  if (!/^https?:\/\//.test(authorizationUrl)) {
    throw new Error("This is no address that a browser may be sent to.");
  }
  sessionStorage.setItem(targetKey, to ?? "");
  location.assign(authorizationUrl);
  return [];
}

/** Where somebody wanted to go before they were sent away. */
export function takeTarget(): string | null {
  const to = sessionStorage.getItem(targetKey);
  sessionStorage.removeItem(targetKey);
  return to;
}

export interface ProviderAnswer {
  code: string;
  state: string;
  iss: string | undefined;
  error: string | null;
}

/** What a provider sent along, taken out of the address so that it stays in no history. */
export function takeAnswer(from: Pick<Location, "search" | "pathname">, history: Pick<History, "replaceState">): ProviderAnswer {
  const sent = new URLSearchParams(from.search);
  history.replaceState(null, "", from.pathname);
  return {
    code: sent.get("code") ?? "",
    state: sent.get("state") ?? "",
    iss: sent.get("iss") ?? undefined,
    error: sent.get("error"),
  };
}

/** Whether an identity provider let the reader in, as their access token says. */
export function isProvided(accessToken: string): boolean {
  try {
    const body = accessToken.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "";
    return (JSON.parse(atob(body)).amr as string[]).includes("sso");
  } catch {
    return false;
  }
}

/** Sends the reader to their identity provider to prove anew who they are, and back to where they are now. */
export async function confirmByProvider(): Promise<void> {
  const state = session.current();
  if (state.kind === "in") {
    await begin({ tenant: state.tenant.slug, again: true }, location.pathname + location.search);
  }
}
