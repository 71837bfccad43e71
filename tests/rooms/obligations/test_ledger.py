"""What one decision makes of the obligations, before anything is applied."""

from __future__ import annotations

from rooms.obligations.ledger import Ledger
from rooms.obligations.steps import Said, answered, opened
from rooms.obligations.terms import Anchor, AnchorKind, How, ObligationClass
from tests.rooms.obligations.zone import ASKS, Zone
from tests.support.law import ADA, BO


def test_later_steps_see_what_earlier_ones_did_and_the_room_does_not(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    room = zone.state()
    before = room.obligations.open[1].seen
    ledger = Ledger(room, zone.now + 60)
    anchor = Anchor(AnchorKind.QUESTION, 4)
    second = opened(ledger, ObligationClass.QUESTION, Said("bo", "Bo", anchor, "Why?"))
    assert (second.id, ledger.next_id) == (2, 3)
    found = ledger.at(anchor)
    assert found is not None
    assert found.seen.due_at == zone.now + 60 + 900
    first = ledger.find(1)
    assert first is not None
    answered(ledger, first, "tess", How.REPLY)
    assert [each.id for each in ledger.open()] == [2]
    assert [each.id for each in ledger.touched()] == [2, 1]
    assert ledger.latest(first).seen.how is How.REPLY
    assert room.obligations.open[1].seen is before
    assert room.obligations.last_id == 1


def test_what_one_member_is_owed_is_told_as_earlier_steps_left_it(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.says(BO, ASKS)
    ledger = Ledger(zone.state(), zone.now)
    (owed,) = ledger.open_of("ada")
    assert owed.id == 1
    answered(ledger, owed, "tess", How.REPLY)
    assert ledger.open_of("ada") == []
    assert [each.id for each in ledger.open_of("bo")] == [2]


def test_what_was_never_there_is_not_found(zone: Zone) -> None:
    ledger = Ledger(zone.state(), zone.now)
    assert ledger.find(7) is None
    assert ledger.find(None) is None
    assert ledger.hand_of("ada") is None
    assert ledger.at(Anchor(AnchorKind.REPORT, 1)) is None
