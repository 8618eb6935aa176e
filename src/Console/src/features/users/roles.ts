import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";

export type Role = User["role"];

/** The roles that can be given in a tenant. */
export const roles = [
  "ADMIN",
  "MANAGER",
  "MEMBER",
  "READ_ONLY",
  "SECURITY_ANALYST",
  "DATABASE_ADMIN",
  "AUDITOR",
  "USER",
] as const satisfies readonly Role[];

export function useRoleName(): (role: Role) => string {
  const { t } = useTranslation();
  return role => t(`users.roleOf.${role}`);
}
