/* What each event makes of a question that it concerns: what `rooms/questions/changes.py` does. */
import type { AnswerView, AnyEvent, QuestionState, QuestionView } from "../wire.gen";

type Of<Tag extends AnyEvent["t"]> = Extract<AnyEvent, { t: Tag }>;
/** These bring the whole question: whom they are told may never have seen it. */
export type Carrying = Of<"question_submitted" | "question_approved" | "question_reopened">;

/** `voters` of an event are ourselves, or nobody. */
export function newQuestion(event: Of<"question_asked">): QuestionView {
  const { id, text, state, tried, expected, anonymous, pseudonym, held_for, source, message } = event;
  return {
    id,
    at: event.asked_at,
    asker: event.author,
    asker_name: event.author_name,
    text,
    state,
    tried,
    expected,
    anonymous,
    pseudonym,
    held_for,
    source,
    message,
    session: event.session,
    votes: event.votes,
    voted: event.voters.length > 0,
    heard: event.heard,
    place: null,
    edited_at: null,
    changed_at: event.at,
    answering_since: null,
    answered_by: "",
    mode: null,
    note: "",
    answers: [],
    dismissed_for: null,
    merged_into: null,
    reopened: 0,
    adopted: false,
    review_by: event.review_by,
    overdue: false,
  };
}

/** The questions that `event` changes; none when it is about something else. */
export function concerned(event: AnyEvent): readonly number[] {
  switch (event.t) {
    case "question_voted":
      return [event.id, event.shown];
    case "question_merged":
    case "question_unmerged":
      return [event.id, event.into];
    case "question_moved":
      return Object.keys(event.places).map(Number);
    case "answer_written":
    case "answer_endorsed":
      return [event.question];
    default:
      return event.t in CHANGES ? [(event as Of<"question_focused">).id] : [];
  }
}

/** `question` after `event`, which concerns it. */
export function changed(question: QuestionView, event: AnyEvent): QuestionView {
  const change = CHANGES[event.t] as ((question: QuestionView, event: AnyEvent) => QuestionView) | undefined;
  return change?.(question, event) ?? question;
}

// ---------------------------------------------------------------- its asker

/** What is our own stays: our vote, and an asker who was unmasked for us. */
function carried(question: QuestionView, { question: told }: Carrying): QuestionView {
  return {
    ...told,
    voted: question.voted,
    asker: told.asker || question.asker,
    asker_name: told.asker_name || question.asker_name,
  };
}

function edited(question: QuestionView, event: Of<"question_edited">): QuestionView {
  const { text, tried, expected } = event;
  return { ...question, text, tried, expected, edited_at: event.at };
}

function withdrawn(question: QuestionView, event: Of<"question_withdrawn">): QuestionView {
  return textless(movedTo(question, "withdrawn", event.at));
}

function unmasked(question: QuestionView, event: Of<"question_unmasked">): QuestionView {
  const { asker, asker_name } = event;
  return asker === "" ? question : { ...question, asker, asker_name };
}

// ---------------------------------------------------------------- the queue

/** Only the voter is told who voted. */
function voted(question: QuestionView, event: Of<"question_voted">): QuestionView {
  const counted = question.id === event.shown ? { ...question, votes: event.votes } : question;
  const own = event.member !== "" && question.id === event.id;
  return own ? { ...counted, voted: event.on } : counted;
}

function merged(question: QuestionView, event: Of<"question_merged">): QuestionView {
  if (question.id === event.into) return { ...question, votes: event.votes };
  return { ...movedTo(question, "merged", event.at), merged_into: event.into };
}

function unmerged(question: QuestionView, event: Of<"question_unmerged">): QuestionView {
  if (question.id === event.into) return { ...question, votes: event.into_votes };
  return { ...movedTo(question, "queued", event.at), merged_into: null, votes: event.votes };
}

function placed(question: QuestionView, event: Of<"question_moved">): QuestionView {
  const place = (event.places as Readonly<Record<number, number>>)[question.id];
  return { ...question, place: place ?? null };
}

// ---------------------------------------------------------------- answers

function answerStarted(question: QuestionView, event: Of<"answer_started">): QuestionView {
  const started = movedTo(question, "answering", event.at);
  return { ...started, answering_since: event.at, answered_by: event.by };
}

/** Who began it has answered, whoever ended it. */
function answerEnded(question: QuestionView, event: Of<"answer_ended">): QuestionView {
  const { note } = event;
  if (!event.answered) return { ...movedTo(question, "queued", event.at), answered_by: "", note };
  return { ...movedTo(question, "answered", event.at), mode: "live", note };
}

/** Without a text it is a private one, of which peers learn only that it settled the question. */
function answerWritten(question: QuestionView, event: Of<"answer_written">): QuestionView {
  const answers = event.text === "" ? question.answers : [...question.answers, answerOf(event)];
  if (!event.resolves) return { ...question, answers };
  const answered = movedTo(question, "answered", event.at);
  return { ...answered, answers, mode: "text", answered_by: event.author };
}

function answerOf(event: Of<"answer_written">): AnswerView {
  const { id, at, author, author_name, author_kind, role, text } = event;
  return { id, at, author, author_name, author_kind, role, text, private: event.private, endorsed: false };
}

function answerEndorsed(question: QuestionView, event: Of<"answer_endorsed">): QuestionView {
  const answers = question.answers.map((answer) => ({ ...answer, endorsed: answer.id === event.answer }));
  const answered = question.state === "answered" ? question : movedTo(question, "answered", event.at);
  return { ...answered, answers, mode: event.mode, answered_by: event.author };
}

// ---------------------------------------------------------------- closing

function dismissed(question: QuestionView, event: Of<"question_dismissed">): QuestionView {
  const { reason: dismissed_for, note } = event;
  const gone = { ...movedTo(question, "dismissed", event.at), dismissed_for, note };
  return event.readable ? gone : textless(gone);
}

function textless(question: QuestionView): QuestionView {
  return { ...question, text: "", tried: "", expected: "" };
}

const NOT_HELD = { held_for: null, review_by: null, overdue: false } as const;

/** It is held no longer, if it was. */
function movedTo(question: QuestionView, state: QuestionState, changed_at: number): QuestionView {
  return { ...question, state, changed_at, answering_since: null, ...NOT_HELD };
}

type Change<Tag extends AnyEvent["t"]> = (question: QuestionView, event: Of<Tag>) => QuestionView;

const CHANGES: { readonly [Tag in AnyEvent["t"]]?: Change<Tag> } = {
  question_submitted: carried,
  question_approved: carried,
  question_reopened: carried,
  question_overdue: (question) => ({ ...question, overdue: true }),
  question_edited: edited,
  question_withdrawn: withdrawn,
  question_unmasked: unmasked,
  question_voted: voted,
  question_merged: merged,
  question_unmerged: unmerged,
  question_moved: placed,
  question_focused: (question, event) => movedTo(question, "focused", event.at),
  question_unfocused: (question, event) => movedTo(question, "queued", event.at),
  answer_started: answerStarted,
  answer_ended: answerEnded,
  answer_written: answerWritten,
  answer_endorsed: answerEndorsed,
  question_dismissed: dismissed,
  question_deferred: (question, event) => movedTo(question, "deferred", event.at),
  question_adopted: (question) => ({ ...question, adopted: true }),
};
