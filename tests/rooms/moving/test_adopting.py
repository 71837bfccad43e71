"""A thread comes: adopted once, as it was, and what somebody was owed for it goes on with its time."""

from __future__ import annotations

import pytest

from rooms.chat.terms import HideMessage, MessageState, Place, PostMessage, ThreadAdopted
from rooms.moving.terms import MOST_UNCONFIRMED, AdoptionConfirmed, AdoptThread, MoveThread, NoteConfirmed
from rooms.obligations.events import ObligationMoved, ObligationOpened
from rooms.obligations.terms import (
    ClaimObligation,
    ObligationClass,
    ObligationState,
    PauseReason,
    PromiseAnswer,
)
from rooms.rejections import RejectionCode
from tests.rooms.moving.rooms import Named, Space
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, MINUTE, SAYS
from tests.support.law import ADA, BO, OTTO, TESS, TOM


@pytest.fixture
def space() -> Space:
    return Space()


def errand(room: Named) -> AdoptThread:
    (owed,) = room.room.errands()
    assert isinstance(owed.command, AdoptThread)
    return owed.command


def test_a_thread_keeps_its_authors_times_reactions_and_mentions(space: Space) -> None:
    maths = space.maths
    said_at = maths.now
    first = maths.says(ADA, SAYS, to=(BO,))
    reply = maths.says(BO, "Here too.", first)
    maths.reacts(BO, first, emoji="🎉")
    space.waits(5 * MINUTE)
    there = space.move(maths, first, space.notes)
    came, replied = space.notes.message(there), space.notes.message(there + 1)
    assert (came.author, came.author_name, came.at, came.body) == ("ada", "Ada", said_at, SAYS)
    assert (came.reactions, came.mentions, came.replies) == ({"🎉": ["bo"]}, ["bo"], 1)
    assert came.moved == Place("maths", "Maths", first)
    assert (replied.author, replied.reply_to, replied.moved) == ("bo", there, Place("maths", "Maths", reply))


