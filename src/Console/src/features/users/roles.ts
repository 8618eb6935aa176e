import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Role } from "@/api/types";
import { givenWord } from "@/i18n";

/** The roles that the server has; empty until they are known. */
export function useRoles(): readonly Role[] {
  return useQuery({ queryKey: ["roles"], queryFn: () => take(api.GET("/api/roles")), staleTime: 3_600_000 }).data?.items ?? [];
}

/** A role's name in the reader's language where the console has a word for it, otherwise the server's own. */
export function useRoleName(): (id: string | null) => string {
  const { t } = useTranslation();
  const roles = useRoles();
  return id => {
    if (id === null) {
      return t("users.noRole");
    }
    return givenWord("roles", id) ?? roles.find(role => role.id === id)?.name ?? id;
  };
}
