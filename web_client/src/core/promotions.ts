/* Who is proposed for another role, and what operators make of it (`server/http/promotions.py`). Keeps nothing. */
import { callApi } from "./api";

export const RULE_FIELDS = ["answers", "days", "idle_days", "rest_days"] as const;
export type RuleField = (typeof RULE_FIELDS)[number];
export type PromotionRule = Readonly<Record<RuleField, number>>;

export type Direction = "up" | "down";

export interface GivenAnswer {
  readonly room: string;
  readonly id: number;
  /** Empty: asked anonymously. */
  readonly asker_name: string;
  readonly excerpt: string;
  readonly at: number;
}

export interface Proposal {
  readonly person: string;
  readonly name: string;
  readonly direction: Direction;
  /** Newest first. */
  readonly answers: readonly GivenAnswer[];
  readonly idle_since: number | null;
}

export interface Decision {
  readonly person: string;
  readonly name: string;
  readonly direction: Direction;
  readonly answers: number;
  readonly approved: boolean;
  readonly by_name: string;
  readonly at: number;
  readonly reason: string;
}

export interface Promotions {
  readonly rule: PromotionRule;
  readonly proposals: readonly Proposal[];
  /** Titles by id. */
  readonly rooms: Readonly<Record<string, string>>;
  readonly decisions: readonly Decision[];
}

export const LONGEST_REASON = 500;

/** All of these reject with SignedOut or ApiRefused; each answers with what there is afterwards. */
export const readPromotions = () => callApi<Promotions>("GET", "/api/promotions");
export const savePromotionRule = (rule: PromotionRule) =>
  callApi<Promotions>("PUT", "/api/promotions/rule", rule);
export const decidePromotion = (person: string, approved: boolean, reason: string) =>
  callApi<Promotions>("POST", `/api/promotions/${encodeURIComponent(person)}`, { approved, reason });
