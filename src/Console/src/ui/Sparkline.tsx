import css from "./sparkline.module.css";

interface Props {
  points: readonly { at: string | null; value: number }[];
  label: string;
  /** The scale's ends where the quantity has natural ones, such as 0 to 100 %. */
  range?: readonly [number, number];
}

const width = 240;
const height = 56;

/** A small chart of one series over time. A gap of more than four usual steps breaks the line: nothing was measured there. */
export function Sparkline({ points, label, range }: Props) {
  if (points.length === 0) {
    return null;
  }
  const times = points.map(point => new Date(point.at ?? 0).getTime());
  const values = points.map(point => point.value);
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  const low = range?.[0] ?? Math.min(...values);
  const high = range?.[1] ?? Math.max(...values);
  const x = (time: number) => (to === from ? width / 2 : ((time - from) / (to - from)) * width);
  const y = (value: number) => (high === low ? height / 2 : height - 2 - ((value - low) / (high - low)) * (height - 4));
  const usual = median(times.slice(1).map((time, i) => time - (times[i] ?? time)));
  const path = times
    .map((time, i) => {
      const gap = i === 0 || time - (times[i - 1] ?? time) > usual * 4;
      const place = `${x(time).toFixed(1)} ${y(values[i] ?? 0).toFixed(1)}`;
      // A line of no length shows a point that stands alone.
      return gap ? `M${place}h0` : `L${place}`;
    })
    .join("");
  return (
    <svg className={css.chart} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path className={css.base} d={`M0 ${height - 0.5}H${width}`} />
      <path className={css.line} d={path} />
    </svg>
  );
}

function median(steps: number[]): number {
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}
