import { acting } from "./acting";
import { type Exclusive, exclusiveAmongTabs } from "./exclusive";
import type { SignedInView, TenantSummary, User } from "./types";

export interface SignedIn {
  kind: "in";
  accessToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  user: User;
  tenant: TenantSummary;
}

export type SessionState = { kind: "starting" } | { kind: "out"; expired: boolean } | SignedIn;

/** What tabs tell each other. It stays in memory: a broadcast channel stores nothing. */
type Message = { kind: "in"; state: SignedIn } | { kind: "out" };

export interface Channel {
  postMessage(message: Message): void;
  onmessage: ((event: MessageEvent<Message>) => void) | null;
}

export interface SessionParts {
  fetch: typeof fetch;
  channel: Channel | null;
  exclusive: Exclusive;
  hint: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  now: () => number;
  /** What names the tenant in a request to a path, when it is not the own one. */
  tenantFor?: (path: string) => string | null;
}

const hintKey = "holdfast.signed-in";
const leavingKey = "holdfast.leaving";
const renewBeforeMs = 60_000;
const consoleRequest = {
  credentials: "same-origin",
  headers: { "Content-Type": "application/json", "X-Holdfast-Console": "1" },
  body: "{}",
} as const;

/**
 * The signed-in user of this browser. The access token lives in memory only; the refresh token is an HttpOnly cookie that scripts never see.
 * Refresh tokens are single use and a replay ends the session, so at most one tab renews at any time, and the others take its result.
 */
export class Session {
  private state: SessionState = { kind: "starting" };
  private readonly listeners = new Set<() => void>();
  private renewal: Promise<string | null> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: SessionParts) {
    if (parts.channel) {
      parts.channel.onmessage = ({ data }) => (data.kind === "in" ? this.become(data.state) : this.leave(false));
    }
  }

  readonly current = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Picks up the session of an earlier visit, if there was one. */
  async start(): Promise<void> {
    if (this.parts.hint.getItem(leavingKey) !== null) {
      await this.finishLeaving();
    }
    if (this.parts.hint.getItem(hintKey) === null) {
      this.leave(false);
      return;
    }
    await this.renew(null);
    if (this.state.kind === "starting") {
      this.leave(false);
    }
  }

  /** Takes the answer of register or login. */
  accept(view: SignedInView): void {
    // Whoever signs in anew has ended what the cookie stood for.
    this.parts.hint.removeItem(leavingKey);
    const state = this.stateOf(view);
    this.become(state);
    this.parts.channel?.postMessage({ kind: "in", state });
  }

  /**
   * The cookie alone ends the session. When the server is away, this browser forgets the session all the same, and ends it at the next visit.
   * Answers where the browser can go to sign out of the identity provider too that opened the session; null where there is none.
   */
  async signOut(): Promise<string | null> {
    this.parts.hint.setItem(leavingKey, "1");
    const further = await this.finishLeaving();
    this.leave(false);
    this.parts.channel?.postMessage({ kind: "out" });
    return further;
  }

  /** fetch with the access token; renews it before it ends, and once more when the server refuses it. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const tenant = this.parts.tenantFor?.(new URL(request.url).pathname) ?? null;
    if (tenant !== null) {
      request.headers.set("X-Tenant", tenant);
    }
    const token = await this.token();
    const retry = request.clone();
    const response = await this.parts.fetch(withToken(request, token));
    if (response.status !== 401 || token === null) {
      return response;
    }
    const renewed = await this.renew(token);
    return renewed === null ? response : this.parts.fetch(withToken(retry, renewed));
  };

  /**
   * A token that is not the refused one. Callers at the same time share one request; a tab that waited for another takes what that one got.
   * @param refused the token that the server would not have, or null when none is held
   */
  renew(refused: string | null): Promise<string | null> {
    const held = this.held();
    if (held !== null && held !== refused) {
      return Promise.resolve(held);
    }
    this.renewal ??= this.parts
      .exclusive(async () => {
        const meanwhile = this.held();
        return meanwhile !== null && meanwhile !== refused ? meanwhile : this.exchange();
      })
      .finally(() => {
        this.renewal = null;
      });
    return this.renewal;
  }

  private async token(): Promise<string | null> {
    if (this.state.kind === "in" && this.state.expiresAt <= this.parts.now()) {
      return this.renew(this.state.accessToken);
    }
    return this.held();
  }

  private held(): string | null {
    return this.state.kind === "in" ? this.state.accessToken : null;
  }

  private async exchange(): Promise<string | null> {
    let response: Response;
    try {
      response = await this.post("/api/auth/refresh");
    } catch {
      this.schedule(5_000);
      return null;
    }
    if (response.ok) {
      this.accept((await response.json()) as SignedInView);
      return this.held();
    }
    if (response.status >= 500 || response.status === 429) {
      this.schedule(5_000);
    } else {
      this.leave(this.state.kind === "in");
    }
    return null;
  }

  private async finishLeaving(): Promise<string | null> {
    try {
      const response = await this.post("/api/auth/logout");
      if (response.ok || response.status === 401) {
        this.parts.hint.removeItem(leavingKey);
      }
      return response.ok && response.status === 200 ? ((await response.json()) as { endSessionUrl: string | null }).endSessionUrl : null;
    } catch {
      // Tried again when the console is next opened.
      return null;
    }
  }

  private post(path: string): Promise<Response> {
    return this.parts.fetch(path, { method: "POST", ...consoleRequest });
  }

  private stateOf(view: SignedInView): SignedIn {
    return {
      kind: "in",
      accessToken: view.accessToken,
      expiresAt: this.parts.now() + view.expiresIn * 1000,
      user: view.user,
      tenant: view.tenant,
    };
  }

  private become(state: SignedIn): void {
    this.state = state;
    this.parts.hint.setItem(hintKey, "1");
    this.schedule(Math.max(1_000, state.expiresAt - renewBeforeMs - this.parts.now()));
    this.tell();
  }

  private leave(expired: boolean): void {
    clearTimeout(this.timer);
    this.state = { kind: "out", expired };
    this.parts.hint.removeItem(hintKey);
    this.tell();
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    if (this.state.kind === "in") {
      const token = this.state.accessToken;
      this.timer = setTimeout(() => void this.renew(token), ms);
    }
  }

  private tell(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}

function withToken(request: Request, token: string | null): Request {
  if (token !== null) {
    request.headers.set("Authorization", `Bearer ${token}`);
  }
  return request;
}

export const session = new Session({
  fetch: (input, init) => fetch(input, init),
  channel: typeof BroadcastChannel === "undefined" ? null : (new BroadcastChannel("holdfast.session") as unknown as Channel),
  exclusive: exclusiveAmongTabs,
  hint: localStorage,
  now: Date.now,
  tenantFor: path => acting.nameFor(path),
});
