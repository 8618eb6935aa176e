import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { readAll, usePages } from "@/api/pages";
import type { Level } from "@/api/types";

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

export const useOrganizations = () =>
  useQuery({
    queryKey: ["organizations"],
    queryFn: async () =>
      (await readAll(cursor => take(api.GET("/api/organizations", { params: { query: { limit: 200, cursor } } })))).sort(byName),
  });

export const useGroups = () =>
  useQuery({
    queryKey: ["groups"],
    queryFn: async () =>
      (await readAll(cursor => take(api.GET("/api/groups", { params: { query: { limit: 200, cursor } } })))).sort(byName),
  });

export const useDevices = (groupId: string) =>
  usePages(["devices", "of", groupId], cursor => take(api.GET("/api/devices", { params: { query: { groupId, limit: 100, cursor } } })));

export const useHealth = (level: Level, id: string) =>
  useQuery({
    queryKey: ["health", level, id],
    queryFn: () => take(api.GET("/api/health/{level}/{id}", { params: { path: { level, id } } })),
  });