def test_hidden_words_stay_hidden_and_can_be_restored_there(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    hidden = space.maths.says(BO, "Look at this.", first)
    space.maths.events(HideMessage(hidden), TOM)
    there = space.move(space.maths, first, space.notes) + 1
    assert [space.notes.message(there, actor).body for actor in (ADA, BO, TESS)] == [
        "",
        "Look at this.",
        "Look at this.",
    ]
    assert space.notes.message(there).state is MessageState.HIDDEN


def test_the_thread_goes_on_where_it_is_now(space: Space) -> None:
    there = space.move(space.maths, space.maths.says(ADA, SAYS), space.notes)
    reply = space.notes.says(BO, "Here too.", there)
    assert space.notes.message(there).replies == 1
    assert space.notes.message(reply).reply_to == there


def test_hearing_of_a_thread_twice_makes_no_second(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    space.maths.events(MoveThread(first, "notes"), TOM)
    adopt = errand(space.maths)
    assert space.notes.events(adopt)
    assert space.notes.events(adopt) == [], "before the other room has heard of it"
    space.carry()
    assert space.notes.events(adopt) == [], "and after that"
    assert [type(event) for event in space.notes.log].count(ThreadAdopted) == 1
    assert space.maths.room.errands() == space.notes.room.errands() == []


def test_a_confirmation_that_comes_twice_changes_nothing(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    space.move(space.maths, first, space.notes)
    assert space.notes.events(NoteConfirmed("maths", first)) == []
    assert [type(event) for event in space.notes.log].count(AdoptionConfirmed) == 1


def test_a_room_adopts_only_so_many_of_which_nobody_has_heard(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    space.maths.events(MoveThread(first, "notes"), TOM)
    adopt = errand(space.maths)
    space.notes.events(adopt)
    state = space.notes.state()
    arrival = state.moving.arrivals["maths", first]
    state.moving.arrivals = {("elsewhere", number): arrival for number in range(MOST_UNCONFIRMED)}
    space.notes.room = type(space.notes.room)(state)
    assert space.notes.refusal(adopt) is RejectionCode.TOO_MANY


def test_moving_back_undoes_it(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    asked_at = space.maths.now
    space.waits(4 * MINUTE)
    there = space.move(space.maths, first, space.lounge)
    space.waits(60 * MINUTE)
    back = space.move(space.lounge, there, space.maths)
    assert space.maths.message(back).body == ASKS
    (waiting,) = space.maths.waiting()
    assert (waiting.class_, waiting.opened_at) == (ObligationClass.QUESTION, asked_at)
    assert waiting.due_at == pytest.approx(space.maths.now + 11 * MINUTE), "nobody owed it in the lounge"


# ---------------------------------------------------------------- what is owed


def test_a_question_that_moves_to_another_room_for_questions_keeps_its_clock(space: Space) -> None:
    maths, other = space.maths, Named("physics")
    space.add(other)
    first = maths.says(ADA, ASKS)
    asked_at = maths.now
    space.waits(6 * MINUTE)
    maths.events(MoveThread(first, "physics"), TOM)
    space.waits(3 * MINUTE)
    space.carry()
    (waiting,) = other.waiting()
    assert (waiting.opened_at, waiting.due_at) == (asked_at, asked_at + 15 * MINUTE)
    assert (waiting.asker_name, waiting.excerpt, waiting.breached_at) == ("Ada", ASKS, None)
    moved = next(event for event in maths.log if isinstance(event, ObligationMoved))
    assert (moved.to, moved.goes_on) == ("physics", True)


def test_a_question_in_a_room_for_sharing_is_owed_an_acknowledgement(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    space.waits(6 * MINUTE)
    space.move(space.maths, first, space.notes)
    (waiting,) = space.notes.waiting()
    assert waiting.class_ is ObligationClass.STATEMENT
    assert waiting.due_at == pytest.approx(space.notes.now + 24 * MINUTE)


def test_a_question_in_a_lounge_is_owed_by_nobody_and_was_not_late(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    space.waits(6 * MINUTE)
    space.move(space.maths, first, space.lounge)
    assert space.lounge.waiting() == []
    assert space.maths.owed().state is ObligationState.MOVED
    space.waits(60 * MINUTE)
    assert space.maths.owed().breached_at is None


def test_what_was_late_before_it_moved_stays_late(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    due = space.maths.now + 15 * MINUTE
    space.waits(16 * MINUTE)
    space.move(space.maths, first, other)
    (waiting,) = other.waiting()
    assert (waiting.breached_at, waiting.level) == (due, 100)
    assert [each.level for each in other.waits(7 * MINUTE)] == [150], "no level is told of twice"


def test_a_target_that_was_missed_and_of_which_nobody_was_told_was_missed(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    due = space.maths.now + 15 * MINUTE
    space.maths.now = space.notes.now = due + MINUTE
    space.move(space.maths, first, space.notes)
    assert space.notes.owed().breached_at == due


def test_a_response_that_was_given_is_not_owed_again(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    space.maths.reacts(TESS, first)
    there = space.move(space.maths, first, other)
    (waiting,) = other.waiting()
    assert (waiting.state, waiting.acked_by, waiting.target) == ("acked", "tess", "full")
    other.says(TOM, ANSWERS, there)
    assert other.owed().state is ObligationState.ANSWERED


def test_where_a_response_is_all_that_is_owed_it_is_enough(space: Space) -> None:
    first = space.maths.says(ADA, ASKS)
    space.maths.reacts(TESS, first)
    space.move(space.maths, first, space.notes)
    assert (space.notes.owed().state, space.notes.owed().resolved_by) == ("answered", "tess")


def test_who_was_asked_back_is_still_to_speak(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    space.maths.says(TESS, ASKS_BACK, first)
    there = space.move(space.maths, first, other)
    assert other.owed().paused_for is PauseReason.ASKED_BACK
    other.says(ADA, "The third one.", there)
    assert other.owed().paused_for is None


def test_a_promise_goes_along_and_a_claim_does_not(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    id = space.maths.owed().id
    space.maths.events(ClaimObligation(id), TESS)
    space.maths.events(PromiseAnswer(id), TESS)
    due = space.maths.owed().promise_due
    space.waits(MINUTE)
    space.move(space.maths, first, other)
    (waiting,) = other.waiting()
    assert (waiting.promised_by, waiting.promise_due, waiting.owner) == ("tess", due, "")


def test_more_of_the_same_turn_goes_along(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    space.maths.says(ADA, "I tried the usual.", first)
    there = space.move(space.maths, first, other)
    assert [event.id for event in other.log if isinstance(event, ObligationOpened)] == [1]
    other.says(TOM, ANSWERS, there)
    assert other.waiting() == []


def test_several_who_wait_in_one_thread_all_go_along(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    space.maths.says(BO, "Why is 1! = 1?", first)
    space.move(space.maths, first, other)
    assert [each.asker for each in other.waiting()] == ["ada", "bo"]
    assert space.maths.waiting() == []


def test_what_nobody_owed_in_a_lounge_begins_to_be_owed_when_it_moves_to_a_zone(space: Space) -> None:
    first = space.lounge.says(ADA, ASKS)
    space.waits(60 * MINUTE)
    space.move(space.lounge, first, space.maths)
    (waiting,) = space.maths.waiting()
    assert (waiting.class_, waiting.opened_at) == (ObligationClass.QUESTION, space.maths.now)


def test_small_talk_and_words_of_staff_are_owed_nothing_anywhere(space: Space) -> None:
    for first in (space.lounge.says(ADA, "haha"), space.lounge.says(TOM, ASKS)):
        space.move(space.lounge, first, space.maths)
    assert space.maths.waiting() == []


def test_what_was_answered_is_not_asked_again_where_it_goes(space: Space) -> None:
    other = Named("physics")
    space.add(other)
    first = space.maths.says(ADA, ASKS)
    space.maths.says(TOM, ANSWERS, first)
    space.move(space.maths, first, other)
    assert other.waiting() == []


def test_why_it_moved_is_told_to_staff_and_its_author(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    space.maths.events(MoveThread(first, "notes", "chatter"), TOM)
    space.carry()
    adopted = next(event for event in space.notes.log if isinstance(event, ThreadAdopted))
    assert (adopted.reason, adopted.author, adopted.source) == (
        "chatter",
        "tom",
        Place("maths", "Maths", first),
    )


def test_a_message_that_moved_is_no_newcomers_first(space: Space) -> None:
    """It was said elsewhere."""
    there = space.move(space.maths, space.maths.says(ADA, SAYS), space.notes)
    assert isinstance(there, int)
    space.notes.events(PostMessage(space.notes.cid(), SAYS), ADA)
    assert space.notes.owed(actor=OTTO).class_ is ObligationClass.STATEMENT
