import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";

export type PasskeyProof = Schemas["PasskeyProof"];

/** Whether this browser can: it needs a secure page, and JSON forms that older ones lack. */
export const canUsePasskeys = () =>
  typeof PublicKeyCredential !== "undefined" && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** Asks an authenticator for an answer: null when the person would rather not. */
export async function askPasskey(): Promise<PasskeyProof | null> {
  const { challenge, options } = await take(api.POST("/api/auth/passkeys/challenge"));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return answer(challenge, () => navigator.credentials.get({ publicKey }));
}

/** Has an authenticator make a passkey: null when the person would rather not. */
export async function makePasskey(): Promise<PasskeyProof | null> {
  const { challenge, options } = await take(api.POST("/api/auth/passkeys/options"));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return answer(challenge, () => navigator.credentials.create({ publicKey }));
}

async function answer(challenge: string, ask: () => Promise<Credential | null>): Promise<PasskeyProof | null> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? { challenge, credential: credential.toJSON() } : null;
  } catch (error) {
    if (error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError")) {
      return null;
    }
    throw error;
  }
}
