/* A post for later, as the room tells staff of it. */
import type { ScheduledPost } from "../../src/core/wire.gen";

export const EVENINGS = {
  zone: "Europe/Berlin",
  since: "2026-10-05",
  minutes: 1200,
  rule: "FREQ=WEEKLY;BYDAY=MO,WE,FR,SU",
  until: null,
} as const;

export function scheduledPost(id: number, changes: Partial<ScheduledPost> = {}): ScheduledPost {
  return {
    id,
    body: "What did you learn today?",
    important: false,
    expects_reply: true,
    timing: EVENINGS,
    by: "tom",
    by_name: "Tom",
    state: "waiting",
    next_at: 1_791_223_200,
    sent: 0,
    last_at: null,
    last_message: null,
    missed: 0,
    missed_at: null,
    ...changes,
  };
}
