import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useMay, useSignedIn } from "@/api/hooks";
import { ActorName } from "@/ui/Actor";
import { Code } from "@/ui/Code";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { StateChip } from "./labels";
import { Members, Plan } from "./Plan";
import { type Run, useRun } from "./queries";
import { RunActions } from "./RunActions";

export function RunPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const run = useRun(id);
  return (
    <Page
      title={run.data?.actionName ?? t("runs.run")}
      parent={{ to: "/runs", label: t("runs.title") }}
      intro={
        run.data && (
          <span className={parts.row}>
            <StateChip state={run.data.state} />
            {run.data.throughName}
          </span>
        )
      }
      actions={run.data && <RunActions run={run.data} onReload={() => void run.refetch()} />}
    >
      <Loaded query={run} rows={8}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              <Panel title={t("runs.plan")}>
                <div className={parts.stack}>
                  <Waits run={data} />
                  <Plan run={data} />
                </div>
              </Panel>
              <Panel title={t("runs.outcome")}>
                <RunOutcome run={data} />
              </Panel>
            </div>
            <Panel title={t("common.details")}>
              <RunFacts run={data} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** For whom a run waits, while it does, and until when. */
export function Waits({ run }: { run: Run }) {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useSignedIn();
  if (run.state === "PLANNED" && run.expiresAt) {
    return (
      <p className={parts.muted}>
        {t("runs.startable")} <Time at={run.expiresAt} exact />
      </p>
    );
  }
  if (run.state !== "AWAITING_APPROVAL") {
    return null;
  }
  const own = run.requestedBy.id === user.id && (run.risk === "HIGH" || run.risk === "DESTRUCTIVE");
  return (
    <p className={parts.notice} role="status">
      {t(own && may("actions:approve") ? "runs.otherPerson" : "runs.waits")}
      {run.expiresAt && (
        <span className={parts.muted}>
          {" "}
          {t("runs.expires")} <Time at={run.expiresAt} exact />
        </span>
      )}
    </p>
  );
}

export function RunOutcome({ run }: { run: Run }) {
  const { t } = useTranslation();
  const failure = run.failure && (
    <>
      <span>{run.failure.detail}</span>
      <span className={`${parts.mono} ${parts.muted}`}>{run.failure.code}</span>
    </>
  );
  switch (run.state) {
    case "DONE":
    case "UNDONE":
      return (
        <div className={parts.stack} role="status">
          <p>
            <StateChip state={run.state} /> <Time at={run.endedAt} exact />
          </p>
          {run.result != null && (
            <section className={parts.tight}>
              <h3>{t("runs.result")}</h3>
              <Members of={run.result} />
            </section>
          )}
        </div>
      );
    case "FAILED":
    case "UNKNOWN":
    case "REJECTED":
    case "EXPIRED":
      return (
        <div className={run.state === "FAILED" || run.state === "UNKNOWN" ? parts.problem : `${parts.notice} ${parts.tight}`} role="status">
          <strong>
            {t(`runs.stateOf.${run.state}`)} · <Time at={run.endedAt} exact />
          </strong>
          {failure}
          {run.state === "UNKNOWN" && <span>{t("runs.unknownHint")}</span>}
        </div>
      );
    default:
      return <p className={parts.muted}>{t(run.state === "RUNNING" ? "runs.underWay" : "runs.noOutcome")}</p>;
  }
}

function RunFacts({ run }: { run: Run }) {
  const { t } = useTranslation();
  const mono = (text: string) => <Code>{text}</Code>;
  const toRun = (id: string | null) => id && <Link to={`/runs/${id}`}>{t("runs.openRun")}</Link>;
  return (
    <Facts
      items={[
        [
          t("runs.target"),
          run.target && (run.target.kind === "device" ? <Link to={`/devices/${run.target.id}`}>{run.target.name}</Link> : run.target.name),
        ],
        [t("runs.through"), run.throughName],
        [t("runs.action"), mono(run.action)],
        [t("runs.asked"), <ActorName key="asked" actor={run.requestedBy} />],
        [t("runs.reason"), run.reason],
        [t("runs.origin"), <Origin key="origin" run={run} />],
        [
          t("runs.approval"),
          run.approval && (
            <>
              <ActorName actor={run.approval.by} />, <Time at={run.approval.at} exact />
            </>
          ),
        ],
        [t("runs.planned"), <Time key="planned" at={run.createdAt} exact />],
        [t("runs.expires"), run.expiresAt && <Time at={run.expiresAt} exact />],
        [t("runs.started"), run.startedAt && <Time at={run.startedAt} exact />],
        [t("runs.ended"), run.endedAt && <Time at={run.endedAt} exact />],
        [t("runs.verification"), run.verification !== "NONE" && t(`runs.verificationOf.${run.verification}`)],
        [t("runs.holdsUntil"), run.holdsUntil && <Time at={run.holdsUntil} exact />],
        [t("runs.undoes"), toRun(run.undoes)],
        [t("runs.undoneBy"), toRun(run.undoneBy)],
        [t("runs.reference"), mono(run.reference)],
        [t("runs.digest"), mono(run.digest)],
      ]}
    />
  );
}

function Origin({ run }: { run: Run }) {
  const { t } = useTranslation();
  switch (run.origin?.kind) {
    case undefined:
      return null;
    case "ticket":
      return <Link to={`/tickets/${run.origin?.id}`}>{t("runs.ticket")}</Link>;
    case "action-run":
      return <Link to={`/runs/${run.origin?.id}`}>{t("runs.undoing")}</Link>;
    default:
      return run.origin?.kind;
  }
}
