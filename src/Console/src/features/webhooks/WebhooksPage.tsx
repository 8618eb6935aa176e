import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Webhook } from "@/api/types";
import { breakable } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { everything } from "./events";
import { NewWebhook } from "./WebhookForm";

export function WebhooksPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const webhooks = usePages(["webhooks", "list"], cursor => take(api.GET("/api/admin/webhooks", { params: { query: { cursor } } })));
  const columns: Column<Webhook>[] = [
    { key: "url", header: t("webhooks.url"), cell: webhook => <Link to={`/webhooks/${webhook.id}`}>{webhook.url}</Link>, long: true },
    { key: "description", header: t("webhooks.description"), cell: webhook => webhook.description },
    {
      key: "events",
      header: t("webhooks.events"),
      cell: webhook => (webhook.events.includes(everything) ? t("webhooks.allEvents") : breakable(webhook.events.join(", "))),
    },
    {
      key: "status",
      header: t("common.status"),
      cell: webhook => <Chip tone={webhook.status === "ACTIVE" ? "good" : "neutral"}>{t(`webhooks.statusOf.${webhook.status}`)}</Chip>,
    },
    { key: "ok", header: t("webhooks.successes"), cell: webhook => String(webhook.successes) },
    { key: "failed", header: t("webhooks.failures"), cell: webhook => String(webhook.failures) },
    { key: "last", header: t("webhooks.lastDelivery"), cell: webhook => <Time at={webhook.lastDeliveryAt} />, nowrap: true },
  ];
  const create = may("webhooks:write") && <Button onClick={() => setCreating(true)}>{t("webhooks.new")}</Button>;
  return (
    <Page title={t("webhooks.title")} intro={t("webhooks.intro")} actions={create}>
      <Problem error={webhooks.error} onReload={() => void webhooks.refetch()} />
      <Panel flush>
        {webhooks.isPending ? (
          <Waiting />
        ) : webhooks.items.length === 0 && !webhooks.error ? (
          <Empty title={t("webhooks.emptyTitle")} action={create}>
            {t("webhooks.empty")}
          </Empty>
        ) : (
          <DataTable label={t("webhooks.title")} columns={columns} rows={webhooks.items} rowKey={webhook => webhook.id} />
        )}
        <More pages={webhooks} />
      </Panel>
      <NewWebhook opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
