import type { ApiKey } from "@/api/types";

export type KeyState = "GOOD" | "ENDED" | "REVOKED" | "LEAKED";

/** How a key stands at a moment. */
export const stateOf = (key: ApiKey, now: number): KeyState =>
  key.revokedFor === "LEAKED"
    ? "LEAKED"
    : key.revokedAt
      ? "REVOKED"
      : key.expiresAt && new Date(key.expiresAt).getTime() <= now
        ? "ENDED"
        : "GOOD";

export const toneOf = { GOOD: "good", ENDED: "neutral", REVOKED: "neutral", LEAKED: "poor" } as const;
