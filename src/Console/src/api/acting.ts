import type { TenantSummary } from "./types";

const key = "holdfast.acting";

/** Where this tab acts, and the page to which it goes back; without one, the tenant's own. */
export type ActingIn = TenantSummary & { from?: string };

/**
 * The tenant in which this tab acts, after switching to it: one below the own, or one in which the user is a guest. It is this tab's alone, so that two windows may act in two tenants;
 * the server decides with each request whether it may.
 */
export class Acting {
  private tenant: ActingIn | null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly kept: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
    const text = kept.getItem(key);
    this.tenant = text === null ? null : (JSON.parse(text) as ActingIn);
  }

  readonly current = (): ActingIn | null => this.tenant;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Acts there from now on; null: at home. */
  become(tenant: ActingIn | null): void {
    this.tenant = tenant;
    if (tenant === null) {
      this.kept.removeItem(key);
    } else {
      this.kept.setItem(key, JSON.stringify(tenant));
    }
    for (const listener of this.listeners) {
      listener();
    }
  }

  /** What names the tenant in a request to this path; null where the own one is meant. What concerns the own sign-in always means that. */
  nameFor(path: string): string | null {
    return path.startsWith("/api/") && (!path.startsWith("/api/auth/") || path === "/api/auth/me") ? (this.tenant?.id ?? null) : null;
  }
}

export const acting = new Acting(sessionStorage);
