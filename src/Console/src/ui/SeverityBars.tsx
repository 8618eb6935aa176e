import { Link } from "react-router";
import type { Severity } from "@/api/types";
import css from "./bars.module.css";
import { SeverityLabel } from "./Labels";
import parts from "./parts.module.css";

const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;

interface Props {
  label: string;
  counts: { critical: number; high: number; medium: number; low: number };
  /** Where those of a severity are listed. */
  to?: (severity: Severity) => string;
}

/** How many there are of each severity: by number, and by the length of a bar that repeats it. */
export function SeverityBars({ label, counts, to }: Props) {
  const numbers = severities.map(severity => [severity, counts[severity.toLowerCase() as Lowercase<Severity>]] as const);
  const most = Math.max(1, ...numbers.map(([, count]) => count));
  return (
    <ul className={css.bars} aria-label={label}>
      {numbers.map(([severity, count]) => {
        const name = <SeverityLabel severity={severity} />;
        return (
          <li key={severity} className={css.row}>
            {to ? <Link to={to(severity)}>{name}</Link> : name}
            <svg className={`${css.bar} ${parts[severity]}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
              <rect className={parts.track} width="100" height="8" />
              <rect className={parts.fill} width={(count / most) * 100} height="8" />
            </svg>
            <strong className={css.count}>{count}</strong>
          </li>
        );
      })}
    </ul>
  );
}
