import type { KnownKeys } from "./verify/verify";

const prefix = "holdfast.log-key.";

/** The keys of logs as this browser first saw them. */
export const knownKeys: KnownKeys = {
  get(origin) {
    const [key, since] = (localStorage.getItem(prefix + origin) ?? "").split(" ");
    return key && since ? { key, since } : null;
  },
  set(origin, { key, since }) {
    localStorage.setItem(prefix + origin, `${key} ${since}`);
  },
};
