/* Who may be in the space, and as what: what operators decide, by the HTTP API. Keeps nothing. */
import { callApi } from "./api";
import type { Role } from "./wire.gen";

export interface Invite {
  /** Names it, and opens nothing. */
  readonly id: string;
  readonly role: Role;
  readonly created_at: number;
  /** How many people have their role by it. */
  readonly came: number;
  /** So has the reader. */
  readonly mine: boolean;
}

/** All of these reject with SignedOut or ApiRefused. */
export async function giveRole(person: string, role: Role): Promise<void> {
  await callApi("PATCH", `/api/people/${encodeURIComponent(person)}`, { role });
}

export function shutOut(person: string): Promise<void> {
  return callApi("DELETE", `/api/people/${encodeURIComponent(person)}`);
}

export function readInvites(): Promise<readonly Invite[]> {
  return callApi("GET", "/api/invites");
}

export function revokeInvite(id: string): Promise<void> {
  return callApi("DELETE", `/api/invites/${id}`);
}
