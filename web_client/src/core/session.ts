/*
 * Who this browser is, by the HTTP API: an invite link becomes a session (a signed cookie that scripts cannot
 * read), the session gives one-time tickets for the WebSocket. Keeps nothing.
 */
import { callApi } from "./api";
import { SignedOut } from "./socket";
import type { Role } from "./wire.gen";

export interface Session {
  readonly person: string;
  /** Empty until one was chosen. */
  readonly name: string;
  readonly role: Role;
  readonly space_title: string;
}

export function redeemInvite(invite: string): Promise<Session> {
  return callApi("POST", "/api/session", { invite });
}

/** Null when this browser has no session. */
export async function readSession(): Promise<Session | null> {
  try {
    return await callApi("GET", "/api/session");
  } catch (error) {
    if (error instanceof SignedOut) return null;
    throw error;
  }
}

export function rename(name: string): Promise<Session> {
  return callApi("PATCH", "/api/session", { name });
}

export async function takeTicket(): Promise<string> {
  return (await callApi<{ ticket: string }>("POST", "/api/ticket")).ticket;
}
