/* How events change what we see of the stage and the hands before it: what `rooms/stage/reducer.py` does. */
import type { AnyEvent, HandView, SpeakerView, StageView } from "../wire.gen";

export function reduceStage(view: StageView, event: AnyEvent): StageView {
  switch (event.t) {
    case "hand_raised":
      return { ...view, hands: raised(view.hands, event) };
    case "hand_lowered":
      return { ...view, hands: without(view.hands, event.member) };
    case "hand_moved":
      return { ...view, hands: moved(view.hands, event.member, event.place) };
    case "promoted":
      return {
        ...view,
        hands: without(view.hands, event.member),
        speakers: [...without(view.speakers, event.member), speaker(event)],
      };
    case "demoted":
      return { ...view, speakers: without(view.speakers, event.member) };
    case "unmute_asked":
      return { ...view, asked_to_unmute: { member: event.member, by_name: event.by_name } };
    case "media_announced":
      return event.mic ? unasked(view, event.member) : view;
    case "member_left":
      return {
        ...unasked(view, event.member),
        hands: without(view.hands, event.member),
        speakers: without(view.speakers, event.member),
      };
    default:
      return view;
  }
}

/** Raising it again changes what it is about, and neither its place nor its clock. */
function raised(
  hands: readonly HandView[],
  event: Extract<AnyEvent, { t: "hand_raised" }>,
): readonly HandView[] {
  const { member, at, topic, question } = event;
  if (!hands.some((hand) => hand.member === member)) return [...hands, { member, at, topic, question }];
  return hands.map((hand) => (hand.member === member ? { ...hand, topic, question } : hand));
}

function moved(hands: readonly HandView[], member: string, place: number): readonly HandView[] {
  const others = without(hands, member);
  const hand = hands.filter((each) => each.member === member);
  return [...others.slice(0, place), ...hand, ...others.slice(place)];
}

/** Who switched their microphone on was not asked in vain, and who left is asked no more. */
function unasked(view: StageView, member: string): StageView {
  return view.asked_to_unmute?.member === member ? { ...view, asked_to_unmute: null } : view;
}

function speaker(event: Extract<AnyEvent, { t: "promoted" }>): SpeakerView {
  const { member, at: since, sources, until, question } = event;
  return { member, since, sources, until, question };
}

function without<Each extends { readonly member: string }>(
  list: readonly Each[],
  member: string,
): readonly Each[] {
  return list.filter((each) => each.member !== member);
}
