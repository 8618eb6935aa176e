import type { TenantSummary } from "./types";

const key = "holdfast.acting";

/**
 * The tenant below the own one in which this tab acts, after switching to it. It is this tab's alone, so that two windows may act in two tenants;
 * the server decides with each request whether it may.
 */
export class Acting {
  private tenant: TenantSummary | null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly kept: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
    const text = kept.getItem(key);
    this.tenant = text === null ? null : (JSON.parse(text) as TenantSummary);
  }

  readonly current = (): TenantSummary | null => this.tenant;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Acts there from now on; null: at home. */
  become(tenant: TenantSummary | null): void {
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
