"""Every event changes the concept that it belongs to, and those that must hear of it."""

from __future__ import annotations

from typing import get_args

from rooms.applying import CHANGES, apply
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.events import AnyEvent
from rooms.state import RoomState
from tests.support.rooms import START


def posted(by: str, kind: AuthorKind) -> MessagePosted:
    return MessagePosted(
        at=START, id=1, cid="cid-0001", author=by, author_name=by.capitalize(), author_kind=kind, body="hi"
    )


def test_every_kind_of_event_has_its_change() -> None:
    assert set(CHANGES) == set(get_args(AnyEvent))


def test_what_a_person_made_is_remembered_by_its_client_id() -> None:
    state = RoomState()
    apply(state, posted("ada", AuthorKind.PERSON))
    assert (state.seq, state.chat.last_id) == (1, 1)
    assert state.created == {("ada", "cid-0001"): 1}


def test_who_speaks_for_the_first_time_is_noted_and_a_bot_is_not() -> None:
    state = RoomState()
    apply(state, posted("ada", AuthorKind.PERSON))
    apply(state, posted("bot", AuthorKind.BOT))
    assert state.obligations.newcomers.spoken == {"ada": (START, 1)}
