"""What is owed for messages that go to another room, as the room that they leave knows it.

What was said first decides: an obligation goes with its first message. One that has become a question of the panel stays
with the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from rooms.chat.terms import AuthorKind, MessageView
from rooms.kinds import Purpose
from rooms.moving.state import Leaving
from rooms.moving.terms import Owed
from rooms.obligations.events import Carried
from rooms.obligations.obligation import Obligation
from rooms.obligations.people import wrote_as_staff
from rooms.obligations.terms import Anchor, AnchorKind, PauseReason
from rooms.state import RoomState


def owed_for(room: RoomState, messages: Sequence[MessageView], now: float) -> list[Owed]:
    """Also what nobody owes here and somebody did where it came from."""
    ids = [message.id for message in messages]
    kept = [room.moving.kept[id] for id in ids if id in room.moving.kept]
    held = (_held(room, id) for id in ids)
    return [*kept, *(_owed(room, each, ids, now) for each in held if each is not None)]


def still_owed(room: RoomState, leaving: Leaving) -> list[Owed]:
    """Without what has been answered, or waived, while the messages were on their way."""
    return [owed for owed in leaving.owed if not owed.is_owed or owed.held in room.obligations.open]


def is_new(room: RoomState, first: MessageView) -> bool:
    """Whether nobody was ever owed anything for a learner's words, because of what the room is for."""
    is_listened_to = room.life.parent is None and room.purpose is Purpose.QUESTIONS
    if is_listened_to or first.id in room.moving.kept or first.author_kind is not AuthorKind.PERSON:
        return False
    is_known = room.obligations.id_at(Anchor(AnchorKind.MESSAGE, first.id)) is not None
    return not is_known and not wrote_as_staff(room, first.author)


def _held(room: RoomState, message: int) -> Obligation | None:
    """The open one of which this message is the first."""
    anchor = Anchor(AnchorKind.MESSAGE, message)
    held = room.obligations.find(room.obligations.id_at(anchor))
    if held is None or not held.is_open or held.anchor != anchor:
        return None
    return None if any(each.kind is AnchorKind.QUESTION for each in held.attached) else held


def _owed(room: RoomState, held: Obligation, ids: Sequence[int], now: float) -> Owed:
    seen, is_asked_back = held.seen, held.seen.paused_for is PauseReason.ASKED_BACK
    return Owed(
        message=held.anchor.number or 0,
        held=held.id,
        asker=held.asker,
        asker_name=seen.asker_name,
        class_=seen.class_,
        opened_at=seen.opened_at,
        consumed=held.consumed_at(now, room.obligations.windows),
        attached=[id for id in ids if Anchor(AnchorKind.MESSAGE, id) in held.attached],
        asked_back_by=held.paused_by if is_asked_back else "",
        carried=_carried(held, now),
    )


def _carried(held: Obligation, now: float) -> Carried:
    """A target that was missed by now and of which nobody was told yet was missed."""
    seen = held.seen
    is_late = seen.due_at is not None and seen.due_at < now
    return Carried(
        cycle=seen.cycle,
        reopened_at=seen.reopened_at,
        breached_at=seen.due_at if seen.breached_at is None and is_late else seen.breached_at,
        level=seen.level,
        next_level=held.next_level,
        other_level=held.other_level,
        acked_at=seen.acked_at,
        acked_by=seen.acked_by,
        acked_how=held.acked_how,
        bot_at=seen.bot_at,
        promised_by=seen.promised_by,
        promised_name=seen.promised_name,
        promised_at=held.promised_at,
        promise_due=seen.promise_due,
        promise_broken=seen.promise_broken,
    )


def elsewhere(owed: Owed, ids: dict[int, int], consumed: float) -> Owed:
    """The same, kept by the room where nobody owes it. `ids` are the messages there, by what they were here."""
    return replace(
        owed,
        message=ids[owed.message],
        held=0,
        attached=[ids[each] for each in owed.attached],
        consumed=consumed,
        is_owed=False,
    )
