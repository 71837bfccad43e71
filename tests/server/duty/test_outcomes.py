"""Rows that say what became of each cycle, checked against what was said and done by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from community.covered_time import Window
from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy
from rooms.events import AnyEvent
from rooms.obligations.changes import new_obligation
from rooms.obligations.events import (
    AckUndone,
    BotReplied,
    CoverageSet,
    ExamModeSet,
    ObligationAcked,
    ObligationAnswered,
    ObligationClaimed,
    ObligationMerged,
    ObligationPaused,
    ObligationReclassed,
    ObligationRemoved,
    ObligationResumed,
    ObligationUnmerged,
    ObligationWaived,
    ObligationWithdrawn,
)
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ClockKind, How, ObligationClass, PauseReason, TargetKind
from server.duty.outcomes import outcomes
from tests.support.owed import answered, opened, reopened

NOW = 10_000.0
"""Everything is opened at the second of its id, with 900 seconds to a first response."""


def rows(*events: AnyEvent, room: str = "zone", now: float = NOW) -> list[Outcome]:
    return outcomes([(room, event) for event in events], now, hours, {"zone": "zone"})


def hours(version: int) -> Sequence[Window]:
    """Of version 1 every hour, of any other the first 500 seconds of time."""
    return [Window(0.0, 1e9)] if version == 1 else [Window(0.0, 500.0)]


def acked(at: float, consumed: float) -> ObligationAcked:
    return ObligationAcked(
        at=at,
        id=1,
        asker="ada",
        by="tess",
        how=How.REACTION,
        consumed=consumed,
        target=TargetKind.FULL,
        due_at=None,
    )


def solved(at: float, how: How, by: str = "ada") -> ObligationAnswered:
    return ObligationAnswered(at=at, id=1, asker="ada", by=by, how=how, consumed=40.0, first=True)


def test_what_waits_has_waited_until_now() -> None:
    assert rows(opened(1)) == [
        Outcome(
            id="zone/1",
            room="zone",
            zone="zone",
            class_="question",
            asker="ada",
            opened_at=1.0,
            covered_ms=9_999_000,
            target_ms=900_000,
            breached_at=901.0,
        )
    ]
    assert rows(opened(1), now=800.0)[0].breached_at is None


def test_a_first_response_is_by_whom_and_when_it_came_and_stays_when_the_answer_comes() -> None:
    row = rows(opened(1), acked(31.0, 30.0), answered(1, 600.0))[0]
    assert (row.first_human_at, row.responder, row.covered_ms) == (31.0, "tess", 30_000)
    assert (row.resolved_at, row.resolved_by, row.breached_at) == (600.0, ResolvedBy.STAFF, None)


def test_a_late_response_was_breached_when_its_time_was_over() -> None:
    row = rows(opened(1), answered(1, 1000.0))[0]
    assert (row.first_human_at, row.breached_at) == (1000.0, 901.0)


def test_a_full_answer_that_is_late_breaches_no_first_response() -> None:
    row = rows(opened(1), replace(acked(31.0, 30.0), due_at=100.0), answered(1, 600.0))[0]
    assert row.breached_at is None


def test_a_reaction_that_is_taken_back_was_none() -> None:
    undone = AckUndone(at=35.0, id=1, asker="ada", due_at=901.0, consumed=30.0)
    row = rows(opened(1), acked(31.0, 30.0), undone)[0]
    assert (row.first_human_at, row.responder, row.covered_ms) == (None, None, 9_999_000)


@pytest.mark.parametrize(
    ("how", "by"),
    [(How.BOT, ResolvedBy.AI), (How.MEMORY, ResolvedBy.AI), (How.ASKER, ResolvedBy.ASKER)],
)
def test_what_no_person_solved_has_no_human_response(how: How, by: ResolvedBy) -> None:
    row = rows(
        opened(1),
        BotReplied(at=3.0, id=1, asker="ada"),
        BotReplied(at=9.0, id=1, asker="ada"),
        solved(50.0, how),
    )[0]
    assert (row.first_human_at, row.first_bot_at, row.resolved_by, row.covered_ms) == (None, 3.0, by, 40_000)


def test_a_peer_whose_answer_counts_is_the_responder() -> None:
    row = rows(opened(1), solved(50.0, How.PEER, by="bo"))[0]
    assert (row.responder, row.resolved_by, row.first_human_at) == ("bo", ResolvedBy.PEER, 50.0)


@pytest.mark.parametrize(
    ("event", "by"),
    [
        (ObligationWithdrawn(at=50.0, id=1, asker="ada", consumed=20.0), EndedBy.WITHDRAWN),
        (ObligationRemoved(at=50.0, id=1, asker="ada", consumed=20.0, by="tess"), EndedBy.REMOVED),
        (ObligationWaived(at=50.0, id=1, asker="ada", consumed=20.0, by="tess", reason="no"), EndedBy.WAIVED),
    ],
)
def test_what_ended_without_an_answer_says_how(event: AnyEvent, by: EndedBy) -> None:
    row = rows(opened(1), event)[0]
    assert (row.ended_at, row.ended_by, row.covered_ms, row.is_open) == (50.0, by, 20_000, False)


def test_a_pause_is_the_persons_who_asked_back_and_stops_the_clock() -> None:
    paused = ObligationPaused(
        at=101.0, id=1, asker="ada", by="tess", why=PauseReason.ASKED_BACK, consumed=100.0
    )
    resumed = ObligationResumed(at=301.0, id=1, asker="ada", due_at=1101.0)
    row = rows(opened(1), paused, resumed, now=401.0)[0]
    assert (row.paused, row.covered_ms) == ({"tess": 200_000}, 200_000)
    still = rows(opened(1), paused, now=401.0)[0]
    assert (still.paused, still.covered_ms) == ({"tess": 300_000}, 100_000)
    over = rows(opened(1), paused, answered(1, 501.0))[0]
    assert (over.paused, over.covered_ms) == ({"tess": 400_000}, 60_000)


def test_an_exam_stops_the_clock_and_is_nobodys_pause() -> None:
    paused = ObligationPaused(at=101.0, id=1, asker="ada", by="tess", why=PauseReason.EXAM, consumed=100.0)
    resumed = ObligationResumed(at=301.0, id=1, asker="ada", due_at=1101.0, since=251.0)
    exam = ExamModeSet(at=101.0, by="tess", until=301.0)
    row = rows(opened(1), exam, paused, resumed, now=401.0)[0]
    assert (row.paused, row.covered_ms) == ({}, 250_000)


def test_the_clock_is_that_of_its_policy_or_of_the_wall() -> None:
    by_hours = replace(opened(1), policy=2)
    assert rows(by_hours)[0].covered_ms == 499_000
    assert rows(replace(by_hours, clock=ClockKind.WALL))[0].covered_ms == 9_999_000


def test_what_becomes_another_class_has_its_target() -> None:
    reclassed = ObligationReclassed(
        at=20.0,
        id=1,
        asker="ada",
        class_=ObligationClass.STATEMENT,
        target=TargetKind.FIRST,
        due_at=1801.0,
        consumed=19.0,
        by="tess",
        clock=ClockKind.COVERED,
        policy=1,
        first=1800.0,
    )
    claimed = ObligationClaimed(at=21.0, id=1, asker="ada", by="tess", by_name="Tess", until=None)
    row = rows(opened(1), reclassed, claimed)[0]
    assert (row.class_, row.target_ms, row.breached_at, row.owner) == ("statement", 1_800_000, 1801.0, "tess")


def test_a_reopening_is_a_cycle_of_its_own() -> None:
    again = reopened(1, 2000.0)
    again = replace(again, obligation=replace(again.obligation, cycle=2, due_at=2900.0))
    first, second = rows(opened(1), answered(1, 60.0), again, answered(1, 2100.0))
    assert (first.cycle, first.first_human_at, first.reopened) == (1, 60.0, True)
    assert (second.cycle, second.opened_at, second.first_human_at, second.reopened) == (
        2,
        2000.0,
        2100.0,
        False,
    )


def test_what_was_removed_and_is_restored_goes_on_in_its_cycle() -> None:
    removed = ObligationRemoved(at=50.0, id=1, asker="ada", consumed=20.0, by="tess")
    restored = replace(reopened(1, 150.0), consumed=20.0)
    assert restored.obligation.cycle == 1
    row = rows(opened(1), removed, restored, now=250.0)[0]
    assert (row.cycle, row.ended_by, row.covered_ms, row.is_open) == (1, None, 120_000, True)


def test_a_merged_one_takes_the_others_resolution_and_keeps_its_opening() -> None:
    merged = ObligationMerged(at=50.0, id=2, asker="bo", into=1, by="tess")
    first, second = rows(opened(1), opened(2), merged, answered(1, 600.0))
    assert (second.opened_at, second.first_human_at, second.resolved_at) == (2.0, 600.0, 600.0)
    assert (second.responder, second.resolved_by) == ("tess", ResolvedBy.STAFF)
    assert first.resolved_at == 600.0


def test_merging_in_a_circle_or_into_what_is_not_known_ends() -> None:
    around = [ObligationMerged(at=50.0, id=id, asker="ada", into=3 - id, by="tess") for id in (1, 2)]
    assert len(rows(opened(1), opened(2), *around)) == 2
    unknown = ObligationMerged(at=50.0, id=1, asker="ada", into=77, by="tess")
    assert rows(opened(1), unknown)[0].resolved_at is None


def test_what_is_parted_again_waits_as_before() -> None:
    merged = ObligationMerged(at=50.0, id=2, asker="bo", into=1, by="tess")
    parted = ObligationUnmerged(at=80.0, id=2, asker="bo", obligation=new_obligation(opened(2)))
    second = rows(opened(1), opened(2), merged, answered(1, 60.0), parted, now=180.0)[1]
    assert (second.first_human_at, second.is_open, second.covered_ms) == (None, True, 148_000)


def test_what_went_on_in_another_room_is_counted_there_only() -> None:
    gone = ObligationMerged(at=50.0, id=1, asker="ada", into=0, by="")
    there = replace(opened(1, 50.0), opened_at=1.0, consumed=49.0)
    found = outcomes([("class", opened(1)), ("class", gone), ("zone", there)], 150.0, hours, {})
    assert [(row.room, row.opened_at, row.covered_ms) for row in found] == [("zone", 1.0, 149_000)]


def test_more_hours_move_the_moment_of_the_breach() -> None:
    more = CoverageSet(at=5.0, coverage=STANDARD, due={1: 5000.0, 77: 1.0})
    assert rows(opened(1), more)[0].breached_at == 5000.0


def test_what_was_opened_before_the_events_begin_is_left_out() -> None:
    assert rows(answered(7, 60.0)) == []
    assert [row.id for row in rows(opened(2), opened(1))] == ["zone/1", "zone/2"]
