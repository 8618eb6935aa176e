/** What the server answered instead of success (RFC 9457), or that it could not be reached (status 0). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly traceId: string | null,
    readonly errors: Readonly<Record<string, string>>,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(`${code}: ${detail}`);
    this.name = "ApiProblem";
  }

  static async of(response: Response, body: unknown): Promise<ApiProblem> {
    const given = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const retry = Number(response.headers.get("Retry-After"));
    return new ApiProblem(
      response.status,
      text(given.code) ?? `http.${response.status}`,
      text(given.detail) ?? response.statusText,
      text(given.traceId) ?? response.headers.get("X-Request-Id"),
      fields(given.errors),
      Number.isFinite(retry) && retry > 0 ? retry : null,
    );
  }

  static unreachable(): ApiProblem {
    return new ApiProblem(0, "console.unreachable", "The server cannot be reached.", null, {});
  }

  /** Anything thrown, as a problem. */
  static from(error: unknown): ApiProblem {
    if (error instanceof ApiProblem) {
      return error;
    }
    return new ApiProblem(0, "console.failed", error instanceof Error ? error.message : String(error), null, {});
  }

  /** The copy on the screen is out of date, so reading it again may help. */
  get isStale(): boolean {
    return this.status === 409 || this.status === 412;
  }

  get isTransient(): boolean {
    return this.code === "console.unreachable" || this.status >= 500;
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 ? value : null;
}

function fields(value: unknown): Record<string, string> {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"))
    : {};
}
