import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Severity } from "@/api/types";
import css from "./parts.module.css";

const shapes: Record<Severity, ReactNode> = {
  CRITICAL: <path d="M6 0.500 11.500 6 6 11.500 0.500 6Z" />,
  HIGH: <path d="M6 1 11.500 11H0.500Z" />,
  MEDIUM: <rect x="1.500" y="1.500" width="9" height="9" />,
  LOW: <circle cx="6" cy="6" r="4" />,
};

/** A severity by word, shape and colour. */
export function SeverityLabel({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <span className={`${css.label} ${css[severity]}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" fill="currentColor" aria-hidden>
        {shapes[severity]}
      </svg>
      {t(`severity.${severity}`)}
    </span>
  );
}

export type Tone = "good" | "watch" | "poor" | "neutral";

/** A state by its word; the colour only repeats it. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${css.chip} ${css[tone]}`}>{children}</span>;
}

export const band = (score: number): Exclude<Tone, "neutral"> => (score >= 85 ? "good" : score >= 60 ? "watch" : "poor");

/** A score from 1 to 100 by number, bar and word. */
export function Score({ score, big }: { score: number | null; big?: boolean }) {
  const { t } = useTranslation();
  if (score === null) {
    return <span className={css.muted}>{t("score.none")}</span>;
  }
  const tone = band(score);
  return (
    <span className={`${css.score} ${css[tone]} ${big ? css.scoreBig : ""}`}>
      <span className={css.scoreNumber}>{score}</span>
      <svg className={css.meter} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
        <rect className={css.track} width="100" height="8" rx="4" />
        <rect className={css.fill} width={score} height="8" rx="4" />
      </svg>
      <span className={css.small}>{t(`score.${tone}`)}</span>
    </span>
  );
}
