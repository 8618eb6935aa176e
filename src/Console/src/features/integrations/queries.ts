import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { readAll } from "@/api/pages";

export const useConnectors = () =>
  useQuery({ queryKey: ["connectors"], queryFn: () => take(api.GET("/api/connectors")), staleTime: Number.POSITIVE_INFINITY });

export const useIntegrations = (enabled = true) =>
  useQuery({
    queryKey: ["integrations"],
    queryFn: () => readAll(cursor => take(api.GET("/api/integrations", { params: { query: { limit: 200, cursor } } }))),
    enabled,
  });
