"""What a room remembers of what it owes, for how long, and when time has something to do."""

from __future__ import annotations

import pytest
from msgspec import msgpack

from community.covered_time import Window
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.obligations.changes import SHOWN_CLOSED, SHOWN_WAITS
from rooms.obligations.events import (
    BotReplied,
    CoverageSet,
    ObligationAttached,
    ObligationsEvent,
    ObligationWaived,
)
from rooms.obligations.standard import STANDARD
from rooms.obligations.state import REMEMBERED_CLOSED, Obligations
from rooms.obligations.terms import (
    Anchor,
    AnchorKind,
    Coverage,
    MarkUnsolved,
    ObligationState,
    SetCoverage,
    SetExamMode,
    WaiveObligation,
)
from rooms.questions.terms import ReopenQuestion
from rooms.rejections import RejectionCode
from rooms.room import Room
from tests.rooms.obligations.zone import ANSWERS, ASKS, DAY, HOUR, MINUTE, SAYS, Zone
from tests.support.class_year import a_year
from tests.support.law import ADA, BO, TESS
from tests.support.room_runs import run
from tests.support.rooms import START


def test_all_that_is_open_is_shown_and_the_newest_twenty_that_are_not(zone: Zone) -> None:
    for _ in range(SHOWN_CLOSED + 2):
        zone.says(ADA, SAYS)
        zone.events(WaiveObligation(zone.owed().id, "read"), TESS)
    zone.says(BO, ASKS)
    assert [item.id for item in zone.items()] == list(range(3, SHOWN_CLOSED + 4))


def test_what_is_not_shown_any_more_can_still_be_opened_again_and_is_seen_then(zone: Zone) -> None:
    for _ in range(SHOWN_CLOSED + 1):
        zone.says(ADA, SAYS)
        zone.events(WaiveObligation(zone.owed().id, "read"), TESS)
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed(1).state is ObligationState.OPEN
    zone.events(MarkUnsolved(3), ADA)
    assert len(zone.items()) == SHOWN_CLOSED + 1


def test_what_is_over_is_forgotten_after_so_many_others() -> None:
    zone = Zone(audiences=())
    message = zone.says(ADA, SAYS)
    zone.events(WaiveObligation(1, "read"), TESS)
    for _ in range(REMEMBERED_CLOSED):
        zone.says(BO, SAYS)
        zone.events(WaiveObligation(zone.owed().id, "read"), TESS)
    assert zone.refusal(MarkUnsolved(1), ADA) is RejectionCode.TOO_OLD
    assert zone.state().obligations.id_at(Anchor(AnchorKind.MESSAGE, message)) is None


def test_what_a_later_one_is_anchored_in_is_not_forgotten_with_the_former() -> None:
    zone = Zone(audiences=())
    zone.asks(ADA)
    zone.events(WaiveObligation(1, "said aloud"), TESS)
    owed = zone.state().obligations
    owed.anchored[AnchorKind.QUESTION][1] = 7
    for id in range(2, REMEMBERED_CLOSED + 2):
        zone.says(BO, SAYS)
        owed.apply(zone.opened())
        owed.apply(ObligationWaived(at=START, id=id, asker="bo", by="tess", reason="read", consumed=0.0))
        zone.events(WaiveObligation(id, "read"), TESS)
    assert owed.find(1) is None
    assert owed.anchored[AnchorKind.QUESTION] == {1: 7}
    assert zone.refusal(ReopenQuestion(2), TESS) is RejectionCode.NOT_FOUND


