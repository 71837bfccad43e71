"""Logs of real rooms become rows: what was answered when, by whom, on which clock, and where it went on."""

from __future__ import annotations

import pytest

from community.covered_time import Window
from community.metrics.outcomes import EndedBy, Outcome, ResolvedBy
from rooms.chat.terms import DeleteMessage, HideMessage, RestoreMessage
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import (
    AutoReply,
    Coverage,
    How,
    MarkSolved,
    MarkUnsolved,
    SetAutoReplies,
    SetCoverage,
    SetExamMode,
    WaiveObligation,
)
from rooms.questions.terms import (
    AdoptQuestion,
    EndAnswer,
    MergeQuestions,
    NoteAdopted,
    Origin,
    StartAnswer,
    UnmergeQuestion,
    WithdrawQuestion,
    WriteAnswer,
)
from rooms.roles import Role
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START

STAFF = frozenset({"tess", "tom", "otto"})


@pytest.fixture
def zone() -> Zone:
    return Zone(audiences=())


@pytest.fixture
def live() -> Zone:
    live = Zone(RoomKind.QA, audiences=())
    live.events(StartSession(), TESS)
    return live


def rows(*rooms: Zone, now: float | None = None) -> list[Outcome]:
    logs = [RoomLog(f"room-{number}", "zone", room.log) for number, room in enumerate(rooms, 1)]
    return outcomes(logs, rooms[-1].now if now is None else now, STAFF)


def row(*rooms: Zone, now: float | None = None) -> Outcome:
    (only,) = rows(*rooms, now=now)
    return only


# ---------------------------------------------------------------- one cycle


def test_an_answer_is_a_response_and_a_resolution_by_whoever_gave_it(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.now += 5 * MINUTE
    zone.says(TESS, ANSWERS, first)
    zone.now += HOUR
    assert row(zone) == Outcome(
        id="room-1:1",
        room="room-1",
        zone="zone",
        class_="question",
        asker="ada",
        opened_at=START,
        first_human_at=START + 5 * MINUTE,
        responder="tess",
        covered_ms=300_000,
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
    assert by["room-1:1"] == ("bo", ResolvedBy.PEER)
    assert by[f"room-1:{question}"] == ("chen", ResolvedBy.PEER)


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
    hours = [Window(START + HOUR, START + 2 * HOUR)]
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, hours)))
    zone.says(ADA, ASKS)
    assert row(zone, now=START + HOUR + 10 * MINUTE).covered_ms == 600_000
    assert row(zone, now=START + 9 * HOUR).breached_at == START + HOUR + 15 * MINUTE


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


def test_a_question_that_is_withdrawn_takes_with_it_what_was_merged(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(WithdrawQuestion(1), ADA)
    assert [each.ended_by for each in rows(live)] == [EndedBy.WITHDRAWN] * 2


def test_what_the_other_gets_after_its_resolution_is_its_own(live: Zone) -> None:
    live.asks(ADA)
    live.asks(BO)
    live.events(MergeQuestions(2, 1), TESS)
    live.events(WriteAnswer(live.cid(), 1, ANSWERS), TESS)
    live.now += HOUR
    live.events(MarkUnsolved(1), ADA)
    live.events(MarkSolved(1), ADA)
    assert [(each.id, each.cycle, each.resolved_by) for each in rows(live)] == [
        ("room-1:1", 1, ResolvedBy.STAFF),
        ("room-1:1", 2, ResolvedBy.ASKER),
        ("room-1:2", 1, ResolvedBy.STAFF),
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


def test_what_went_on_in_a_room_that_nobody_asked_about_waits_as_far_as_is_known(live: Zone) -> None:
    live.asks(ADA)
    handed_on(live)
    assert row(live).waits


def test_what_a_room_took_over_from_one_that_nobody_asked_about_has_waited_since_it_was_asked(
    live: Zone,
) -> None:
    live.asks(ADA)
    live.now += MINUTE
    zone = handed_on(live)
    assert (row(zone).opened_at, row(zone).covered_ms) == (START, 60_000)
