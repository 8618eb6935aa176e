import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";

export type TenantPlan = Schemas["TenantPlanView"];
export type Plan = Schemas["PlanView"];
export type Flag = Schemas["FlagView"];
export type Usage = Schemas["UsageView"];

export const useTenantPlan = (tenantId: string) =>
  useQuery({
    queryKey: ["tenants", tenantId, "plan"],
    queryFn: () => take(api.GET("/api/tenants/{id}/plan", { params: { path: { id: tenantId } } })),
  });

/** The API answers it as JSON or as text; this asks for JSON. */
export const useUsage = (tenantId: string, period: string) =>
  useQuery({
    queryKey: ["tenants", tenantId, "usage", period],
    queryFn: async () =>
      (await take(api.GET("/api/tenants/{id}/usage", { params: { path: { id: tenantId }, query: { period } } }))) as Usage,
  });

export const usePlans = () => useQuery({ queryKey: ["plans"], queryFn: () => take(api.GET("/api/plans")) });
