/* Questions as a test wants them: what is not said is empty. */
import type { QuestionView } from "../../src/core/wire.gen";

export function question(id: number, changes: Partial<QuestionView> = {}): QuestionView {
  return {
    id,
    at: id,
    asker: "ann",
    asker_name: "Ann",
    text: `Question ${id}`,
    state: "queued",
    tried: "",
    expected: "",
    anonymous: false,
    pseudonym: null,
    held_for: null,
    source: "panel",
    message: null,
    session: null,
    votes: 0,
    voted: false,
    heard: null,
    place: null,
    edited_at: null,
    changed_at: null,
    answering_since: null,
    answered_by: "",
    mode: null,
    note: "",
    answers: [],
    dismissed_for: null,
    merged_into: null,
    reopened: 0,
    ...changes,
  };
}
