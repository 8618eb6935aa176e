import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Connector, Integration } from "@/api/types";
import { PlanRun } from "@/features/runs/PlanRun";
import { Confirm } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { labelOf } from "./DescribedFields";
import { Feeds } from "./Feeds";
import { IntegrationForm } from "./IntegrationForm";
import { useConnectors, useIntegrations } from "./queries";

export function IntegrationsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const integrations = useIntegrations();
  const connectors = useConnectors();
  const [creating, setCreating] = useState(false);
  const create = may("integrations:write") && <Button onClick={() => setCreating(true)}>{t("integrations.new")}</Button>;
  return (
    <Page title={t("integrations.title")} intro={t("integrations.intro")} actions={create}>
      <Loaded query={integrations}>
        {list =>
          list.length === 0 ? (
            <Panel>
              <Empty title={t("integrations.emptyTitle")} action={create}>
                {t("integrations.empty")}
              </Empty>
            </Panel>
          ) : (
            <div className={parts.columns}>
              {list.map(integration => (
                <Card
                  key={integration.id}
                  integration={integration}
                  connector={connectors.data?.find(each => each.key === integration.connector)}
                  onReload={() => void integrations.refetch()}
                />
              ))}
            </div>
          )
        }
      </Loaded>
      <IntegrationForm opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

const tone = { OK: "good", FAILING: "poor", UNTESTED: "neutral" } as const;

interface CardProps {
  integration: Integration;
  connector: Connector | undefined;
  onReload: () => void;
}

function Card({ integration, connector, onReload }: CardProps) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [task, setTask] = useState<"plan" | "edit" | "delete" | null>(null);
  const close = () => setTask(null);
  const refresh = () => void client.invalidateQueries({ queryKey: ["integrations"] });
  const test = useMutation({
    mutationFn: () => take(api.POST("/api/integrations/{id}/test", { params: { path: { id: integration.id } } })),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () =>
      take(api.DELETE("/api/integrations/{id}", { params: { path: { id: integration.id }, header: ifMatch(integration.version) } })),
    onSuccess: () => {
      notify(t("integrations.deleted"));
      close();
      refresh();
    },
  });
  return (
    <Panel
      title={integration.name}
      actions={
        <>
          {may("actions:write") && may("actions:read") && connector !== undefined && connector.actions.length > 0 && (
            <Button size="xs" variant="default" onClick={() => setTask("plan")} aria-label={`${t("runs.planOne")}: ${integration.name}`}>
              {t("runs.planOne")}
            </Button>
          )}
          {may("integrations:write") && (
            <>
              <Button size="xs" loading={test.isPending} onClick={() => test.mutate()}>
                {t("integrations.test")}
              </Button>
              <Button size="xs" variant="default" onClick={() => setTask("edit")} aria-label={`${t("common.edit")} ${integration.name}`}>
                {t("common.edit")}
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() => setTask("delete")}
                aria-label={`${t("common.delete")} ${integration.name}`}
              >
                {t("common.delete")}
              </Button>
            </>
          )}
        </>
      }
    >
      <div className={parts.stack}>
        <Facts
          items={[
            [t("integrations.connector"), connector?.name ?? integration.connector],
            [
              t("common.status"),
              <Chip key="status" tone={tone[integration.status]}>
                {t(`integrations.statusOf.${integration.status}`)}
              </Chip>,
            ],
            [t("integrations.lastTested"), <Time key="tested" at={integration.lastTestedAt} />],
            ...Object.entries((integration.settings ?? {}) as Record<string, unknown>).map(
              ([name, value]) =>
                [
                  labelOf(name),
                  <span key={name} className={parts.mono}>
                    {String(value)}
                  </span>,
                ] as const,
            ),
            [
              t("integrations.secret"),
              integration.secretRef
                ? `${integration.secretRef.store}:${integration.secretRef.name} v${integration.secretRef.version}`
                : null,
            ],
            [t("integrations.offers"), connector?.actions.map(action => action.name).join(", ")],
          ]}
        />
        {test.data ? (
          <div className={test.data.ok ? parts.notice : parts.problem} role="status">
            <strong>{t(test.data.ok ? "integrations.testOk" : "integrations.testFailed")}</strong> {test.data.detail}
          </div>
        ) : (
          integration.status === "FAILING" && integration.lastError && <div className={parts.problem}>{integration.lastError}</div>
        )}
        <Problem error={test.error} />
        {integration.status === "UNTESTED" && <p className={parts.notice}>{t("integrations.untestedHint")}</p>}
        <Feeds integration={integration} connector={connector} />
      </div>
      {task === "plan" && <PlanRun through={integration.id} onClose={close} />}
      {task === "edit" && <IntegrationForm opened onClose={close} integration={integration} onReload={onReload} />}
      <Confirm
        opened={task === "delete"}
        onClose={close}
        title={t("integrations.deleteTitle", { name: integration.name })}
        text={t("integrations.deleteText")}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onReload={onReload}
        onConfirm={() => remove.mutate()}
      />
    </Panel>
  );
}
