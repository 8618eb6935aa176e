import { QueryClient, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { type ActingIn, acting } from "./acting";
import { api, take } from "./client";
import { Live, type LiveState } from "./live";
import { ApiProblem } from "./problem";
import { type SessionState, type SignedIn, session } from "./session";
import type { TenantSummary } from "./types";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      retry: (failures, error) => failures < 2 && ApiProblem.from(error).isTransient,
    },
    mutations: { retry: false },
  },
});

export const live = new Live(queries);

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.current);

export const useLive = (): LiveState => useSyncExternalStore(live.subscribe, live.current);

/** The tenant below the own one in which this tab acts; null: in the own one. */
export const useActing = (): ActingIn | null => useSyncExternalStore(acting.subscribe, acting.current);

/** The signed-in user, with the tenant in which they act and their own; only below the shell, which is not shown otherwise. */
export function useSignedIn(): SignedIn & { home: TenantSummary } {
  const state = useSession();
  const there = useActing();
  if (state.kind !== "in") {
    throw new Error("Nobody is signed in.");
  }
  return { ...state, tenant: there ?? state.tenant, home: state.tenant };
}

export interface May {
  (permission: string): boolean;
  /** What the user holds has been answered. */
  known: boolean;
}

// What comes with the platform's own role, beside what the user holds in the tenant.
const ofPlatform = ["platform", "tenants:read", "tenants:admin", "tenants:enter"];

/** Whether the user holds a permission, or "platform" for the platform's own role; false until that is known. The server decides; this only hides what it would refuse. */
export function useMay(): May {
  const me = useQuery({ queryKey: ["me"], queryFn: () => take(api.GET("/api/auth/me")), staleTime: 60_000 });
  const held = [...(me.data?.permissions ?? []), ...(me.data?.isSuperAdmin ? ofPlatform : [])];
  return Object.assign((permission: string) => held.includes(permission), { known: me.data !== undefined });
}
