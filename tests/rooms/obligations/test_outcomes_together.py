"""What is merged, and what a class hands on: rows that depend on other rows."""

from __future__ import annotations

import pytest

from community.metrics.outcomes import EndedBy, ResolvedBy
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.obligations.terms import (
    MarkSolved,
    MarkUnsolved,
    SetExamMode,
    WaiveObligation,
)
from rooms.questions.terms import (
    AdoptQuestion,
    EndAnswer,
    MergeQuestions,
    NoteAdopted,
    Origin,
    ReopenQuestion,
    StartAnswer,
    UnmergeQuestion,
    WithdrawQuestion,
    WriteAnswer,
)
from rooms.roles import Role
from tests.rooms.obligations.counted import row, rows
from tests.rooms.obligations.zone import ANSWERS, ASKS, HOUR, MINUTE, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def live() -> Zone:
    live = Zone(RoomKind.QA, audiences=())
    live.events(StartSession(), TESS)
    return live


# ---------------------------------------------------------------- merged


def test_a_merged_question_gets_the_response_of_the_other_and_keeps_its_own_beginning(live: Zone) -> None:
    live.asks(ADA)
    live.now += MINUTE
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    assert [each.waits for each in rows(live)] == [True, True]
    live.now += MINUTE
    live.events(StartAnswer(1), TESS)
    live.now += MINUTE
    live.events(EndAnswer(1), TESS)
    one, other = rows(live)
    assert (one.first_human_at, one.resolved_at) == (START + 2 * MINUTE, START + 3 * MINUTE)
    assert (other.first_human_at, other.resolved_at) == (START + 2 * MINUTE, START + 3 * MINUTE)
    assert (one.covered_ms, other.covered_ms) == (120_000, 60_000)
    assert (other.opened_at, other.responder, other.breached_at) == (START + MINUTE, "tess", None)


def test_a_merged_question_waits_and_is_missed_as_any_other(live: Zone) -> None:
    live.asks(ADA)
    live.events(StartAnswer(1), TESS)
    live.events(EndAnswer(1, answered=False), TESS)
    live.asks(BO)
    live.now += MINUTE
    live.asks(CHEN)
    live.events(MergeQuestions(3, 2), TESS)
    assert rows(live, now=live.now + 2 * MINUTE)[2].breached_at is None
    assert rows(live, now=live.now + 3 * MINUTE)[2].breached_at == live.now + 3 * MINUTE
    live.now += 4 * MINUTE
    live.events(WriteAnswer(live.cid(), 2, ANSWERS), TESS)
    late = rows(live)[2]
    assert (late.breached_at, late.covered_ms) == (START + 4 * MINUTE, 240_000)


def test_whoever_is_merged_with_what_was_taken_up_has_a_response_at_once(live: Zone) -> None:
    live.asks(ADA)
    live.events(StartAnswer(1), TESS)
    live.now += MINUTE
    live.asks(BO)
    live.now += MINUTE
    live.events(MergeQuestions(2, 1), TOM)
    assert (rows(live)[1].first_human_at, rows(live)[1].responder) == (START + 2 * MINUTE, "tess")
    live.events(UnmergeQuestion(2), TOM)
    assert rows(live)[1].waits


