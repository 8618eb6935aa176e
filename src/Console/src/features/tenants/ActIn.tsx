import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { acting } from "@/api/acting";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Tenant } from "@/api/types";
import { start } from "@/app/pages";
import { Problem } from "@/ui/Problem";

/** Switches to a tenant below the own one. */
export function ActIn({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const enter = useMutation({
    mutationFn: () => take(api.POST("/api/auth/switch", { body: { tenant: tenant.id } })),
    onSuccess: there => {
      void navigate(start);
      acting.become(there.tenant);
    },
  });
  if (!may("tenants:enter") || tenant.state !== "ACTIVE") {
    return null;
  }
  return (
    <>
      <Button size="xs" loading={enter.isPending} onClick={() => enter.mutate()}>
        {t("tenants.actIn")}
      </Button>
      <Problem error={enter.error} />
    </>
  );
}
