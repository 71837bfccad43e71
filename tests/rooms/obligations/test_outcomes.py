"""Logs of real rooms become rows: what was answered when, by whom, on which clock, and where it went on."""

from __future__ import annotations

import pytest

from community.covered_time import Window
from community.metrics.outcomes import EndedBy, Outcome, Promise, ResolvedBy
from rooms.chat.terms import DeleteMessage, HideMessage, RestoreMessage
from rooms.kinds import RoomKind
from rooms.life.terms import StartSession
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import (
    AutoReply,
    Coverage,
    How,
    MarkSolved,
    MarkUnsolved,
    PromiseAnswer,
    SetAutoReplies,
    SetCoverage,
    SetExamMode,
    WaiveObligation,
)
from rooms.questions.terms import (
    WriteAnswer,
)
from rooms.stage.terms import Promote, RaiseHand
from tests.rooms.obligations.counted import HOURS, STAFF, hours, row, rows
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START


@pytest.fixture
def zone() -> Zone:
    return Zone(audiences=())


# ---------------------------------------------------------------- one cycle


def test_an_answer_is_a_response_and_a_resolution_by_whoever_gave_it(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.now += 5 * MINUTE
    zone.says(TESS, ANSWERS, first)
    zone.now += HOUR
    assert row(zone) == Outcome(
        id="room-1/1",
        room="room-1",
        zone="zone",
        class_="question",
        asker="ada",
        opened_at=START,
        first_human_at=START + 5 * MINUTE,
        responder="tess",
        covered_ms=300_000,
        consumed_ms=300_000,
        target_ms=900_000,
        resolved_at=START + 5 * MINUTE,
        resolved_by=ResolvedBy.STAFF,
    )


def test_what_is_open_has_waited_until_now_and_is_missed_once_its_target_has_passed(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    early = row(zone, now=START + 10 * MINUTE)
    assert (early.is_open, early.covered_ms, early.breached_at) == (True, 600_000, None)
    late = row(zone, now=START + 15 * MINUTE)
    assert (late.waits, late.covered_ms, late.breached_at) == (True, 900_000, START + 15 * MINUTE)


def test_what_happened_after_now_is_not_known(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.now += 5 * MINUTE
    zone.says(TESS, ANSWERS, first)
    assert row(zone, now=START + MINUTE).is_open


def test_a_late_answer_is_a_breach_whether_or_not_anybody_was_told(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.now += 20 * MINUTE
    zone.says(TESS, ANSWERS, first)
    assert (row(zone).breached_at, row(zone).covered_ms) == (START + 15 * MINUTE, 1_200_000)


def test_the_answer_that_was_due_later_breaches_no_first_response(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.reacts(TESS, first)
    zone.waits(5 * HOUR)
    assert zone.owed().breached_at == START + 4 * HOUR
    zone.says(TOM, ANSWERS, first)
    assert (row(zone).responder, row(zone).breached_at) == ("tess", None)


def test_a_reaction_that_is_taken_back_was_no_response(zone: Zone) -> None:
    said = zone.says(ADA, SAYS)
    zone.reacts(TESS, said)
    assert row(zone).resolved_by is ResolvedBy.STAFF
    zone.now += 5
    zone.reacts(TESS, said, on=False)
    assert (row(zone).waits, row(zone).responder, row(zone).covered_ms) == (True, None, 5_000)


def test_a_learner_who_answers_a_statement_is_a_peer_and_an_accepted_answer_is_a_peers(zone: Zone) -> None:
    said = zone.says(ADA, SAYS)
    zone.says(BO, ANSWERS, said)
    asked = zone.asks(BO)
    question = zone.owed().id
    zone.events(WriteAnswer(zone.cid(), asked, ANSWERS), CHEN)
    zone.events(MarkSolved(question), BO)
    by = {each.id: (each.responder, each.resolved_by) for each in rows(zone)}
    assert by["room-1/1"] == ("bo", ResolvedBy.PEER)
    assert by[f"room-1/{question}"] == ("chen", ResolvedBy.PEER)


def test_what_a_bot_solved_is_no_persons_and_neither_is_what_the_asker_found(zone: Zone) -> None:
    zone.events(SetAutoReplies([AutoReply("wiki", ["homework"], "See the wiki.")]), TESS)
    zone.says(ADA, "When is the homework due?")
    replied_at = zone.now
    zone.now += MINUTE
    zone.events(MarkSolved(1, How.BOT), ADA)
    zone.says(BO, ASKS)
    zone.events(MarkSolved(2), BO)
    bots, own = rows(zone)
    assert (bots.first_bot_at, bots.first_human_at, bots.resolved_by) == (replied_at, None, ResolvedBy.AI)
    assert (own.first_human_at, own.resolved_by, own.covered_ms) == (None, ResolvedBy.ASKER, 0)
    assert bots.covered_ms == 60_000


def test_what_ends_without_an_answer_says_how(zone: Zone) -> None:
    gone = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.events(DeleteMessage(gone), ADA)
    zone.events(HideMessage(zone.says(BO, ASKS)), TESS)
    zone.says(CHEN, ASKS)
    zone.events(WaiveObligation(3, "said twice"), TESS)
    assert [each.ended_by for each in rows(zone)] == [EndedBy.WITHDRAWN, EndedBy.REMOVED, EndedBy.WAIVED]
    assert (rows(zone)[0].ended_at, rows(zone)[0].covered_ms) == (START + MINUTE, 60_000)


def test_what_comes_back_goes_on(zone: Zone) -> None:
    said = zone.says(ADA, ASKS)
    zone.events(HideMessage(said), TESS)
    zone.events(RestoreMessage(said), TESS)
    assert (row(zone).is_open, row(zone).cycle, row(zone).reopened) == (True, 1, False)


# ---------------------------------------------------------------- clocks


def test_every_cycle_is_a_row_from_its_own_beginning(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, first)
    zone.now += HOUR
    zone.events(MarkUnsolved(1), ADA)
    zone.now += MINUTE
    once, again = rows(zone)
    assert (once.cycle, once.reopened, once.responded) == (1, True, True)
    assert (again.cycle, again.opened_at, again.is_open, again.covered_ms) == (2, START + HOUR, True, 60_000)


def test_time_without_cover_is_not_waited(zone: Zone) -> None:
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [HOURS])))
    zone.says(ADA, ASKS)
    assert row(zone, now=START + HOUR + 10 * MINUTE).covered_ms == 600_000
    assert row(zone, now=START + 9 * HOUR).breached_at == START + HOUR + 15 * MINUTE


def test_a_hand_waits_by_the_wall_and_is_told_in_covered_time_too() -> None:
    zone = Zone(RoomKind.QA, audiences=())
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [HOURS])))
    zone.now = HOURS.start - MINUTE
    zone.events(StartSession(), TESS)
    zone.events(RaiseHand(), ADA)
    zone.now += 90
    zone.events(Promote("ada"), TESS)
    assert (row(zone).consumed_ms, row(zone).covered_ms, row(zone).breached_at) == (90_000, 30_000, None)