def test_what_is_not_merged_any_more_gets_nothing_from_the_other_and_keeps_its_own(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(StartAnswer(2), TOM)
    live.events(EndAnswer(2, answered=False), TOM)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(UnmergeQuestion(2), TESS)
    live.events(WriteAnswer(live.cid(), 1, ANSWERS), TESS)
    assert (rows(live)[1].responder, rows(live)[1].is_open) == ("tom", True)


def test_what_others_were_merged_with_is_merged_with_all_of_them(live: Zone) -> None:
    for actor in (ADA, BO, CHEN):
        live.asks(actor)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(MergeQuestions(1, 3), TESS)
    live.now += MINUTE
    live.events(WriteAnswer(live.cid(), 3, ANSWERS), TESS)
    assert [each.resolved_at for each in rows(live)] == [START + MINUTE] * 3


def test_who_was_merged_into_a_question_that_is_withdrawn_is_owed_an_answer_again(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(WithdrawQuestion(1), ADA)
    assert [each.ended_by for each in rows(live)] == [EndedBy.WITHDRAWN, None]


def test_what_was_merged_into_a_question_that_is_waived_is_waived_with_it(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(WaiveObligation(1, "answered in the book"), TESS)
    assert [each.ended_by for each in rows(live)] == [EndedBy.WAIVED] * 2


def test_what_the_other_gets_after_its_resolution_is_its_own(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(WriteAnswer(live.cid(), 1, ANSWERS), TESS)
    live.now += HOUR
    live.events(MarkUnsolved(1), ADA)
    live.events(MarkSolved(1), ADA)
    assert [(each.id, each.cycle, each.resolved_by) for each in rows(live)] == [
        ("room-1/1", 1, ResolvedBy.STAFF),
        ("room-1/1", 2, ResolvedBy.ASKER),
        ("room-1/2", 1, ResolvedBy.STAFF),
    ]


# ---------------------------------------------------------------- from class to class


def handed_on(live: Zone) -> Zone:
    """The question zone that took question 1 over."""
    live.events(EndSession(), TESS)
    zone = Zone(audiences=())
    zone.now = live.now
    waited = live.now - START
    adopted = AdoptQuestion(
        Origin("room-1", 1), "ada", "Ada", Role.STUDENT, False, START, ASKS, waited=waited
    )
    zone.events(adopted)
    live.events(NoteAdopted(1))
    return zone


def test_what_a_class_hands_on_is_one_row_with_the_response_that_it_had_there(live: Zone) -> None:
    live.asks(ADA)
    live.events(SetExamMode(1), TOM)
    live.waits(6 * MINUTE)
    live.events(StartAnswer(1), TESS)
    live.events(EndAnswer(1, answered=False), TESS)
    zone = handed_on(live)
    zone.now += HOUR
    zone.events(WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    only = row(live, zone)
    assert (only.room, only.opened_at, only.first_human_at) == ("room-2", START, START + 6 * MINUTE)
    assert (only.responder, only.breached_at, only.covered_ms) == ("tess", START + 4 * MINUTE, 300_000)
    assert only.paused == {"tom": 60_000}
    assert only.resolved_at == zone.now


def test_what_went_on_in_another_room_is_counted_there_only(live: Zone) -> None:
    live.asks(ADA)
    handed_on(live)
    assert rows(live) == []


@pytest.mark.parametrize("is_answered", [True, False])
def test_what_is_merged_with_what_a_class_hands_on_goes_on_with_it(live: Zone, is_answered: bool) -> None:
    for actor in (ADA, BO, CHEN):
        live.asks(actor)
        live.now += MINUTE
    live.events(MergeQuestions(3, 2), TESS)
    live.events(MergeQuestions(2, 1), TESS)
    zone = handed_on(live)
    zone.now += HOUR
    if is_answered:
        zone.events(WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    bo, chen, ada = rows(live, zone)
    assert [each.asker for each in (ada, bo, chen)] == ["ada", "bo", "chen"]
    assert [each.covered_ms for each in (ada, bo, chen)] == [3_780_000, 3_720_000, 3_660_000]
    at = zone.now if is_answered else None
    assert {(each.first_human_at, each.resolved_at, each.is_open) for each in (ada, bo, chen)} == {
        (at, at, not is_answered)
    }
    assert (bo.breached_at, chen.breached_at) == (START + 4 * MINUTE, START + 5 * MINUTE)


def test_what_is_merged_with_a_question_of_staff_waits_until_that_is_answered(zone: Zone) -> None:
    zone.asks(TESS)
    zone.asks(ADA)
    zone.events(MergeQuestions(2, 1), TOM)
    assert row(zone).waits
    zone.now += MINUTE
    zone.events(WriteAnswer(zone.cid(), 1, ANSWERS), TOM)
    assert (row(zone).responder, row(zone).resolved_at) == ("tom", START + MINUTE)


def test_who_asked_the_same_as_somebody_who_is_content_goes_on_waiting(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(MarkSolved(1), ADA)
    assert [each.is_open for each in rows(live)] == [False, True]


def test_a_question_that_had_been_asked_again_goes_on_in_its_cycle(live: Zone) -> None:
    live.asks(ADA)
    live.events(WriteAnswer(live.cid(), 1, ANSWERS), TESS)
    live.now += MINUTE
    live.events(ReopenQuestion(1), ADA)
    zone = handed_on(live)
    assert [(each.room, each.cycle, each.opened_at) for each in rows(live, zone)] == [
        ("room-1", 1, START),
        ("room-2", 2, START + MINUTE),
    ]


def test_what_a_room_took_over_from_one_that_nobody_asked_about_has_waited_since_it_was_asked(
    live: Zone,
) -> None:
    live.asks(ADA)
    live.now += MINUTE
    zone = handed_on(live)
    assert (row(zone).opened_at, row(zone).covered_ms) == (START, 60_000)
