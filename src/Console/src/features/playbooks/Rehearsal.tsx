import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";
import { RunChip, StepChip } from "./labels";
import type { Playbook } from "./queries";

type Part = Schemas["PlaybookRehearsalView"];
type Rehearsed = Schemas["RehearsedRunView"];

const days = 30;

/** A text's rehearsal, a part at a time; nothing is kept of it. */
export function useRehearsal(text: string, playbook?: Playbook) {
  const [heard, setHeard] = useState<Part[]>([]);
  const go = useMutation({
    mutationFn: (cursor: string | null) =>
      take(api.POST("/api/playbooks/rehearse", { body: { text, playbookId: playbook?.id ?? null, days, limit: 25, cursor } })),
    onSuccess: (part, cursor) => setHeard(before => (cursor === null ? [part] : [...before, part])),
  });
  return {
    parts: heard,
    isPending: go.isPending,
    error: go.error,
    begin: () => go.mutate(null),
    goOn: (cursor: string) => go.mutate(cursor),
  };
}

/** What a playbook would have done, before anything of it is let run. */
export function Rehearsal({ of }: { of: ReturnType<typeof useRehearsal> }) {
  const { t } = useTranslation();
  const last = of.parts.at(-1);
  const runs = of.parts.flatMap(part => part.runs);
  const hidden = of.parts.reduce((sum, part) => sum + part.hidden, 0);
  return (
    <>
      <Problem error={of.error} />
      {last && (
        <section className={parts.stack} aria-label={t("playbooks.rehearsal")}>
          <h3>{t("playbooks.rehearsal")}</h3>
          <p className={parts.muted}>
            {t("playbooks.rehearsalText", { days })} {t("playbooks.rehearsalKnown")} <Time at={last.keptFrom} exact />.
          </p>
          {runs.length === 0 && !last.next && <p>{t("playbooks.rehearsalNone")}</p>}
          {hidden > 0 && <p>{t("playbooks.rehearsalHidden", { number: hidden })}</p>}
          {runs.map((run, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are only added at the end
            <One key={index} run={run} />
          ))}
          {last.next && (
            <p className={parts.row}>
              <Button type="button" size="xs" variant="default" loading={of.isPending} onClick={() => of.goOn(last.next ?? "")}>
                {t("playbooks.rehearsalMore")}
              </Button>
              <span className={parts.muted}>
                {t("playbooks.rehearsalReached")} <Time at={last.reached} exact />
              </span>
            </p>
          )}
        </section>
      )}
    </>
  );
}

function One({ run }: { run: Rehearsed }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary>
        <span className={parts.row}>
          <Time at={run.at} exact />
          <span>{run.event ?? t(`playbooks.causeOf.${run.source === "MANUAL" ? "MANUAL" : "SCHEDULE"}`)}</span>
          <RunChip state={run.state} />
          {run.asks && <span className={parts.muted}>{t("playbooks.wouldAsk")}</span>}
          {run.failure && <span>{run.failure.detail}</span>}
        </span>
      </summary>
      <ol className={parts.tight}>
        {run.steps.map(step => (
          <li key={step.path} className={parts.row}>
            <span className={parts.mono}>{step.path}</span>
            <StepChip state={step.state} />
            {step.action && <span>{`${step.action} (${step.through})`}</span>}
            {step.asks && <span className={parts.muted}>{t("playbooks.wouldAsk")}</span>}
            {step.mails > 0 && <span className={parts.muted}>{t("playbooks.wouldMail", { number: step.mails })}</span>}
            {step.failure && <span>{step.failure.detail}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
