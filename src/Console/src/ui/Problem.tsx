import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { problemText } from "@/i18n/problems";
import css from "./parts.module.css";

const titles = {
  0: "unreachable",
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  404: "notFound",
  409: "conflict",
  412: "stale",
  429: "tooMany",
  503: "unavailable",
} as const;

interface Props {
  error: unknown;
  /** Reads the present state again. */
  onReload?: (() => void) | undefined;
  children?: ReactNode;
}

/** A problem in words, with its code and trace id for whoever has to look into it. */
export function Problem({ error, onReload, children }: Props) {
  const { t } = useTranslation();
  if (!error) {
    return null;
  }
  const problem = ApiProblem.from(error);
  const title = problem.code === "console.failed" ? "failed" : (titles[problem.status as keyof typeof titles] ?? "failed");
  return (
    <div className={css.problem} role="alert">
      <strong>{t(`problem.${title}`)}</strong>
      <span>{problemText(problem)}</span>
      {problem.retryAfterSeconds !== null && <span>{t("problem.retryAfter", { count: problem.retryAfterSeconds })}</span>}
      {problem.isStale && onReload && <span>{t("problem.staleHint")}</span>}
      {children}
      <span className={`${css.mono} ${css.muted}`}>
        {t("problem.code")} {problem.code}
        {problem.traceId && (
          <>
            {" · "}
            {t("problem.trace")} {problem.traceId}
          </>
        )}
      </span>
      {onReload && (
        <div>
          <Button size="xs" variant="default" onClick={onReload}>
            {t(problem.isStale ? "common.reload" : "common.retry")}
          </Button>
        </div>
      )}
    </div>
  );
}
