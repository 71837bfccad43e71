"""A thread comes from another room: it is adopted once, with new ids, and that room is told where everything stands.

What somebody was owed for it goes on with the time that it has waited, as what such words are in this room: its purpose
decides. Where nobody owes it, that is kept with the message, for the case that it moves on.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from rooms.chat.terms import MessageView, Place, ThreadAdopted
from rooms.decision import Decision
from rooms.moving.owing import elsewhere
from rooms.moving.reclassing import class_here, new_class_here
from rooms.moving.terms import (
    MOST_UNCONFIRMED,
    AdoptionConfirmed,
    AdoptionNoted,
    AdoptThread,
    NoteArrived,
    NoteConfirmed,
    Owed,
)
from rooms.obligations.clocks import elapsed
from rooms.obligations.ledger import Ledger
from rooms.obligations.steps import Said, answered, attached, opened, paused
from rooms.obligations.targets import measure
from rooms.obligations.terms import Anchor, AnchorKind, How, ObligationClass, ObligationState, PauseReason
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import Target, TargetKind


class _Adopted(Struct, frozen=True):
    """The messages as they stand here, and their ids by what they were there."""

    messages: list[MessageView]
    ids: dict[int, int]

    def at(self, id: int) -> MessageView:
        """By what its id was there."""
        return self.messages[self.ids[id] - self.messages[0].id]


def adopt(room: RoomState, command: AdoptThread, now: float) -> Decision:
    source = command.source
    first = command.messages[0].id
    if room.moving.has_adopted(source.room, first):
        return []
    if len(room.moving.arrivals) >= MOST_UNCONFIRMED:
        return Rejection(RejectionCode.TOO_MANY, f"{MOST_UNCONFIRMED} threads have just come")
    thread = _renumbered(room, command)
    ledger = Ledger(room, now)
    kept = [left for owed in command.owed if (left := _goes_on(ledger, command, owed, thread)) is not None]
    if command.is_new:
        _begins(ledger, thread.messages[0])
    not_owed = {each.message for each in kept}
    return [
        ThreadAdopted(
            at=now,
            author=command.by,
            cid=f"thread.{source.room}.{first}",  # no client can send a point
            source=source,
            messages=thread.messages,
            reason=command.reason,
        ),
        AdoptionNoted(
            at=now,
            room=source.room,
            first=first,
            places={old: Place(room.life.id, room.life.title, new) for old, new in thread.ids.items()},
            owed=[owed.message for owed in command.owed if thread.ids[owed.message] not in not_owed],
            kept=kept,
        ),
        *ledger.events,
    ]


def _renumbered(room: RoomState, command: AdoptThread) -> _Adopted:
    """In the order in which they were said, as the newest here."""
    last, source = room.chat.last_id, command.source
    first = last + 1
    ids = {message.id: last + place for place, message in enumerate(command.messages, 1)}
    messages = [
        replace(
            message,
            id=ids[message.id],
            reply_to=None if ids[message.id] == first else first,
            replies=len(ids) - 1 if ids[message.id] == first else 0,
            important=False,
            moved=Place(source.room, source.title, message.id),
        )
        for message in command.messages
    ]
    return _Adopted(messages, ids)


# ---------------------------------------------------------------- what is owed


def _goes_on(ledger: Ledger, command: AdoptThread, owed: Owed, thread: _Adopted) -> Owed | None:
    """None once somebody owes it here; else what is kept of it."""
    message = thread.at(owed.message)
    kind = class_here(ledger.room, owed.class_, message)
    if kind is None:
        return elsewhere(owed, thread.ids, owed.consumed)
    _open(ledger, command, owed, thread, kind)
    return None


def _open(ledger: Ledger, command: AdoptThread, owed: Owed, thread: _Adopted, kind: ObligationClass) -> None:
    message = thread.at(owed.message)
    by = measure(ledger.room, kind)
    windows = ledger.room.obligations.windows(by.policy)
    ran = owed.is_owed and not owed.asked_back_by
    on_its_way = elapsed(by.target.clock, windows, command.left_at, ledger.now) if ran else 0.0
    waiting = opened(
        ledger,
        kind,
        _said(message, owed),
        by=by,
        opened_at=owed.opened_at,
        consumed=owed.consumed + on_its_way,
        carried=owed.carried,
    )
    for id in owed.attached:
        attached(ledger, waiting, Anchor(AnchorKind.MESSAGE, thread.ids[id]), kind)
        waiting = ledger.latest(waiting)
    if owed.asked_back_by:
        paused(ledger, waiting, owed.asked_back_by, PauseReason.ASKED_BACK)
    elif waiting.seen.state is ObligationState.ACKED and not waiting.needs_answer:
        answered(ledger, waiting, owed.carried.acked_by, owed.carried.acked_how or How.REPLY)


def _begins(ledger: Ledger, message: MessageView) -> None:
    """Nobody was owed anything where it was said: it begins now."""
    kind = new_class_here(ledger.room, message)
    if kind is not None:
        opened(ledger, kind, _said(message, None))


def _said(message: MessageView, owed: Owed | None) -> Said:
    asker, name = (message.author, message.author_name) if owed is None else (owed.asker, owed.asker_name)
    return Said(asker, name, Anchor(AnchorKind.MESSAGE, message.id), message.body, message.reply_to)


# ---------------------------------------------------------------- what the other room is told


def owed_news(room: RoomState) -> Iterator[tuple[Target, NoteArrived, NoteConfirmed]]:
    for arrival in room.moving.arrivals.values():
        told = NoteArrived(arrival.first, arrival.places, arrival.owed)
        target = Target(TargetKind.ROOM, room=arrival.room)
        yield target, told, NoteConfirmed(arrival.room, arrival.first)


def note_confirmed(room: RoomState, command: NoteConfirmed, now: float) -> Decision:
    if (command.room, command.first) not in room.moving.arrivals:
        return []
    return [AdoptionConfirmed(at=now, room=command.room, first=command.first)]
