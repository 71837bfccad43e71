"""Posting text: by who is present, once per client id, numbered by the room."""

from __future__ import annotations

import pytest

from rooms.chat import REMEMBERED_POSTS
from rooms.chat.terms import RECENT_MESSAGES, MessagePosted, PostMessage
from rooms.decision import AlreadyDone
from rooms.kinds import RoomKind
from rooms.members.terms import Leave
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import PERMITTED, Action, Role
from rooms.room import Room
from rooms.visibility import EVERYONE
from tests.support.rooms import START, Rig, person

ADA = person("ada")
BO = person("bo", Role.TEACHER)


def test_a_message_gets_the_rooms_next_id_and_todays_name() -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(PostMessage("cid-0001", "  Why is 0! = 1?\n"), ADA) == [
        MessagePosted(at=START, id=1, author="ada", author_name="Ada", cid="cid-0001", body="Why is 0! = 1?")
    ]
    rig.events(PostMessage("cid-0002", "Anybody?"), ADA)
    assert [message.id for message in rig.room.snapshot(EVERYONE).messages] == [1, 2]


def test_line_breaks_inside_a_message_stay() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(PostMessage("cid-0001", "a\n\n b"), ADA)
    assert rig.room.snapshot(EVERYONE).messages[0].body == "a\n\n b"


@pytest.mark.parametrize("body", [" ", "\n\t ", "\u200b\u2060", "\u202e", "\x00"])
def test_a_message_with_nothing_to_see_is_refused(body: str) -> None:
    rig = Rig()
    rig.enter(ADA)
    assert rig.ask(PostMessage("cid-0001", body), ADA) == Rejection(RejectionCode.EMPTY_MESSAGE)


@pytest.mark.row("D4")
def test_posting_the_same_client_id_three_times_posts_once() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(PostMessage("cid-0001", "hello"), ADA)
    seq = rig.room.seq
    for body in ("hello", "hello, otherwise"):
        assert rig.ask(PostMessage("cid-0001", body), ADA) == AlreadyDone(seq)
    assert [message.body for message in rig.room.snapshot(EVERYONE).messages] == ["hello"]


def test_two_authors_may_choose_the_same_client_id() -> None:
    rig = Rig()
    rig.enter(ADA, BO)
    rig.events(PostMessage("cid-0001", "mine"), ADA)
    rig.events(PostMessage("cid-0001", "mine too"), BO)
    assert len(rig.room.snapshot(EVERYONE).messages) == 2


@pytest.mark.row("D4")
def test_a_client_id_is_recognised_after_a_restart() -> None:
    rig = Rig()
    rig.enter(ADA)
    rig.events(PostMessage("cid-0001", "hello"), ADA)
    again = Room.thaw(rig.room.freeze()).handle(PostMessage("cid-0001", "hello"), ADA, rig.now)
    assert again == AlreadyDone(rig.room.seq)


def test_memory_of_client_ids_and_of_messages_is_bounded() -> None:
    rig = Rig(RoomKind.ZONE)
    rig.enter(ADA)
    for number in range(REMEMBERED_POSTS + 1):
        rig.events(PostMessage(f"cid-{number:04d}", "hello"), ADA)
    messages = rig.room.snapshot(EVERYONE).messages
    assert [message.id for message in messages] == list(
        range(REMEMBERED_POSTS + 2 - RECENT_MESSAGES, REMEMBERED_POSTS + 2)
    )
    assert isinstance(rig.ask(PostMessage("cid-0001", "hello"), ADA), AlreadyDone)
    assert isinstance(rig.ask(PostMessage("cid-0000", "the log knows this one"), ADA), list)


def test_only_members_who_are_present_post() -> None:
    rig = Rig()
    assert rig.ask(PostMessage("cid-0001", "hi"), ADA) == Rejection(RejectionCode.NOT_PRESENT)
    rig.enter(ADA)
    rig.events(Leave(), ADA)
    assert rig.ask(PostMessage("cid-0001", "hi"), ADA) == Rejection(RejectionCode.NOT_PRESENT)


def test_a_role_that_may_not_post_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMITTED, Role.STUDENT, frozenset({Action.ENTER}))
    rig = Rig()
    rig.enter(ADA)
    refused = rig.ask(PostMessage("cid-0001", "hi"), ADA)
    assert isinstance(refused, Rejection)
    assert refused.code is RejectionCode.NOT_PERMITTED
