import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Webhook } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { Deliveries } from "./Deliveries";
import { everything } from "./events";
import { EditWebhook } from "./WebhookForm";

export function WebhookPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const webhook = useQuery({
    queryKey: ["webhooks", id],
    queryFn: () => take(api.GET("/api/admin/webhooks/{id}", { params: { path: { id } } })),
  });
  return (
    <Page
      title={webhook.data?.url ?? t("webhooks.title")}
      intro={webhook.data?.description}
      parent={{ to: "/webhooks", label: t("webhooks.title") }}
      actions={webhook.data && <Actions webhook={webhook.data} onReload={() => void webhook.refetch()} />}
    >
      <Loaded query={webhook} rows={6}>
        {data => (
          <div className={parts.split}>
            <Deliveries webhookId={data.id} />
            <Panel title={t("common.details")}>
              <Facts
                items={[
                  [
                    t("common.status"),
                    <Chip key="status" tone={data.status === "ACTIVE" ? "good" : "neutral"}>
                      {t(`webhooks.statusOf.${data.status}`)}
                    </Chip>,
                  ],
                  [t("webhooks.events"), data.events.includes(everything) ? t("webhooks.allEvents") : data.events.join(", ")],
                  [t("webhooks.retries"), String(data.maxRetries)],
                  [t("webhooks.timeout"), String(data.timeoutSeconds)],
                  [t("webhooks.retryDelay"), String(data.retryDelaySeconds)],
                  [t("webhooks.successes"), String(data.successes)],
                  [t("webhooks.failures"), String(data.failures)],
                  [t("webhooks.lastDelivery"), <Time key="last" at={data.lastDeliveryAt} />],
                  [t("common.created"), <Time key="created" at={data.createdAt} exact />],
                ]}
              />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ webhook, onReload }: { webhook: Webhook; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [task, setTask] = useState<"edit" | "delete" | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: ["webhooks"] });
  const test = useMutation({
    mutationFn: () => take(api.POST("/api/admin/webhooks/{id}/test", { params: { path: { id: webhook.id } } })),
    onSuccess: () => {
      notify(t("webhooks.testSent"));
      refresh();
    },
  });
  const params = { path: { id: webhook.id }, header: ifMatch(webhook.version) };
  const change = useMutation({
    mutationFn: (status: Webhook["status"]) => take(api.PATCH("/api/admin/webhooks/{id}", { params, body: { status } })),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/admin/webhooks/{id}", { params })),
    onSuccess: () => {
      notify(t("webhooks.deleted"));
      navigate("/webhooks");
      client.removeQueries({ queryKey: ["webhooks", webhook.id] });
      void client.invalidateQueries({ queryKey: ["webhooks", "list"] });
    },
  });
  if (!may("webhooks:write")) {
    return null;
  }
  const active = webhook.status === "ACTIVE";
  return (
    <>
      <Problem error={test.error ?? change.error} onReload={onReload} />
      <Button loading={test.isPending} disabled={!active} onClick={() => test.mutate()}>
        {t("webhooks.test")}
      </Button>
      <Button variant="default" onClick={() => setTask("edit")}>
        {t("common.edit")}
      </Button>
      <Button variant="default" loading={change.isPending} onClick={() => change.mutate(active ? "DISABLED" : "ACTIVE")}>
        {t(active ? "webhooks.disable" : "webhooks.enable")}
      </Button>
      <Button variant="default" onClick={() => setTask("delete")}>
        {t("common.delete")}
      </Button>
      {task === "edit" && <EditWebhook webhook={webhook} onClose={() => setTask(null)} onReload={onReload} />}
      <Confirm
        opened={task === "delete"}
        onClose={() => setTask(null)}
        title={t("webhooks.deleteTitle")}
        text={t("webhooks.deleteText", { url: webhook.url })}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onReload={onReload}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
