"""How flags change what a client sees. The rig holds the rest to the snapshot law."""

from __future__ import annotations

from rooms.chat.terms import MessageDeleted, MessagePosted, ThreadMoved
from rooms.moving.reducer import reduce, reduce_chat
from rooms.moving.terms import (
    AdoptionConfirmed,
    MovingView,
    OffTopicFlagged,
    OffTopicSettled,
    OffTopicView,
)

FLAGGED = OffTopicFlagged(at=5.0, id=3, member="", on=True, count=1, author_name="Ada", excerpt="It rained.")
SEEN = OffTopicView(3, 5.0, "Ada", "It rained.", 1)
OTHER = OffTopicView(9, 4.0, "Bo", "Hm.", 2)


def test_staff_are_told_the_number_and_members_their_own() -> None:
    assert reduce(MovingView([OTHER]), FLAGGED) == MovingView([OTHER, SEEN])
    own = OffTopicFlagged(at=5.0, id=3, member="bo", on=True, count=None, author_name="", excerpt="")
    assert reduce(MovingView(flagged=[9]), own) == MovingView(flagged=[3, 9])


def test_one_more_is_counted_where_it_stands() -> None:
    more = OffTopicFlagged(at=6.0, id=3, member="", on=True, count=2, author_name="Ada", excerpt="It rained.")
    assert [each.count for each in reduce(MovingView([SEEN, OTHER]), more).off_topic] == [2, 2]


def test_the_last_who_takes_it_back_ends_it() -> None:
    back = OffTopicFlagged(at=6.0, id=3, member="bo", on=False, count=0, author_name="Ada", excerpt="")
    assert reduce(MovingView([SEEN, OTHER], [3, 9]), back) == MovingView([OTHER], [9])


def test_what_is_settled_or_gone_is_off_topic_no_more() -> None:
    view = MovingView([SEEN, OTHER], [3, 9])
    left = MovingView([OTHER], [9])
    assert reduce(view, OffTopicSettled(at=6.0, id=3, by="tom", members=[])) == left
    assert reduce_chat(view, MessageDeleted(at=6.0, id=3, by="tom")) == left
    assert reduce_chat(view, ThreadMoved(at=6.0, ids=[3, 4], to="lounge", by="tom", author="ada")) == left


def test_everything_else_changes_nothing() -> None:
    view = MovingView([SEEN])
    assert reduce(view, AdoptionConfirmed(at=6.0, room="maths", first=1)) is view
    posted = MessagePosted(at=6.0, id=10, author="bo", author_name="Bo", cid="cid-00001", body="hi")
    assert reduce_chat(view, posted) is view
