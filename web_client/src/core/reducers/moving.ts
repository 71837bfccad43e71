/*
 * How flags change what we see of what is off topic: what `rooms/moving/reducer.py` does. Staff are told how many say so,
 * everybody what they have said themselves.
 */
import type { AnyEvent, MovingView, OffTopicView } from "../wire.gen";

type Flagged = Extract<AnyEvent, { t: "off_topic_flagged" }>;

export function reduceMoving(view: MovingView, event: AnyEvent): MovingView {
  switch (event.t) {
    case "off_topic_flagged":
      return flagged(view, event);
    case "off_topic_settled":
    case "message_deleted":
    case "message_hidden":
      return without(view, [event.id]);
    case "thread_moved":
      return without(view, event.ids);
    default:
      return view;
  }
}

function without(view: MovingView, ids: readonly number[]): MovingView {
  return {
    off_topic: view.off_topic.filter(({ id }) => !ids.includes(id)),
    flagged: view.flagged.filter((id) => !ids.includes(id)),
  };
}

function flagged(view: MovingView, event: Flagged): MovingView {
  const off_topic = event.count === null ? view.off_topic : counted(view.off_topic, event, event.count);
  if (event.member === "") return { ...view, off_topic };
  const others = view.flagged.filter((id) => id !== event.id);
  const own = event.on ? [...others, event.id].sort((left, right) => left - right) : others;
  return { off_topic, flagged: own };
}

function counted(flags: readonly OffTopicView[], event: Flagged, count: number): readonly OffTopicView[] {
  const { id, at, author_name, excerpt } = event;
  if (count === 0) return flags.filter((each) => each.id !== id);
  if (!flags.some((each) => each.id === id)) return [...flags, { id, at, author_name, excerpt, count }];
  return flags.map((each) => (each.id === id ? { ...each, count } : each));
}
