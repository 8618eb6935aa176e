import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { session } from "@/api/session";
import { useFormat } from "@/i18n/format";
import { CopyLine } from "@/ui/Copy";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { knownKeys } from "./knownKeys";
import css from "./proof.module.css";
import { type Step, type StepName, type Verification, verify } from "./verify/verify";

/** The proof file exactly as the server gives it: what is verified here is what is downloaded. */
async function readProof(id: string): Promise<string> {
  let response: Response;
  try {
    response = await session.fetch(new URL(`/api/audit/${id}/proof`, location.origin));
  } catch {
    throw ApiProblem.unreachable();
  }
  const text = await response.text();
  if (!response.ok) {
    throw await ApiProblem.of(response, parsed(text));
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function ProofPanel({ entryId }: { entryId: string }) {
  const { t } = useTranslation();
  const check = useMutation({ mutationFn: async () => verify(await readProof(entryId), entryId, knownKeys) });
  const download = useMutation({ mutationFn: async () => save(`audit-${entryId}.json`, await readProof(entryId)) });
  const pending = check.error instanceof ApiProblem && check.error.code === "audit.not_sequenced";
  return (
    <Panel
      title={t("verify.title")}
      actions={
        <>
          <Button size="xs" loading={check.isPending} disabled={!window.isSecureContext} onClick={() => check.mutate()}>
            {t(check.data ? "verify.again" : "verify.run")}
          </Button>
          <Button size="xs" variant="default" loading={download.isPending} onClick={() => download.mutate()}>
            {t("verify.download")}
          </Button>
        </>
      }
    >
      <div className={parts.stack}>
        <p className={parts.muted}>{t(window.isSecureContext ? "verify.intro" : "verify.insecure")}</p>
        {pending ? <p className={parts.notice}>{t("verify.pending")}</p> : <Problem error={check.error} />}
        <Problem error={download.error} />
        {check.data && <Steps verification={check.data} />}
        <div className={parts.tight}>
          <span>{t("verify.offline")}</span>
          <CopyLine label={t("verify.command")} text={`holdfast audit verify audit-${entryId}.json`} />
        </div>
      </div>
    </Panel>
  );
}

const verdictClass = { ok: parts.notice, partial: parts.notice, bad: parts.problem } as const;

function Steps({ verification }: { verification: Verification }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack}>
      <p className={verdictClass[verification.verdict]} role="status">
        <strong>{t(`verify.${verification.verdict}`)}</strong>
      </p>
      <ol className={css.steps} aria-label={t("verify.title")}>
        {verification.steps.map(step => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
    </div>
  );
}

const marks = { passed: "✓", failed: "✗", skipped: "–" } as const;
const tones = { passed: parts.good, failed: parts.poor, skipped: parts.neutral } as const;

function StepRow({ step }: { step: Step }) {
  const { t } = useTranslation();
  const detail = useDetail(step);
  return (
    <li className={css.step}>
      <span className={`${css.mark} ${tones[step.state]}`} aria-hidden>
        {marks[step.state]}
      </span>
      <span>
        {t(`verify.step.${step.name}`)} <strong className={tones[step.state]}>({t(`verify.${step.state}`)})</strong>
        {detail && <span className={`${css.detail} ${parts.mono} ${parts.muted}`}>{detail}</span>}
      </span>
    </li>
  );
}

function useDetail({ name, state, detail }: Step): string | null {
  const { t } = useTranslation();
  const format = useFormat();
  if (Object.keys(detail).length === 0) {
    return null;
  }
  if (name === "signature" && state === "skipped") {
    return t("verify.detail.noEd25519");
  }
  if (name === "key") {
    const words = { key: String(detail.key), at: detail.since ? format.moment(detail.since) : "" };
    return state === "failed"
      ? t("verify.detail.keyOther", words)
      : detail.since
        ? t("verify.detail.keyKnown", words)
        : t("verify.detail.keyNew", words);
  }
  // The words of each step name the members that it has.
  const say = t as (key: `verify.detail.${Exclude<StepName, "key">}`, words: Step["detail"]) => string;
  return say(`verify.detail.${name}`, detail);
}

function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
