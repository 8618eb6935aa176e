import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Delivery } from "@/api/types";
import { Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./webhooks.module.css";

const tone = { PENDING: "neutral", SUCCEEDED: "good", FAILED: "watch", DEAD: "poor" } as const;

export function Deliveries({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const deliveries = usePages(["webhooks", webhookId, "deliveries"], cursor =>
    take(api.GET("/api/admin/webhooks/{id}/deliveries", { params: { path: { id: webhookId }, query: { cursor } } })),
  );
  const again = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/admin/webhooks/deliveries/{id}/redeliver", { params: { path: { id } } })),
    onSuccess: () => {
      notify(t("webhooks.redelivered"));
      void client.invalidateQueries({ queryKey: ["webhooks", webhookId] });
    },
  });
  const columns: Column<Delivery>[] = [
    {
      key: "event",
      header: t("webhooks.event"),
      cell: delivery => (
        <>
          <Code>{delivery.event}</Code>
          <div className={`${parts.small} ${parts.muted}`}>
            <Time at={delivery.createdAt} exact />
          </div>
        </>
      ),
    },
    {
      key: "status",
      header: t("common.status"),
      cell: delivery => (
        <>
          <Chip tone={tone[delivery.status]}>{t(`webhooks.deliveryOf.${delivery.status}`)}</Chip>
          {delivery.nextAttemptAt && (
            <div className={`${parts.small} ${parts.muted}`}>
              {t("webhooks.next")} <Time at={delivery.nextAttemptAt} />
            </div>
          )}
        </>
      ),
    },
    { key: "attempts", header: t("webhooks.attempts"), cell: delivery => <Attempts delivery={delivery} /> },
    {
      key: "again",
      header: t("common.actions"),
      cell: delivery =>
        may("webhooks:write") && (delivery.status === "SUCCEEDED" || delivery.status === "DEAD") ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={again.isPending && again.variables === delivery.id}
            onClick={() => again.mutate(delivery.id)}
          >
            {t("webhooks.redeliver")}
          </Button>
        ) : null,
    },
  ];
  return (
    <Panel title={t("webhooks.deliveries")} flush>
      {(deliveries.error || again.error) && (
        <div className={parts.panelBody}>
          <Problem error={again.error ?? deliveries.error} onReload={() => void deliveries.refetch()} />
        </div>
      )}
      {deliveries.isPending ? (
        <Waiting />
      ) : deliveries.items.length === 0 ? (
        <Empty>{t("webhooks.noDeliveries")}</Empty>
      ) : (
        <DataTable label={t("webhooks.deliveries")} columns={columns} rows={deliveries.items} rowKey={delivery => delivery.id} />
      )}
      <More pages={deliveries} />
    </Panel>
  );
}

function Attempts({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const last = delivery.attempts.at(-1);
  if (!last) {
    return "0";
  }
  const say = (attempt: Delivery["attempts"][number]) =>
    attempt.status === null
      ? `${t("webhooks.noAnswer", { ms: attempt.durationMs })}${attempt.error ? ` (${attempt.error})` : ""}`
      : t("webhooks.answered", { status: attempt.status, ms: attempt.durationMs });
  return delivery.attempts.length === 1 ? (
    say(last)
  ) : (
    <details>
      <summary>
        {delivery.attempts.length}: {say(last)}
      </summary>
      <ol className={`${css.attempts} ${parts.small}`}>
        {delivery.attempts.map((attempt, index) => (
          <li key={attempt.at}>
            {t("webhooks.attempt", { count: index + 1 })} · <Time at={attempt.at} exact /> · {say(attempt)}
          </li>
        ))}
      </ol>
    </details>
  );
}
