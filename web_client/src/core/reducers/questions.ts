/*
 * How events change the board of questions that we see: what `rooms/questions/reducer.py` does. What becomes of one
 * question is in `question_changes.ts`. A draft that is withdrawn was never asked: it leaves no trace.
 */
import type { AnyEvent, QuestionsView, QuestionView } from "../wire.gen";
import { type Carrying, changed, concerned, newQuestion } from "./question_changes";

type Questions = readonly QuestionView[];

export function reduceQuestions(view: QuestionsView, event: AnyEvent): QuestionsView {
  switch (event.t) {
    case "questions_ordered":
      return { ...view, order: event.mode };
    case "pre_moderation_set":
      return { ...view, pre_moderation: event.mode };
    default: {
      const items = reduceItems(view.items, event);
      return items === view.items ? view : { ...view, items };
    }
  }
}

function reduceItems(items: Questions, event: AnyEvent): Questions {
  switch (event.t) {
    case "question_asked":
      return [...items, newQuestion(event)];
    case "question_submitted":
    case "question_approved":
    case "question_reopened":
      return changedItems(shown(items, event), event);
    case "question_archived":
      return without(items, event.id);
    case "question_withdrawn":
      return event.state === "draft" ? without(items, event.id) : changedItems(items, event);
    default:
      return changedItems(items, event);
  }
}

function changedItems(items: Questions, event: AnyEvent): Questions {
  const ids = concerned(event);
  if (ids.length === 0) return items;
  return items.map((question) => (ids.includes(question.id) ? changed(question, event) : question));
}

/** With the question that the event carries, in the order of asking. */
function shown(items: Questions, event: Carrying): Questions {
  if (items.some((question) => question.id === event.id)) return items;
  return [...items, event.question].sort((left, right) => left.id - right.id);
}

function without(items: Questions, id: number): Questions {
  return items.filter((question) => question.id !== id);
}
