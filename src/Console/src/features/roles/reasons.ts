import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import { useRoleName } from "@/features/users/roles";

/** What gives somebody something, or takes it away, in words. */
export function useReason(): (reason: Schemas["AccessReasonView"]) => string {
  const { t } = useTranslation();
  const roleName = useRoleName();
  return ({ role, givenToKind, policy }) =>
    policy
      ? t("rights.byPolicy", { name: policy.name, line: policy.line })
      : role === null
        ? t("rights.byKey")
        : givenToKind === "GROUP"
          ? t("rights.byGroup", { role: roleName(role) })
          : roleName(role);
}
