/*
 * Who this browser is, by the HTTP API: an invite link becomes a session (a signed cookie that scripts cannot
 * read), the session gives one-time tickets for the WebSocket. Keeps nothing.
 */
import { SignedOut } from "./socket";
import type { Role } from "./wire.gen";

export interface Session {
  readonly person: string;
  /** Empty until one was chosen. */
  readonly name: string;
  readonly role: Role;
  readonly space_title: string;
}

/** The server said no; `code` is for programs and has words in the catalogue, as `api_<code>`. */
export class ApiRefused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const ANSWER_MS = 10_000;

export function redeemInvite(invite: string): Promise<Session> {
  return call("POST", "/api/session", { invite });
}

/** Null when this browser has no session. */
export async function readSession(): Promise<Session | null> {
  try {
    return await call("GET", "/api/session");
  } catch (error) {
    if (error instanceof SignedOut) return null;
    throw error;
  }
}

export function rename(name: string): Promise<Session> {
  return call("PATCH", "/api/session", { name });
}

export async function takeTicket(): Promise<string> {
  return (await call<{ ticket: string }>("POST", "/api/ticket")).ticket;
}

/** Rejects with SignedOut or ApiRefused; `unreachable` is the code when no answer came. */
async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await answer(method, path, body);
  if (response.ok) return response.json();
  if (response.status === 401) throw new SignedOut();
  const refusal = await response.json().catch(() => null);
  throw new ApiRefused(typeof refusal?.code === "string" ? refusal.code : "unreachable");
}

async function answer(method: string, path: string, body?: object): Promise<Response> {
  const init: RequestInit = { method, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) };
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
