import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Tenant } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import parts from "@/ui/parts.module.css";

/** Asks for the tenant's name in addresses before it is deleted: nothing brings it back after its time of grace. */
export function DeleteTenant({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/tenants/{id}", { params: { path: { id: tenant.id }, header: ifMatch(tenant.version) } })),
    onSuccess: () => {
      notify(t("tenants.deletionAsked"));
      void client.invalidateQueries({ queryKey: ["tenants"] });
      onClose();
    },
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("tenants.deleteTitle", { name: tenant.name })}
      text={
        <div className={parts.stack}>
          <p>{t("tenants.deleteText")}</p>
          <TextInput
            label={t("tenants.typeSlug", { slug: tenant.slug })}
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        </div>
      }
      action={t("tenants.delete")}
      danger
      busy={remove.isPending}
      disabled={typed !== tenant.slug}
      error={remove.error}
      onReload={() => void client.invalidateQueries({ queryKey: ["tenants"] })}
      onConfirm={() => remove.mutate()}
    />
  );
}
