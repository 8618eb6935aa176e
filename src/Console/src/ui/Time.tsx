import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";

let beats = 0;
const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  beats++;
  for (const each of listeners) {
    each();
  }
}

// One clock for all times on the page; it runs while there are any.
function subscribe(listener: () => void): () => void {
  clock ??= setInterval(tick, 30_000);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(clock);
      clock = undefined;
    }
  };
}

/** A moment: how long ago, with the exact time in the title; or the exact time itself. */
export function Time({ at, exact }: { at: string | null | undefined; exact?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  useSyncExternalStore(subscribe, () => beats);
  if (!at) {
    return <>{t("common.never")}</>;
  }
  const full = format.moment(at);
  return (
    <time dateTime={at} title={full}>
      {exact ? full : format.ago(at, Date.now())}
    </time>
  );
}
