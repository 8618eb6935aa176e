import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Tenant } from "@/api/types";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

/** Chooses the tenant that another one is to stand below. */
export function MoveTenant({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [parent, setParent] = useState(tenant.parentId ?? "");
  const others = useQuery({
    queryKey: ["tenants", "choice"],
    queryFn: () => take(api.GET("/api/tenants", { params: { query: { limit: 200 } } })),
  });
  const move = useMutation({
    mutationFn: () => take(api.POST("/api/tenants/{id}/move", { params: { path: { id: tenant.id } }, body: { parentId: parent } })),
    onSuccess: () => {
      notify(t("tenants.moved"));
      void client.invalidateQueries({ queryKey: ["tenants"] });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("tenants.moveTitle", { name: tenant.name })}>
      <div className={parts.stack}>
        <p>{t("tenants.moveText")}</p>
        <NativeSelect
          label={t("tenants.below")}
          value={parent}
          onChange={event => setParent(event.currentTarget.value)}
          data={(others.data?.items ?? []).filter(one => one.id !== tenant.id).map(one => ({ value: one.id, label: one.name }))}
        />
        <Problem error={others.error ?? move.error} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button loading={move.isPending} disabled={parent === "" || parent === tenant.parentId} onClick={() => move.mutate()}>
            {t("tenants.move")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
