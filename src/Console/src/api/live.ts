import type { QueryClient } from "@tanstack/react-query";
import { readEvents } from "./eventStream";
import { session } from "./session";

export type LiveState = "connecting" | "live" | "offline";

/** What an event makes stale besides the area of its own name. */
const also: Readonly<Record<string, readonly string[]>> = {
  tenant: ["tenant", "health"],
  organization: ["health"],
  group: ["health"],
  device: ["health"],
  finding: ["health", "devices"],
  health: ["health", "devices"],
};

/** The cached areas (first members of query keys) that an event makes stale: `ticket.opened` those of `tickets`. Every event has left its mark in the audit log. */
export function staleBy(event: string): readonly string[] {
  const [thing = ""] = event.split(".");
  return thing === "hello" ? [] : [`${thing}s`, ...(also[thing] ?? []), "audit"];
}

const silenceMs = 45_000;
const gatherMs = 400;

/** Follows GET /api/live and marks what changed as stale. A connection that says nothing for 45 s (the server pings every 15) is taken as lost. */
export class Live {
  private state: LiveState = "connecting";
  private readonly listeners = new Set<() => void>();
  private readonly stale = new Set<string>();
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private stopping: AbortController | undefined;

  constructor(private readonly queries: QueryClient) {}

  readonly current = (): LiveState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Runs until the answer is called. */
  start(): () => void {
    const stop = new AbortController();
    this.stopping?.abort();
    this.stopping = stop;
    void this.run(stop.signal);
    return () => stop.abort();
  }

  private async run(stop: AbortSignal): Promise<void> {
    let failures = 0;
    let hasGap = false;
    while (!stop.aborted) {
      const connection = new AbortController();
      const end = () => connection.abort();
      stop.addEventListener("abort", end);
      let silence = setTimeout(end, silenceMs);
      try {
        const response = await session.fetch("/api/live", { headers: { Accept: "text/event-stream" }, signal: connection.signal });
        if (response.ok && response.body) {
          this.become("live");
          if (hasGap) {
            // Nobody told us what happened meanwhile.
            void this.queries.invalidateQueries();
          }
          hasGap = true;
          failures = 0;
          for await (const event of readEvents(response.body)) {
            clearTimeout(silence);
            silence = setTimeout(end, silenceMs);
            if (event !== "comment") {
              this.mark(event.name);
            }
          }
        }
      } catch {
        // Lost or never there; tried again below.
      }
      clearTimeout(silence);
      stop.removeEventListener("abort", end);
      connection.abort();
      if (!stop.aborted) {
        // The server ends each stream after a while: the first return is no failure worth a word.
        failures++;
        this.become(failures === 1 ? "connecting" : "offline");
        await pause(Math.min(30_000, 250 * 2 ** Math.min(failures, 7)) * (0.75 + Math.random() / 2), stop);
      }
    }
  }

  private mark(name: string): void {
    if (name === "missed") {
      void this.queries.invalidateQueries();
      return;
    }
    for (const area of staleBy(name)) {
      this.stale.add(area);
    }
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      const keys = [...this.stale];
      this.stale.clear();
      void this.queries.invalidateQueries({ predicate: query => keys.includes(String(query.queryKey[0])) });
    }, gatherMs);
  }

  private become(state: LiveState): void {
    if (state !== this.state) {
      this.state = state;
      for (const listener of this.listeners) {
        listener();
      }
    }
  }
}

const pause = (ms: number, stop: AbortSignal) =>
  new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
