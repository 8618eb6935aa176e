import { useId } from "react";
import css from "./stepchart.module.css";

interface Props {
  /** What the chart is of, and what it says in a sentence. */
  title: string;
  description: string;
  /** Oldest first; each holds until the next, null where there is none. */
  points: readonly { at: string; value: number | null }[];
  from: string;
  to: string;
  /** The ends of the scale. */
  range: readonly [number, number];
  /** Values at which a line is drawn across, with its number beside. */
  marks: readonly number[];
  /** Moments below the chart, in the reader's language. */
  moments: readonly string[];
}

const width = 600;
const height = 160;

/** A quantity that holds until it changes, over time. Who can't see it has the title, the description and the table that belongs beside it. */
export function StepChart({ title, description, points, from, to, range: [low, high], marks, moments }: Props) {
  const id = useId();
  const [start, end] = [new Date(from).getTime(), new Date(to).getTime()];
  const x = (at: number) => ((Math.max(at, start) - start) / Math.max(1, end - start)) * width;
  const y = (value: number) => height - 1 - ((value - low) / (high - low)) * (height - 2);
  const runs = unbroken(points.map(({ at, value }, index) => [x(new Date(at).getTime()), x(endOf(points, index, end)), value]));
  const line = runs
    .map(run =>
      run.map(([left, right, value], i) => `${i === 0 ? "M" : "L"}${left.toFixed(1)} ${y(value).toFixed(1)}H${right.toFixed(1)}`).join(""),
    )
    .join("");
  const last = runs.at(-1)?.at(-1);
  const area = runs
    .map(run => {
      const top = run.map(([left, right, value]) => `L${left.toFixed(1)} ${y(value).toFixed(1)}H${right.toFixed(1)}`).join("");
      return `M${run[0]![0].toFixed(1)} ${height}${top}V${height}Z`;
    })
    .join("");
  return (
    <div className={css.frame}>
      <div className={css.plot}>
        <svg
          className={css.chart}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-said`}
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-said`}>{description}</desc>
          {marks.map(mark => (
            <path key={mark} className={css.mark} d={`M0 ${y(mark).toFixed(1)}H${width}`} />
          ))}
          <path className={css.area} d={area} />
          <path className={css.line} d={line} />
          {last && <path className={css.now} d={`M${last[1].toFixed(1)} ${y(last[2]).toFixed(1)}h0`} />}
        </svg>
        <svg className={css.marks} viewBox={`0 0 28 ${height}`} aria-hidden>
          {marks.map(mark => (
            <text key={mark} y={Math.min(height - 2, Math.max(10, y(mark) + 4))}>
              {mark}
            </text>
          ))}
        </svg>
      </div>
      <div className={css.moments} aria-hidden>
        {moments.map(moment => (
          <span key={moment}>{moment}</span>
        ))}
      </div>
    </div>
  );
}

type Step = readonly [left: number, right: number, value: number];

/** Steps that follow each other without a gap. */
function unbroken(steps: readonly (readonly [number, number, number | null])[]): Step[][] {
  const runs: Step[][] = [];
  let open: Step[] | null = null;
  for (const [left, right, value] of steps) {
    if (value === null) {
      open = null;
    } else if (open === null) {
      open = [[left, right, value]];
      runs.push(open);
    } else {
      open.push([left, right, value]);
    }
  }
  return runs;
}

const endOf = (points: Props["points"], index: number, end: number) => {
  const next = points[index + 1];
  return next ? new Date(next.at).getTime() : end;
};
