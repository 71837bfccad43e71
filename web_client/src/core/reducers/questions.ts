/* How events change what we see of questions: what `rooms/questions/reducer.py` does. */
import type { AnyEvent, QuestionsView } from "../wire.gen";

export function reduceQuestions(view: QuestionsView, _event: AnyEvent): QuestionsView {
  return view;
}
