"""A thread leaves: what goes, what is refused, and what the room still owes until the other one has it."""

from __future__ import annotations

import pytest

from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import (
    DeleteMessage,
    EditMessage,
    HideMessage,
    MarkImportant,
    MessageState,
    PinMessage,
    Place,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
)
from rooms.moving.terms import MOST_MESSAGES, MOST_UNCONFIRMED, KeepThread, MoveThread, NoteArrived
from rooms.obligations.terms import MarkSolved, ObligationClass, ObligationState
from rooms.rejections import RejectionCode
from tests.rooms.moving.rooms import Named, Space
from tests.rooms.obligations.zone import ANSWERS, ASKS, MINUTE, SAYS
from tests.support.law import ADA, BO, OTTO, TESS, TOM


@pytest.fixture
def space() -> Space:
    return Space()


def test_a_message_goes_with_its_replies_and_leaves_a_stub_that_says_where(space: Space) -> None:
    maths = space.maths
    first = maths.says(ADA, SAYS)
    reply = maths.says(BO, "Here too.", first)
    (moved, *_) = maths.events(MoveThread(first, "lounge", " chatter "), TOM)
    assert moved == ThreadMoved(
        at=maths.now, ids=[first, reply], to="lounge", by="tom", author="ada", reason="chatter"
    )
    stub = maths.message(first, ADA)
    assert (stub.state, stub.body, stub.author_name, stub.moved) == ("moved", "", "Ada", Place("lounge"))
    space.carry()
    there = space.lounge.room.last_message
    assert maths.message(first).moved == Place("lounge", "Lounge", there - 1)
    assert maths.message(reply).moved == Place("lounge", "Lounge", there)


