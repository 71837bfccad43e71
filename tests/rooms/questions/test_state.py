"""What a room remembers of questions, for how long, and what others ask of it."""

from __future__ import annotations

import pytest

from rooms.kinds import RoomKind
from rooms.questions.events import QuestionArchived, QuestionAsked
from rooms.questions.state import REMEMBERED_ASKERS, REMEMBERED_ORIGINS, Questions
from rooms.questions.terms import (
    AdoptQuestion,
    FocusQuestion,
    MergeQuestions,
    Origin,
    PreModeration,
    QuestionState,
    SetPreModeration,
    StartAnswer,
    VoteQuestion,
)
from rooms.roles import Role
from rooms.room import Room
from rooms.state import RoomState
from rooms.visibility import STAFF, audience_of
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, EVERYBODY, GIL, OTTO, TESS


def _asked(id: int, *, author: str = "ada", origin: Origin | None = None) -> QuestionAsked:
    return QuestionAsked(
        at=0.0,
        author=author,
        cid=f"cid-{id:06d}",
        id=id,
        author_name=author.capitalize(),
        text="Why?",
        state=QuestionState.QUEUED,
        asked_at=0.0,
        origin=origin,
    )


def test_a_frozen_room_thaws_with_all_that_it_remembers_of_questions() -> None:
    hall = Hall()
    hall.asks(ADA, anonymous=True)
    hall.events(VoteQuestion(1, on=True), BO)
    hall.answers(hall.asks(BO), TESS)
    hall.events(StartAnswer(1), TESS)
    thawed = Room.thaw(hall.room.freeze())
    assert thawed.freeze() == hall.room.freeze()
    assert thawed.next_deadline() == hall.room.next_deadline()
    for actor in EVERYBODY:
        audience = audience_of(actor.member, actor.role)
        assert thawed.snapshot(audience) == hall.room.snapshot(audience)


def test_a_snapshot_of_a_version_without_questions_thaws() -> None:
    assert RoomState().questions == Questions()


def test_leaving_does_not_touch_ones_questions_and_votes() -> None:
    hall = Hall()
    id = hall.asks(ADA)
    hall.events(VoteQuestion(id, on=True), BO)
    hall.leaves(ADA)
    hall.leaves(BO)
    question = hall.seen(id)
    assert (question.state, question.asker_name, question.votes) == (QuestionState.QUEUED, "Ada", 1)
    hall.enter(ADA, BO)
    assert hall.seen(id, BO).voted


def test_a_member_is_called_onto_the_stage_with_an_open_question_of_theirs_that_all_see() -> None:
    hall = Hall()
    queued, focused, answering, draft = (
        hall.asks(ADA),
        hall.asks(ADA),
        hall.asks(BO),
        hall.asks(ADA, draft=True),
    )
    hall.events(StartAnswer(answering), TESS)
    hall.events(FocusQuestion(focused), TESS)
    hall.events(SetPreModeration(PreModeration.ALL), TESS)
    held = hall.asks(ADA)
    board = _board(hall)
    open_of_ada = [id for id in (queued, focused, answering, draft, held, 99) if board.is_open_of(id, "ada")]
    assert open_of_ada == [queued, focused]


def _board(hall: Hall) -> Questions:
    """What the room of this hall has made of its log."""
    board = Questions()
    for event in hall.log:
        if type(event).__module__ == "rooms.questions.events":
            board.apply(event)  # type: ignore[arg-type]
    return board


@pytest.mark.parametrize("number", [1, 2])
def test_an_origin_is_remembered_for_the_newest_thousand(number: int) -> None:
    board = Questions()
    for id in range(1, REMEMBERED_ORIGINS + 2):
        board.apply(_asked(id, origin=Origin("class", id)))
    assert board.is_adopted(Origin("class", number)) == (number > 1)
    assert not board.is_adopted(Origin("other", number))


def test_who_had_a_question_in_the_queue_is_remembered_also_when_the_question_is_forgotten() -> None:
    board = Questions()
    for id in range(1, REMEMBERED_ASKERS + 2):
        board.apply(_asked(id, author=f"asker-{id}"))
        board.apply(QuestionArchived(at=0.0, id=id))
    assert len(board.askers) == REMEMBERED_ASKERS
    assert "asker-1" not in board.askers
    assert "asker-2" in board.askers


def test_forgetting_what_is_forgotten_changes_nothing() -> None:
    board = Questions()
    board.apply(_asked(1))
    for _ in range(2):
        board.apply(QuestionArchived(at=0.0, id=1))
    assert board.view(STAFF).items == []


def test_forgetting_a_duplicate_after_what_it_followed_leaves_nothing() -> None:
    hall = Hall()
    hall.asks(ADA)
    hall.asks(BO)
    hall.events(VoteQuestion(1, on=True), GIL)
    hall.events(MergeQuestions(1, 2), TESS)
    for id in (2, 1):
        hall.room.apply(QuestionArchived(at=hall.now, id=id))
    assert hall.view(OTTO).questions.items == []


def test_an_adopted_question_knows_its_voters() -> None:
    zone = Hall(RoomKind.ZONE)
    adopt = AdoptQuestion(
        Origin("class", 4), "ada", "Ada", Role.STUDENT, False, 1.0, "Why?", voters=["bo", "gil"]
    )
    zone.events(adopt)
    assert [zone.seen(1, actor).voted for actor in (None, ADA, BO, GIL)] == [False, False, True, True]
    zone.events(VoteQuestion(1, on=False), BO)
    assert zone.seen(1).votes == 1
