import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Tenant } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

/** What who stands above a tenant may do with it. */
export function TenantActions({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const path = { params: { path: { id: tenant.id } } };
  const done = (word: string) => {
    notify(word);
    setAsking(false);
    void client.invalidateQueries({ queryKey: ["tenants"] });
  };
  const suspend = useMutation({
    mutationFn: () => take(api.POST("/api/tenants/{id}/suspend", { ...path, body: { reason: reason.trim() || null } })),
    onSuccess: () => done(t("tenants.suspended")),
  });
  const resume = useMutation({
    mutationFn: () => take(api.POST("/api/tenants/{id}/resume", path)),
    onSuccess: () => done(t("tenants.resumed")),
  });
  if (!may("tenants:admin") || tenant.state === "REMOVING") {
    return null;
  }
  const isActive = tenant.state === "ACTIVE";
  const label = isActive ? t("tenants.suspend") : t("tenants.resume");
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={resume.isPending}
        onClick={() => (isActive ? setAsking(true) : resume.mutate())}
        aria-label={`${label} ${tenant.name}`}
      >
        {label}
      </Button>
      <Problem error={resume.error} />
      {asking && (
        <Confirm
          opened
          onClose={() => setAsking(false)}
          title={t("tenants.suspendTitle", { name: tenant.name })}
          text={
            <div className={parts.stack}>
              <p>{t("tenants.suspendText")}</p>
              <Textarea
                label={`${t("tenants.reason")} (${t("common.optional")})`}
                description={t("tenants.reasonHint")}
                maxLength={500}
                value={reason}
                onChange={event => setReason(event.currentTarget.value)}
              />
            </div>
          }
          action={t("tenants.suspend")}
          danger
          busy={suspend.isPending}
          error={suspend.error}
          onConfirm={() => suspend.mutate()}
        />
      )}
    </>
  );
}
