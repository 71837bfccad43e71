/* Who should be looked after, for TAs and operators (`server/http/struggles.py`). Keeps nothing. */
import { callApi } from "./api";
import type { Role } from "./wire.gen";

export const SIGNS = ["reopened", "late", "help"] as const;
export type Sign = (typeof SIGNS)[number];

export interface Struggle {
  readonly number: number;
  readonly person: string;
  readonly name: string;
  readonly room: string;
  readonly room_title: string;
  readonly signs: Readonly<Partial<Record<Sign, number>>>;
  readonly opened_at: number;
  /** Empty: nobody has it. */
  readonly owner: string;
  readonly owner_name: string;
  readonly snoozed_until: number | null;
  readonly done_at: number | null;
  readonly done_by_name: string;
  readonly note: string;
}

export interface Struggles {
  readonly open: readonly Struggle[];
  readonly done: readonly Struggle[];
}

export const SNOOZES = [1, 3, 7, 14] as const;
export const LONGEST_NOTE = 500;

/** Only a courtesy of the page: the server tells nobody else. */
export function mayLookAfter(role: Role): boolean {
  return role === "ta" || role === "operator";
}

const act = (number: number, what: string, body: object) =>
  callApi<Struggles>("POST", `/api/struggles/${number}/${what}`, body);

/** All of these reject with SignedOut or ApiRefused; each answers with what there is afterwards. */
export const readStruggles = () => callApi<Struggles>("GET", "/api/struggles");
export const takeStruggle = (number: number) => act(number, "take", {});
export const snoozeStruggle = (number: number, days: number) => act(number, "snooze", { days });
export const finishStruggle = (number: number, note: string) => act(number, "finish", { note });
