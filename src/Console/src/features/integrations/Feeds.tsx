import { Button, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Connector, Integration, Schemas } from "@/api/types";
import { Code } from "@/ui/Code";
import { CopyLine } from "@/ui/Copy";
import { Chip } from "@/ui/Labels";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";

type Feed = Schemas["FeedView"];

/** What is read through an integration and posted to it: how far that has come, and what went wrong. */
export function Feeds({ integration, connector }: { integration: Integration; connector: Connector | undefined }) {
  const { t } = useTranslation();
  const feeds = useQuery({
    queryKey: ["integrations", integration.id, "feeds"],
    queryFn: () => take(api.GET("/api/integrations/{id}/feeds", { params: { path: { id: integration.id } } })),
  });
  return (
    <section className={parts.stack}>
      {(feeds.data?.length ?? 0) > 0 && (
        <div className={parts.tight}>
          <h3>{t("integrations.feeds")}</h3>
          <ul>
            {feeds.data?.map(feed => (
              <FeedLine key={feed.read} integration={integration} feed={feed} />
            ))}
          </ul>
        </div>
      )}
      {connector?.inbound.map(inbound => (
        <Receiver key={inbound.key} integration={integration} inbound={inbound} />
      ))}
      <Problem error={feeds.error} />
    </section>
  );
}

function FeedLine({ integration, feed }: { integration: Integration; feed: Feed }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const set = useMutation({
    mutationFn: (isEnabled: boolean) =>
      take(
        api.PUT("/api/integrations/{id}/feeds/{read}", {
          params: { path: { id: integration.id, read: feed.read }, header: ifMatch(feed.version) },
          body: { isEnabled, everySeconds: feed.everySeconds },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: ["integrations", integration.id, "feeds"] }),
  });
  return (
    <li>
      <span className={parts.row}>
        <Code>{feed.read}</Code>
        {feed.isFailing && <Chip tone="poor">{t("integrations.feedFailing")}</Chip>}
        {!feed.isPushed && may("integrations:write") && (
          <Switch
            size="xs"
            checked={feed.isEnabled}
            disabled={set.isPending}
            onChange={event => set.mutate(event.currentTarget.checked)}
            label={t("integrations.feedOn")}
          />
        )}
      </span>
      <span className={parts.muted}>
        {t("integrations.received", { count: feed.received })}
        {feed.rejected > 0 && ` · ${t("integrations.rejected", { count: feed.rejected })}`}
        {feed.lastSuccessAt && (
          <>
            {" · "}
            {t("integrations.lastRead")} <Time at={feed.lastSuccessAt} />
          </>
        )}
        {feed.kind === "ALERTS" && feed.received > 0 && (
          <>
            {" · "}
            <Link to={`/alerts?integrationId=${integration.id}`}>{t("integrations.seeAlerts")}</Link>
          </>
        )}
      </span>
      {feed.failureDetail && <p className={parts.problem}>{feed.failureDetail}</p>}
      <Problem error={set.error} />
    </li>
  );
}

function Receiver({ integration, inbound }: { integration: Integration; inbound: Connector["inbound"][number] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay()("integrations:write");
  const key = ["integrations", integration.id, "receivers"];
  const receivers = useQuery({
    queryKey: key,
    queryFn: () => take(api.GET("/api/integrations/{id}/receivers", { params: { path: { id: integration.id } } })),
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ["integrations", integration.id] });
  const make = useMutation({
    mutationFn: () =>
      take(api.POST("/api/integrations/{id}/receivers", { params: { path: { id: integration.id } }, body: { inbound: inbound.key } })),
    onSettled: refresh,
  });
  const close = useMutation({
    mutationFn: (receiver: string) =>
      take(api.DELETE("/api/integrations/{id}/receivers/{receiver}", { params: { path: { id: integration.id, receiver } } })),
    onSettled: refresh,
  });
  const there = receivers.data?.filter(each => each.inbound === inbound.key) ?? [];
  return (
    <div className={parts.tight}>
      <h3>{t("integrations.receivers")}</h3>
      <p className={parts.muted}>{inbound.description}</p>
      {make.data && <CopyLine label={t("integrations.receiverOnce")} text={`${window.location.origin}${make.data.path}`} />}
      <ul>
        {there.map(each => (
          <li key={each.id} className={parts.row}>
            <Code>{each.inbound}</Code> <Time at={each.createdAt} />
            {may && (
              <Button size="compact-xs" variant="default" loading={close.isPending} onClick={() => close.mutate(each.id)}>
                {t("integrations.closeReceiver")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <div>
          <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
            {t("integrations.newReceiver")}
          </Button>
        </div>
      )}
      <Problem error={make.error ?? close.error} />
    </div>
  );
}