def test_a_reply_goes_alone_and_its_thread_goes_on(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    reply = space.maths.says(BO, "Who won the match?", first)
    there = space.move(space.maths, reply, space.lounge)
    assert space.lounge.message(there).reply_to is None
    assert space.maths.message(first).state is MessageState.SHOWN
    again = space.maths.says(ADA, "And what of the rain?", reply)
    assert space.maths.message(again).reply_to == first


def test_what_is_gone_from_a_thread_stays_where_it_is(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    gone, stays = (space.maths.says(BO, text, first) for text in ("Rude.", "Fine."))
    space.maths.events(DeleteMessage(gone), BO)
    there = space.move(space.maths, first, space.lounge)
    assert space.lounge.message(there).replies == 1
    assert space.maths.message(gone).state is MessageState.DELETED
    assert space.maths.message(stays).moved == Place("lounge", "Lounge", there + 1)


def test_what_has_left_is_neither_pinned_nor_important_any_more(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    space.maths.events(PinMessage(first, True), TOM)
    space.maths.events(MarkImportant(first, True), TOM)
    space.maths.events(MoveThread(first, "lounge"), TOM)
    chat = space.maths.view(ADA).chat
    assert chat.pins == chat.important == []


def test_what_has_left_is_not_changed_replied_to_or_moved_again(space: Space) -> None:
    maths = space.maths
    first = maths.says(ADA, SAYS)
    maths.events(MoveThread(first, "lounge"), TOM)
    for carried in (False, True):
        if carried:
            space.carry()
        assert maths.refusal(MoveThread(first, "notes"), TOM) is RejectionCode.WRONG_STATE
        assert maths.refusal(EditMessage(first, "No."), ADA) is RejectionCode.WRONG_STATE
        assert maths.refusal(DeleteMessage(first), ADA) is RejectionCode.WRONG_STATE
        reply = maths.post("Yes.")
        assert maths.refusal(type(reply)(reply.cid, "Yes.", reply_to=first), BO) is RejectionCode.WRONG_STATE


def test_only_staff_move_and_only_what_is_of_a_lower_rank(space: Space) -> None:
    own, by_tess = space.maths.says(TOM, SAYS), space.maths.says(TESS, SAYS)
    by_ada = space.maths.says(ADA, SAYS)
    assert space.maths.refusal(MoveThread(by_ada, "lounge"), BO) is RejectionCode.NOT_PERMITTED
    assert space.maths.refusal(MoveThread(by_tess, "lounge"), TOM) is RejectionCode.OUTRANKED
    assert space.maths.events(MoveThread(own, "lounge"), TOM)
    assert space.maths.events(MoveThread(by_tess, "lounge"), OTTO)


def test_a_message_that_never_was_or_is_here_already_is_refused(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    assert space.maths.refusal(MoveThread(first, "maths"), TOM) is RejectionCode.BAD_CHOICE
    assert space.maths.refusal(MoveThread(999, "lounge"), TOM) is RejectionCode.NOT_FOUND


def test_a_thread_is_moved_up_to_a_bound(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    for number in range(MOST_MESSAGES - 1):
        space.maths.says(BO, f"reply {number}", first)
    last = space.maths.says(BO, "one too many", first)
    assert space.maths.refusal(MoveThread(first, "lounge"), TOM) is RejectionCode.TOO_MANY
    space.maths.events(DeleteMessage(last), BO)
    assert space.maths.events(MoveThread(first, "lounge"), TOM)


def test_a_thread_of_which_the_room_has_forgotten_replies_is_not_moved() -> None:
    maths = Named("maths", audiences=())
    first = maths.says(ADA, SAYS)
    maths.says(BO, "Here too.", first)
    maths.events(PinMessage(first, True), TOM)
    for number in range(KEPT_MESSAGES):
        maths.says(TOM, f"message {number}")
    assert maths.refusal(MoveThread(first, "lounge"), TOM) is RejectionCode.TOO_OLD


def test_only_so_many_threads_are_on_their_way_at_once(space: Space) -> None:
    ids = [space.maths.says(TOM, f"message {number}") for number in range(3)]
    state = space.maths.state()
    space.maths.events(MoveThread(ids[0], "lounge"), TOM)
    leaving = space.maths.state().moving.leaving[ids[0]]
    state.moving.leaving = {number: leaving for number in range(MOST_UNCONFIRMED)}
    space.maths.room = type(space.maths.room)(state)
    assert space.maths.refusal(MoveThread(ids[1], "lounge"), TOM) is RejectionCode.TOO_MANY


def test_a_thread_that_is_not_taken_is_back_in_its_place_with_all_that_it_was(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    hidden = space.maths.says(BO, "Look at this.", first)
    space.maths.reacts(TOM, first)
    space.maths.events(HideMessage(hidden), TOM)
    before = space.maths.message(first)
    space.maths.events(MoveThread(first, "nowhere"), TOM)
    space.carry()
    stayed = space.maths.log[-1]
    assert isinstance(stayed, ThreadStayed)
    assert (stayed.to, stayed.why) == ("nowhere", RejectionCode.NOT_FOUND)
    assert space.maths.message(first) == before
    assert space.maths.message(hidden, TOM).body == "Look at this."
    assert space.maths.message(hidden, ADA).body == ""
    assert space.maths.events(MoveThread(first, "lounge"), TOM)


def test_what_comes_back_too_late_changes_nothing(space: Space) -> None:
    first = space.maths.says(ADA, SAYS)
    assert space.maths.events(KeepThread(first)) == []
    assert space.maths.events(NoteArrived(first, {}, [])) == []


def test_the_room_owes_the_answer_until_the_other_one_has_the_thread(space: Space) -> None:
    maths = space.maths
    first = maths.says(ADA, ASKS)
    maths.events(MoveThread(first, "lounge"), TOM)
    assert [each.state for each in maths.waiting()] == [ObligationState.OPEN]
    assert [each.level for each in maths.waits(16 * MINUTE)] == [50, 100]
    space.carry()
    assert maths.owed().state is ObligationState.MOVED
    assert (maths.owed().resolved_by, maths.owed().due_at) == ("tom", None)


def test_what_is_solved_on_its_way_is_not_owed_again(space: Space) -> None:
    first = space.notes.says(ADA, SAYS)
    space.notes.events(MoveThread(first, "maths"), TOM)
    space.notes.events(MarkSolved(space.notes.owed().id), ADA)
    space.carry()
    assert space.maths.waiting() == []
    assert space.notes.owed().state is ObligationState.ANSWERED


def test_of_one_turn_of_which_only_the_first_words_go_the_rest_is_still_owed(space: Space) -> None:
    maths = space.maths
    first = maths.says(ADA, SAYS)
    asked = maths.says(ADA, ASKS)
    space.move(maths, first, space.lounge)
    (waiting,) = maths.waiting()
    assert (waiting.class_, waiting.anchor and waiting.anchor.number) == (ObligationClass.QUESTION, asked)


def test_what_was_said_first_decides_where_a_turn_is_owed(space: Space) -> None:
    first, more = space.maths.says(ADA, ASKS), space.maths.says(ADA, SAYS)
    space.move(space.maths, more, space.notes)
    assert [each.anchor and each.anchor.number for each in space.maths.waiting()] == [first]
    assert space.notes.waiting() == []


def test_where_each_message_stands_now_is_told_to_all(space: Space) -> None:
    first = space.maths.says(BO, ANSWERS)
    there = space.move(space.maths, first, space.notes)
    arrived = next(event for event in space.maths.log if isinstance(event, ThreadArrived))
    assert arrived.places == {first: Place("notes", "Notes", there)}
