/* Questions as a test wants them: what is not said is empty. */
import type { AnswerView, AnyEvent, QuestionsView, QuestionView } from "../../src/core/wire.gen";

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
    review_by: null,
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
    adopted: false,
    overdue: false,
    ...changes,
  };
}

export function board(...items: QuestionView[]): QuestionsView {
  return { order: "votes", pre_moderation: "off", items };
}

type Asked = Extract<AnyEvent, { t: "question_asked" }>;

export function asked(id: number, changes: Partial<Asked> = {}): Asked {
  return {
    t: "question_asked",
    at: id,
    author: "ann",
    cid: `cid-${id}`,
    id,
    author_name: "Ann",
    text: `Question ${id}`,
    state: "queued",
    asked_at: id,
    tried: "",
    expected: "",
    anonymous: false,
    pseudonym: null,
    held_for: null,
    review_by: null,
    source: "panel",
    message: null,
    origin: null,
    session: null,
    heard: null,
    voters: [],
    waited: 0,
    votes: 0,
    by: "",
    owed: true,
    ...changes,
  };
}

export function answer(id: number, changes: Partial<AnswerView> = {}): AnswerView {
  return {
    id,
    at: id,
    author: "bob",
    author_name: "Bob",
    author_kind: "person",
    role: "active",
    text: `Answer ${id}`,
    private: false,
    endorsed: false,
    ...changes,
  };
}

type Written = Extract<AnyEvent, { t: "answer_written" }>;

export function answerWritten(question: number, id: number, changes: Partial<Written> = {}): Written {
  const { author, author_name, author_kind, role, text } = answer(id);
  return {
    t: "answer_written",
    at: id,
    author,
    cid: `cid-${id}`,
    question,
    id,
    author_name,
    role,
    text,
    asker: "",
    private: false,
    resolves: false,
    public: true,
    author_kind,
    ...changes,
  };
}