def test_covered_time_is_without_the_time_in_which_a_clock_stood(zone: Zone) -> None:
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [HOURS])))
    zone.now = HOURS.start
    message = zone.says(ADA, ASKS)
    zone.events(SetExamMode(10), TOM)
    zone.waits(15 * MINUTE)
    zone.events(HideMessage(message), TESS)
    zone.now += 20 * MINUTE
    assert row(zone).covered_ms == 5 * 60_000
    zone.events(RestoreMessage(message), TESS)
    zone.now += 2 * MINUTE
    assert (row(zone).covered_ms, row(zone).consumed_ms) == (7 * 60_000, 7 * 60_000)
    zone.says(TESS, ANSWERS, message)
    zone.now = HOURS.end + HOUR
    assert (row(zone).covered_ms, row(zone).paused) == (7 * 60_000, {"tom": 600_000})


def test_the_highest_level_of_each_cycle_is_told(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(HOUR)
    zone.says(TESS, ANSWERS, message)
    zone.events(MarkUnsolved(1), ADA)
    assert [each.level for each in rows(zone)] == [400, 0]


def test_what_became_of_each_promise(zone: Zone) -> None:
    kept, late = zone.says(ADA, ASKS), zone.says(BO, ASKS)
    zone.events(PromiseAnswer(1), TESS)
    zone.events(PromiseAnswer(2), TOM)
    zone.says(CHEN, ASKS)
    zone.events(PromiseAnswer(3), TESS)
    zone.events(MarkSolved(3), CHEN)
    zone.now += HOUR
    zone.says(TOM, ANSWERS, kept)
    zone.waits(23 * HOUR)
    zone.now += HOUR
    zone.says(TESS, ANSWERS, late)
    end = START + 24 * HOUR
    assert [each.promises for each in rows(zone)] == [
        (Promise("tess", START, kept_at=START + HOUR, due_at=end),),
        (Promise("tom", START, broken_at=end, kept_at=end + HOUR, due_at=end),),
        (Promise("tess", START, due_at=end),),
    ]


def test_how_long_a_clock_stood_is_counted_for_whoever_stopped_it(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ASKS_BACK, first)
    zone.now += 10 * MINUTE
    zone.says(ADA, "3.11", first)
    zone.events(SetExamMode(30), TOM)
    zone.says(BO, ASKS)
    zone.waits(HOUR)
    assert [each.paused for each in rows(zone)] == [{"tess": 600_000, "tom": 1_800_000}, {"tom": 1_800_000}]


def test_a_clock_that_stands_now_has_stood_until_now(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ASKS_BACK, first)
    zone.now += 10 * MINUTE
    zone.events(SetExamMode(30), TOM)
    zone.now += MINUTE
    assert row(zone).paused == {"tess": 660_000}
    zone.says(TESS, ANSWERS, first)
    assert row(zone).paused == {"tess": 660_000}


# ---------------------------------------------------------------- from the middle of a log


def test_what_was_opened_before_the_events_begin_is_left_out(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    since = len(zone.log)
    zone.says(BO, ASKS)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [HOURS])))
    zone.says(TESS, ANSWERS, first)
    log = RoomLog("room-1", "zone", zone.log[since:])
    assert [each.asker for each in outcomes([log], zone.now, STAFF, hours)] == ["bo"]


def test_new_hours_move_the_moment_of_the_breach_of_what_had_run_out_of_them(zone: Zone) -> None:
    soon = Window(START, START + MINUTE)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [soon])))
    zone.says(ADA, ASKS)
    zone.says(BO, SAYS)
    since = len(zone.log)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [soon, HOURS])))
    zone.now = START + 2 * HOUR
    zone.says(TESS, ANSWERS, to=(ADA,))
    assert zone.owed(1).breached_at == START + HOUR + 14 * MINUTE
    known = RoomLog("room-1", "zone", zone.log)
    rows = outcomes([known], zone.now, STAFF, lambda _: [soon, HOURS])
    assert [each.breached_at for each in rows] == [START + HOUR + 14 * MINUTE, START + HOUR + 29 * MINUTE]
    late = RoomLog("room-1", "zone", zone.log[since:])
    assert outcomes([late], zone.now, STAFF, hours) == []
