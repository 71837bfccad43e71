"""How a page's picture of sub-rooms changes, where the snapshot law alone does not lead."""

from __future__ import annotations

from rooms.sub_rooms.reducer import reduce
from rooms.sub_rooms.terms import (
    BreakoutAssigned,
    BreakoutHeard,
    BreakoutTold,
    HelpAnswered,
    SubRoomsView,
    SubRoomView,
)

VIEW = SubRoomsView(
    rooms=[SubRoomView(number=1, title="Limits", seats=6, author="ada", author_name="Ada")], assigned=1
)


def test_an_assignment_of_others_leaves_ones_own() -> None:
    assert reduce(VIEW, BreakoutAssigned(at=1.0, by="tess", rooms={})) == VIEW
    assert reduce(VIEW, BreakoutAssigned(at=1.0, by="tess", rooms={"ada": 2})).assigned == 2


def test_messages_to_sub_rooms_are_shown_where_they_arrive() -> None:
    told = BreakoutTold(at=1.0, author="tess", cid="cid-00001", author_name="Tess", text="hello", rooms=[1])
    assert reduce(VIEW, told) == VIEW
    assert reduce(VIEW, BreakoutHeard(at=1.0, cid="cid-00001", number=1)) == VIEW


def test_an_answer_to_a_call_that_is_gone_changes_nothing() -> None:
    assert reduce(VIEW, HelpAnswered(at=1.0, number=1, by="tess", by_name="Tess")) == VIEW