def test_words_that_began_another_one_since_stay_with_it_when_more_is_added_to_the_former(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    added = zone.says(ADA, SAYS)
    owed = zone.state().obligations
    owed.anchored[AnchorKind.MESSAGE][added] = 2
    more = zone.says(ADA, SAYS)
    last = zone.log[-1]
    assert isinstance(last, ObligationAttached)
    owed.apply(last)
    assert owed.id_at(Anchor(AnchorKind.MESSAGE, added)) == 2
    assert owed.id_at(Anchor(AnchorKind.MESSAGE, more)) == 1


def test_the_last_twenty_first_responses_are_kept(zone: Zone) -> None:
    for number in range(SHOWN_WAITS + 2):
        message = zone.says(ADA, ASKS)
        zone.now += number
        zone.says(TESS, ANSWERS, message)
    assert zone.view().obligations.waits == [float(number) for number in range(2, SHOWN_WAITS + 2)]


def test_the_next_deadline_is_that_of_whatever_comes_first(zone: Zone) -> None:
    assert zone.room.next_deadline() is None
    zone.says(ADA, SAYS)
    assert zone.room.next_deadline() == START + 15 * MINUTE
    message = zone.says(BO, ASKS)
    assert zone.room.next_deadline() == START + 7.5 * MINUTE
    zone.says(TESS, ANSWERS, message)
    assert zone.room.next_deadline() == START + 15 * MINUTE
    zone.events(SetExamMode(5), TESS)
    assert zone.room.next_deadline() == START + 5 * MINUTE
    zone.waits(5 * MINUTE)
    assert zone.room.next_deadline() == START + 20 * MINUTE


def test_a_room_that_thaws_knows_its_deadline(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    thawed = Room.thaw(zone.room.freeze())
    assert thawed.next_deadline() == zone.room.next_deadline()
    assert thawed.freeze() == zone.room.freeze()


def test_a_snapshot_from_before_there_were_alarms_has_them_all(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    zone.says(BO, ASKS)
    frozen = msgpack.decode(zone.room.freeze(), strict=False)
    del frozen["obligations"]["alarms"]
    assert (
        Room.thaw(msgpack.encode(frozen)).next_deadline() == zone.room.next_deadline() == START + 7.5 * MINUTE
    )


@pytest.mark.parametrize(
    "log",
    [a_year(days=4, members=40), *(run(seed=12, kind=kind, commands=1500).log for kind in RoomKind)],
    ids=["class", *RoomKind],
)
def test_every_open_one_has_its_alarm_and_nothing_else_has(log: list[AnyEvent]) -> None:
    owed = Obligations()
    for event in log:
        if isinstance(event, ObligationsEvent):
            owed.apply(event)
            deadlines = (owed.exam_until, *(each.deadline for each in owed.open.values()))
            assert list(owed.alarms.moments()) == sorted(at for at in deadlines if at is not None), event


def test_hours_that_no_clock_needs_are_forgotten_and_so_are_versions(zone: Zone) -> None:
    hours = [Window(START + day * DAY, START + day * DAY + HOUR) for day in range(4)]
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, hours)))
    zone.says(ADA, SAYS)
    zone.now += 2 * DAY
    later = Window(START + 9 * DAY, START + 10 * DAY)
    zone.events(SetCoverage(Coverage(1, STANDARD.targets, [later])))
    assert zone.state().obligations.coverages[1].windows == [*hours, later], "a clock runs since the first"
    zone.events(SetCoverage(Coverage(2, STANDARD.targets, hours)))
    assert set(zone.state().obligations.coverages) == {1, 2}
    zone.events(WaiveObligation(1, "read"), TESS)
    owed = zone.state().obligations
    owed.closed.clear()
    owed.apply(CoverageSet(at=zone.now, coverage=Coverage(2, STANDARD.targets, [*hours, later])))
    assert set(owed.coverages) == {2}
    assert owed.coverages[2].windows == [*hours[2:], later]
    assert owed.coverage(1).version == 2, "what is measured by a forgotten one is by the newest"


def test_finding_nothing_is_nothing() -> None:
    owed = Obligations()
    assert (owed.find(None), owed.find(1)) == (None, None)
    assert owed.id_at(Anchor(AnchorKind.MESSAGE, 1)) is None
    assert (owed.coverage(), owed.coverage(7), owed.coverage(0)) == (STANDARD, STANDARD, STANDARD)


def test_a_bots_note_without_a_rule_is_of_no_rule(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    owed = zone.state().obligations
    owed.apply(BotReplied(at=START, id=1, asker="ada"))
    assert owed.bot_said == {}
    assert zone.events(Tick()) == []
