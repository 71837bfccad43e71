/* The HTTP API: small JSON bodies, the session's cookie, and refusals as coded errors. Keeps nothing. */
import { SignedOut } from "./socket";

/** The server said no; `code` is for programs and has words in the catalogue, as `api_<code>`. */
export class ApiRefused extends Error {
  constructor(
    readonly code: string,
    /** What else the refusal says. */
    readonly body: unknown = null,
  ) {
    super(code);
  }
}

const ANSWER_MS = 10_000;

/** Rejects with SignedOut or ApiRefused; `unreachable` is the code when no answer came in time. */
export async function callApi<Answer>(
  method: string,
  path: string,
  body?: object,
  withinMs = ANSWER_MS,
): Promise<Answer> {
  const response = await answer(method, path, body, withinMs);
  if (response.status === 204) return undefined as Answer;
  if (response.ok) return response.json();
  if (response.status === 401) throw new SignedOut();
  const refusal = await response.json().catch(() => null);
  throw new ApiRefused(typeof refusal?.code === "string" ? refusal.code : "unreachable", refusal);
}

async function answer(
  method: string,
  path: string,
  body: object | undefined,
  withinMs: number,
): Promise<Response> {
  const init: RequestInit = { method, cache: "no-store", signal: AbortSignal.timeout(withinMs) };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new ApiRefused("unreachable");
  }
}
