/* Who waits for the stage, in which place, and who is on it. Pure rules over a view. */
import type { HandView, RoomView, SpeakerView } from "./wire.gen";

/** Position in the queue from 1; null while the hand is down. */
export function handPlace(view: RoomView, member: string): number | null {
  const index = view.stage.hands.findIndex((hand) => hand.member === member);
  return index < 0 ? null : index + 1;
}

export function speakerOf(view: RoomView, member: string): SpeakerView | null {
  return view.stage.speakers.find((speaker) => speaker.member === member) ?? null;
}

/** What a hand is about, in the words of whoever raised it. */
export function handTopic(view: RoomView, hand: HandView): string {
  const question = view.questions.items.find((each) => each.id === hand.question);
  return question?.text ?? hand.topic;
}

export function nameOf(view: RoomView, member: string): string {
  return view.members.find((each) => each.id === member)?.name ?? "";
}
