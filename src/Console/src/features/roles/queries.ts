import { useRoles } from "@/features/users/roles";

/** Permissions that roles can give, as the most powerful role has all of them. */
export function usePermissions(): readonly string[] {
  return useRoles().find(role => role.id === "ADMIN")?.permissions ?? [];
}
