import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { Members } from "@/features/runs/Plan";
import { Confirm } from "@/ui/Dialogs";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { RunChip, StepChip } from "./labels";
import { type PlaybookRun, type PlaybookStep, playbooksKey, usePlaybookRun } from "./queries";

/** A run: what started it, and each step with what it was begun with and what came of it. */
export function PlaybookRunPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const both = usePlaybookRun(id);
  const run = both.data?.run;
  return (
    <Page
      title={run?.name ?? t("playbooks.oneRun")}
      parent={{ to: run ? `/playbooks/${run.playbook}` : "/playbooks", label: run?.name ?? t("playbooks.title") }}
      intro={run && <RunChip state={run.state} />}
      actions={run && <RunActs run={run} />}
    >
      <Loaded query={both} rows={8}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              {data.run.failure && (
                <div className={parts.problem} role="status">
                  <strong>{data.run.failure.detail}</strong>
                  <span className={`${parts.mono} ${parts.muted}`}>{data.run.failure.code}</span>
                </div>
              )}
              {data.steps.length === 0 ? (
                <Panel title={t("playbooks.steps")}>
                  <Empty>{t("playbooks.noSteps")}</Empty>
                </Panel>
              ) : (
                data.steps.map(step => <StepPanel key={step.path} run={data.run} step={step} />)
              )}
            </div>
            <Panel title={t("common.details")}>
              <RunFacts run={data.run} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function StepPanel({ run, step }: { run: PlaybookRun; step: PlaybookStep }) {
  const { t } = useTranslation();
  const asks = step.kind === "approval" && step.state === "WAITING" && !step.decision;
  return (
    <Panel title={step.path}>
      <div className={parts.stack}>
        <p className={parts.row}>
          <StepChip state={step.state} />
          <span className={parts.muted}>{step.kind}</span>
          {step.actionRun && <Link to={`/runs/${step.actionRun}`}>{t("playbooks.toAction")}</Link>}
          {step.dueAt && !step.endedAt && (
            <span className={parts.muted}>
              {t("playbooks.until")} <Time at={step.dueAt} exact />
            </span>
          )}
        </p>
        {step.failure && (
          <p>
            {step.failure.detail} <span className={`${parts.mono} ${parts.muted}`}>{step.failure.code}</span>
          </p>
        )}
        {step.decision && (
          <p>{t(step.decision.approved ? "playbooks.decidedYes" : "playbooks.decidedNo", { name: step.decision.byName })}</p>
        )}
        {asks && <Decide run={run} step={step} />}
        {step.input != null && (
          <section className={parts.tight}>
            <h3>{t("playbooks.input")}</h3>
            <Members of={step.input} />
          </section>
        )}
        {step.output != null && (
          <section className={parts.tight}>
            <h3>{t("playbooks.output")}</h3>
            <Members of={step.output} />
          </section>
        )}
      </div>
    </Panel>
  );
}

function Decide({ run, step }: { run: PlaybookRun; step: PlaybookStep }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const params = { path: { id: run.id, step: step.path } };
  const decide = useMutation({
    mutationFn: (approved: boolean) =>
      approved
        ? take(api.POST("/api/playbook-runs/{id}/approvals/{step}/approve", { params }))
        : take(api.POST("/api/playbook-runs/{id}/approvals/{step}/reject", { params })),
    onSuccess: () => void client.invalidateQueries({ queryKey: playbooksKey }),
  });
  return (
    may("playbooks:approve") && (
      <div className={parts.stack}>
        <Problem error={decide.error} />
        <div className={parts.row}>
          <Button loading={decide.isPending} onClick={() => decide.mutate(true)}>
            {t("playbooks.approve")}
          </Button>
          <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate(false)}>
            {t("playbooks.reject")}
          </Button>
        </div>
      </div>
    )
  );
}

function RunActs({ run }: { run: PlaybookRun }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const params = { path: { id: run.id } };
  const act = useMutation({
    mutationFn: (what: "pause" | "resume" | "cancel") =>
      what === "pause"
        ? take(api.POST("/api/playbook-runs/{id}/pause", { params }))
        : what === "resume"
          ? take(api.POST("/api/playbook-runs/{id}/resume", { params }))
          : take(api.POST("/api/playbook-runs/{id}/cancel", { params })),
    onSuccess: () => {
      setEnding(false);
      void client.invalidateQueries({ queryKey: playbooksKey });
    },
  });
  if (run.endedAt || !may("playbooks:run")) {
    return null;
  }
  return (
    <>
      <Button variant="default" loading={act.isPending} onClick={() => act.mutate(run.wish === "PAUSE" ? "resume" : "pause")}>
        {t(run.wish === "PAUSE" ? "playbooks.resume" : "playbooks.pause")}
      </Button>
      <Button variant="default" onClick={() => setEnding(true)}>
        {t("playbooks.cancel")}
      </Button>
      <Confirm
        opened={ending}
        onClose={() => setEnding(false)}
        title={t("playbooks.cancelTitle")}
        text={t("playbooks.cancelText")}
        action={t("playbooks.cancel")}
        danger
        busy={act.isPending}
        error={act.error}
        onConfirm={() => act.mutate("cancel")}
      />
    </>
  );
}

function RunFacts({ run }: { run: PlaybookRun }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack}>
      <Facts
        items={[
          [t("playbooks.version"), run.number],
          [t("playbooks.cause"), run.startedBy?.name ?? t(`playbooks.causeOf.${run.cause}`)],
          [t("playbooks.actsFor"), run.publisher.name],
          [t("playbooks.began"), <Time key="began" at={run.createdAt} exact />],
          [t("playbooks.ended"), run.endedAt && <Time at={run.endedAt} exact />],
        ]}
      />
      <section className={parts.tight}>
        <h3>{t("playbooks.inputs")}</h3>
        <Members of={run.inputs} />
      </section>
      {run.trigger != null && (
        <section className={parts.tight}>
          <h3>{t("playbooks.trigger")}</h3>
          <Members of={run.trigger} />
        </section>
      )}
    </div>
  );
}
