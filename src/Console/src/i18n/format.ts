import { useTranslation } from "react-i18next";

const relativeSteps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Dates and numbers in the language that is shown. Times are in the reader's own zone. */
export function useFormat() {
  const { i18n } = useTranslation();
  return formatFor(regional(i18n.language));
}

/** The reader's own variety of the language that is shown: British English writes its dates otherwise than American. */
const regional = (language: string) => navigator.languages?.find(each => each.split("-")[0] === language) ?? language;

export function formatFor(language: string) {
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  return {
    /** Empty for a moment that never was. */
    moment: (at: string | number | null) => (at === null ? "" : moment.format(new Date(at))),
    day: (at: string) => day.format(new Date(at)),
    number: (value: number) => number.format(value),
    percent: (ratio: number) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(ratio),
    bytes: (value: number) => bytes(value, number),
    /** How long: its two largest units. Empty when there is no such time. */
    duration: (seconds: number | null) => (seconds === null ? "" : duration(seconds, language)),
    ago: (at: string, now: number) => {
      const seconds = (new Date(at).getTime() - now) / 1000;
      const [unit, size] = relativeSteps.find(([, step]) => Math.abs(seconds) >= step) ?? (["second", 1] as const);
      return relative.format(Math.round(seconds / size), unit);
    },
  };
}

function duration(exact: number, language: string): string {
  const seconds = Math.round(exact);
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const from = first < 0 ? units.length - 1 : first;
  const shown = units.slice(from, from + 2);
  const least = shown.at(-1)?.[1] ?? 1;
  let rest = Math.round(seconds / least) * least;
  return shown
    .flatMap(([unit, size], index) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count > 0 || (index === 0 && shown.length === 1)
        ? [new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count)]
        : [];
    })
    .join(" ");
}

function bytes(value: number, number: Intl.NumberFormat): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${number.format(value / 1024 ** power)} ${units[power]}`;
}
