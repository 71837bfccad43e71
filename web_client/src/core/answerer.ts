/* Who answered, by name. They may have answered from outside of the room, so the room's list of people is not enough. */
import type { MessageView, ObligationView, RoomView } from "./wire.gen";

/** Undefined where nobody is known by name: staff closed it without a word. */
export function answererOf(
  { owner, owner_name, resolved_by }: ObligationView,
  { members, questions }: RoomView,
  timeline: readonly MessageView[],
): string | undefined {
  if (owner === resolved_by && owner_name !== "") return owner_name;
  const said = [...timeline, ...questions.items.flatMap((question) => question.answers)];
  return (
    members.find(({ id }) => id === resolved_by)?.name ??
    said.findLast(({ author }) => author === resolved_by)?.author_name
  );
}
