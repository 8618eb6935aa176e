import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { ActorName } from "@/ui/Actor";
import { Code } from "@/ui/Code";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { AlertSeverity, AlertStateChip } from "./labels";
import { type Alert, type AlertState, useAlert } from "./queries";

export function AlertPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const alert = useAlert(id);
  return (
    <Page
      title={alert.data?.alert.title ?? t("alerts.alert")}
      parent={{ to: "/alerts", label: t("alerts.title") }}
      intro={
        alert.data && (
          <span className={parts.row}>
            <AlertSeverity severity={alert.data.alert.severity} />
            <AlertStateChip state={alert.data.alert.state} />
          </span>
        )
      }
    >
      <Loaded query={alert} rows={8}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              <Panel title={t("alerts.what")}>
                <div className={parts.stack}>
                  {data.alert.record.desc && <p>{data.alert.record.desc}</p>}
                  <Moves alert={data.alert} onReload={() => void alert.refetch()} />
                  <Observables alert={data.alert} />
                </div>
              </Panel>
              {data.related.length > 0 && (
                <Panel title={t("alerts.related")}>
                  <ul>
                    {data.related.map(each => (
                      <li key={each.id}>
                        <Link to={`/alerts/${each.id}`}>{each.title}</Link> · {each.connector} · <Time at={each.happenedAt} />
                      </li>
                    ))}
                  </ul>
                </Panel>
              )}
              <Panel title={t("alerts.document")}>
                <Code>{JSON.stringify(data.data, null, 2)}</Code>
              </Panel>
            </div>
            <Panel title={t("common.details")}>
              <AlertFacts alert={data.alert} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Moves({ alert, onReload }: { alert: Alert; onReload: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay()("alerts:write");
  const move = useMutation({
    mutationFn: (state: AlertState) =>
      take(api.PUT("/api/alerts/{id}", { params: { path: { id: alert.id }, header: ifMatch(alert.version) }, body: { state } })),
    onSuccess: moved => {
      notify(t(`alerts.moved.${moved.state}`));
      void client.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  const targets: AlertState[] = alert.state === "NEW" ? ["ACKNOWLEDGED", "CLOSED"] : alert.state === "ACKNOWLEDGED" ? ["CLOSED"] : ["NEW"];
  return (
    may && (
      <div className={parts.stack}>
        <div className={parts.row}>
          {targets.map(state => (
            <Button
              key={state}
              size="xs"
              variant={state === "CLOSED" ? "filled" : "default"}
              loading={move.isPending}
              onClick={() => move.mutate(state)}
            >
              {t(`alerts.moveTo.${state}`)}
            </Button>
          ))}
        </div>
        <Problem error={move.error} onReload={onReload} />
      </div>
    )
  );
}

function Observables({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  return (
    alert.record.observables.length > 0 && (
      <section className={parts.tight}>
        <h3>{t("alerts.observables")}</h3>
        <ul>
          {alert.record.observables.map(each => (
            <li key={`${each.type} ${each.value}`}>
              <Link to={`/alerts?observable=${encodeURIComponent(each.value)}`}>
                <span className={parts.mono}>{each.value}</span>
              </Link>{" "}
              <span className={parts.muted}>{t(`alerts.observableOf.${each.type}`)}</span>
            </li>
          ))}
        </ul>
      </section>
    )
  );
}

function AlertFacts({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const { record } = alert;
  return (
    <Facts
      items={[
        [t("alerts.from"), alert.connector],
        [t("alerts.holds"), t(alert.isActive ? "alerts.active" : "alerts.over")],
        [
          t("alerts.device"),
          alert.deviceId ? (
            <Link key="device" to={`/devices/${alert.deviceId}`}>
              {record.device?.name ?? t("alerts.device")}
            </Link>
          ) : (
            record.device?.name
          ),
        ],
        [t("alerts.source"), record.srcEndpoint?.ip[0] ?? record.srcEndpoint?.hostname],
        [t("alerts.destination"), record.dstEndpoint?.ip[0] ?? record.dstEndpoint?.hostname],
        [t("alerts.user"), record.user],
        [t("alerts.rule"), record.analytic?.name],
        [t("alerts.disposition"), record.disposition === "UNKNOWN" ? null : t(`alerts.dispositionOf.${record.disposition}`)],
        [t("alerts.attacks"), record.attacks.map(each => each.technique).join(", ")],
        [t("alerts.occurrences"), String(alert.occurrences)],
        [t("alerts.happened"), <Time key="happened" at={alert.happenedAt} exact />],
        [t("alerts.received"), <Time key="received" at={alert.receivedAt} exact />],
        [t("alerts.movedBy"), alert.stateBy && <ActorName actor={alert.stateBy} />],
        [t("alerts.key"), <Code key="key">{alert.key}</Code>],
      ]}
    />
  );
}
