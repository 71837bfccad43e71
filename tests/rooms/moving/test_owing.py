"""What goes along of what is owed: with its first message, and never what is a question of the panel."""

from __future__ import annotations

from rooms.moving.owing import elsewhere, is_new, owed_for
from rooms.moving.terms import Owed
from rooms.obligations.terms import ObligationClass
from rooms.questions.terms import ConvertMessage
from rooms.state import RoomState
from tests.rooms.moving.rooms import Space
from tests.rooms.obligations.zone import ASKS, MINUTE, SAYS
from tests.support.law import ADA, BO, TOM


def owed_in(state: RoomState, *ids: int, now: float) -> list[Owed]:
    return owed_for(state, [state.chat.messages[id] for id in ids], now)


def test_it_says_how_long_who_has_waited() -> None:
    maths = Space().maths
    first = maths.says(ADA, ASKS)
    more = maths.says(ADA, "I tried the usual.", first)
    (owed,) = owed_in(maths.state(), first, more, now=maths.now + 3 * MINUTE)
    assert (owed.message, owed.asker, owed.class_, owed.consumed) == (
        first,
        "ada",
        ObligationClass.QUESTION,
        3 * MINUTE,
    )
    assert owed.attached == [more]


def test_nothing_goes_along_without_the_words_that_began_it() -> None:
    maths = Space().maths
    first, more = maths.says(ADA, ASKS), maths.says(ADA, SAYS)
    assert owed_in(maths.state(), more, now=maths.now) == []
    assert [owed.attached for owed in owed_in(maths.state(), first, now=maths.now)] == [[]]


def test_what_has_become_a_question_of_the_panel_stays_with_it() -> None:
    maths = Space().maths
    first = maths.says(ADA, ASKS)
    maths.events(ConvertMessage("cid-convert", first), ADA)
    assert owed_in(maths.state(), first, now=maths.now) == []


def test_words_of_learners_in_a_lounge_are_new_and_no_others() -> None:
    space = Space()
    for room, author, expected in (
        (space.lounge, ADA, True),
        (space.lounge, TOM, False),
        (space.notes, ADA, False),
        (space.maths, ADA, False),
    ):
        message = room.says(author, SAYS)
        state = room.state()
        assert is_new(state, state.chat.messages[message]) is expected, (room.id, author.member)


def test_what_was_owed_before_it_came_here_is_not_new() -> None:
    space = Space()
    there = space.move(space.maths, space.maths.says(BO, ASKS), space.lounge)
    state = space.lounge.state()
    assert not is_new(state, state.chat.messages[there])


def test_what_nobody_owes_here_is_kept_by_the_ids_that_its_messages_have_here() -> None:
    owed = Owed(4, 1, "ada", "Ada", ObligationClass.QUESTION, 1.0, 2.0, attached=[5])
    kept = elsewhere(owed, {4: 10, 5: 11}, 3.0)
    assert (kept.message, kept.attached, kept.consumed, kept.is_owed) == (10, [11], 3.0, False)
