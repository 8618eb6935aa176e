import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Severity, Standing } from "@/api/types";
import css from "./parts.module.css";

const shapes: Record<Severity, ReactNode> = {
  CRITICAL: <path d="M6 0.500 11.500 6 6 11.500 0.500 6Z" />,
  HIGH: <path d="M6 1 11.500 11H0.500Z" />,
  MEDIUM: <rect x="1.500" y="1.500" width="9" height="9" />,
  LOW: <circle cx="6" cy="6" r="4" />,
};

function Shape({ severity }: { severity: Severity }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" fill="currentColor" aria-hidden>
      {shapes[severity]}
    </svg>
  );
}

/** A severity by word, shape and colour. */
export function SeverityLabel({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <span className={`${css.label} ${css[severity]}`}>
      <Shape severity={severity} />
      {t(`severity.${severity}`)}
    </span>
  );
}

export type Tone = "good" | "watch" | "poor" | "neutral";

/** A state by its word; the colour only repeats it. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${css.chip} ${css[tone]}`}>{children}</span>;
}

const standingTone = { GOOD: "good", FAIR: "watch", POOR: "poor", CRITICAL: "CRITICAL" } as const satisfies Record<Standing, string>;

interface Standings {
  /** 1 to 100; null before there is one. */
  score: number | null;
  /** The worse of what the score and the open findings say. */
  standing: Standing | null;
}

/** A score by number and bar, with the word for how that stands. */
export function Score({ score, standing, big }: Standings & { big?: boolean }) {
  const { t } = useTranslation();
  if (score === null && standing === null) {
    return <span className={css.muted}>{t("score.none")}</span>;
  }
  return (
    <span className={`${css.score} ${standing ? css[standingTone[standing]] : ""} ${big ? css.scoreBig : ""}`}>
      <span className={css.scoreNumber}>{score ?? "–"}</span>
      <svg className={css.meter} viewBox="0 0 100 8" preserveAspectRatio="none" data-meter aria-hidden>
        <rect className={css.track} width="100" height="8" rx="4" />
        <rect className={css.fill} width={score ?? 0} height="8" rx="4" />
      </svg>
      {standing && <span className={css.small}>{t(`score.standing.${standing}`)}</span>}
    </span>
  );
}

/** How many findings are open, with the worst severity among them: by shape and number alone, or in words. */
export function OpenFindings({ worst, count, words }: { worst: Severity | null; count: number; words?: boolean }) {
  const { t } = useTranslation();
  if (worst === null) {
    return words ? <span className={css.muted}>{t("score.nothingOpen")}</span> : <span className={css.muted}>–</span>;
  }
  const said = `${t(`severity.${worst}`)}, ${t("score.open", { count })}`;
  return words ? (
    <span className={css.row}>
      <SeverityLabel severity={worst} />
      {t("score.open", { count })}
    </span>
  ) : (
    <span className={`${css.label} ${css[worst]}`} title={said}>
      <Shape severity={worst} />
      <span aria-hidden>{count}</span>
      <VisuallyHidden>{said}</VisuallyHidden>
    </span>
  );
}
