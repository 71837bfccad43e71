/* Cards of members (`server/http/cards.py`): each writes their own, staff read what was agreed to. Keeps nothing. */
import { callApi } from "./api";
import type { ObligationClass, Role } from "./wire.gen";

export const CARD_FIELDS = ["background", "goal", "progress"] as const;
export type CardField = (typeof CARD_FIELDS)[number];

export interface CardLine {
  readonly text: string;
  /** Staff may read it. */
  readonly shown: boolean;
}

/** `quotable`: staff may quote the progress where they mention the member. */
export type MemberCard = Readonly<Record<CardField, CardLine>> & { readonly quotable: boolean };

export interface OwnCard {
  readonly card: MemberCard;
  readonly longest: Readonly<Record<CardField, number>>;
  /** Who of the staff looked, newest first; `role` null: they are not there any more. */
  readonly looks: readonly { readonly name: string; readonly role: Role | null; readonly at: number }[];
}

export interface OpenTurn {
  readonly room: string;
  readonly room_title: string;
  readonly id: number;
  readonly class_: ObligationClass;
  readonly excerpt: string;
  readonly opened_at: number;
  readonly late: boolean;
}

export interface CardView {
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  readonly joined_at: number;
  readonly shown: Readonly<Partial<Record<CardField, string>>>;
  readonly standing: {
    readonly open: readonly OpenTurn[];
    readonly answered_at: number | null;
    readonly answered_by: string;
    readonly reopened: number;
  };
}

const OWN = "/api/me/card";
const of = (person: string, what: string) => `/api/people/${encodeURIComponent(person)}/${what}`;

/** All of these reject with SignedOut or ApiRefused. */
export const readOwnCard = () => callApi<OwnCard>("GET", OWN);
export const saveOwnCard = (card: MemberCard) => callApi<OwnCard>("PUT", OWN, card);
/** The member reads who opened it. */
export const openCard = (person: string) => callApi<CardView>("GET", of(person, "card"));
/** Whether the progress may be quoted; that is no look. */
export const mayQuote = async (person: string) =>
  (await callApi<{ quotable: boolean }>("GET", of(person, "quotable"))).quotable;
/** The progress, which is a look. */
export const readProgress = async (person: string) =>
  (await callApi<{ progress: string }>("GET", of(person, "progress"))).progress;
