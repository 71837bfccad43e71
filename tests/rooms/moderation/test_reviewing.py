"""Held messages: released or dropped by staff."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import Attachment, MessagePosted, PostMessage
from rooms.life.terms import Tick
from rooms.moderation.events import HeldDropped, HeldOverdue, HeldReleased, MessageHeld
from rooms.moderation.reviewing import release
from rooms.moderation.terms import DropHeld, ReleaseHeld, RuleEffect
from rooms.rejections import RejectionCode
from rooms.state import RoomState
from tests.rooms.moderation.scenes import SPAM, Classroom, code
from tests.support.law import ADA, BO, TOM
from tests.support.rooms import START

FILE = Attachment(f"{'0' * 64}.txt", "spam.txt", 1)


def a_room() -> Classroom:
    room = Classroom()
    room.rules(replace(SPAM, effect=RuleEffect.HOLD))
    room.say("first")
    room.events(PostMessage("cid-held", "spam", reply_to=1, mentions=["bo"], attachments=[FILE]), ADA)
    return room


def test_a_released_message_is_posted_as_its_author_wrote_it() -> None:
    room = a_room()
    room.say("meanwhile", BO)
    room.now += 60
    assert room.ask(ReleaseHeld(1), TOM) == [
        HeldReleased(at=room.now, number=1, author="ada", by="tom"),
        MessagePosted(
            at=room.now,
            id=3,
            author="ada",
            author_name="Ada",
            cid="cid-held",
            body="spam",
            reply_to=1,
            mentions=["bo"],
            attachments=[FILE],
            held=1,
        ),
    ]
    assert [message.body for message in room.view(BO).chat.messages] == ["first", "meanwhile", "spam"]
    assert room.staff.held == room.moderation(ADA).own.held == []
    assert code(room.ask(ReleaseHeld(1), TOM)) is RejectionCode.NOT_FOUND


def test_a_message_can_be_released_after_its_author_left() -> None:
    room = a_room()
    room.leave(ADA)
    room.events(ReleaseHeld(1), TOM)
    assert room.view(BO).chat.messages[-1].author_name == "Ada"


def test_a_reply_to_what_the_room_has_forgotten_is_a_message_of_its_own() -> None:
    room = RoomState()
    for id in range(1, KEPT_MESSAGES + 2):
        room.chat.apply(
            MessagePosted(at=START, id=id, author="bo", author_name="Bo", cid=f"cid-{id}", body="x")
        )
    room.moderation.apply(
        MessageHeld(
            at=START,
            number=1,
            author="ada",
            author_name="Ada",
            cid="cid-held",
            body="spam",
            rule="spam",
            reply_to=1,
        )
    )
    _, posted = release(room, room.moderation.content.held[1], "tom", START)
    assert isinstance(posted, MessagePosted)
    assert posted.reply_to is None


def test_a_dropped_message_is_gone_and_its_author_sees_that() -> None:
    room = a_room()
    assert room.ask(DropHeld(1, "advertising"), TOM) == [
        HeldDropped(at=START, number=1, author="ada", by="tom", reason="advertising")
    ]
    assert room.staff.held == room.moderation(ADA).own.held == []
    assert code(room.ask(DropHeld(1), TOM)) is RejectionCode.NOT_FOUND


def test_held_messages_are_numbered_on() -> None:
    room = a_room()
    room.events(DropHeld(1), TOM)
    room.say("more spam")
    assert [held.number for held in room.staff.held] == [2]


def test_who_is_not_staff_reviews_nothing() -> None:
    room = a_room()
    assert code(room.ask(ReleaseHeld(1), ADA)) is RejectionCode.NOT_PERMITTED
    assert code(room.ask(DropHeld(1), BO)) is RejectionCode.NOT_PERMITTED


def test_what_nobody_looks_at_for_two_minutes_is_overdue_once_and_goes_on_waiting() -> None:
    room = a_room()
    held_at = room.now
    assert room.room.next_deadline() == held_at + 120
    room.now += 120
    overdue = HeldOverdue(at=room.now, number=1, author="ada")
    assert overdue in room.events(Tick())
    assert overdue not in room.events(Tick())
    for held in (room.staff.held, room.moderation(ADA).own.held):
        assert [(each.at, each.review_by, each.overdue) for each in held] == [(held_at, held_at + 120, True)]
    assert room.moderation(BO).own.held == []
    room.events(ReleaseHeld(1), TOM)
    assert room.staff.held == []


def test_what_was_looked_at_in_time_is_never_overdue() -> None:
    room = a_room()
    room.events(DropHeld(1), TOM)
    room.now += 600
    assert not any(isinstance(event, HeldOverdue) for event in room.events(Tick()))
