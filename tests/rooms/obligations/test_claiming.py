"""Taking something on and giving it back: everybody sees who has it."""

from __future__ import annotations

from rooms.obligations.events import ObligationClaimed, ObligationReleased
from rooms.obligations.terms import (
    CLAIM_SECONDS,
    AssignObligation,
    ClaimObligation,
    MarkUnsolved,
    ReleaseObligation,
    WaiveObligation,
)
from rooms.rejections import RejectionCode
from rooms.roles import Role
from rooms.terms import Actor
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ANSWERS, ASKS, MINUTE, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START


def claimed(zone: Zone) -> ObligationClaimed:
    (event,) = zone.followed
    assert isinstance(event, ObligationClaimed)
    return event


def test_the_holder_is_shown_to_all(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(ClaimObligation(1), TOM)
    assert claimed(zone).until == START + CLAIM_SECONDS
    (seen,) = zone.room.snapshot(EVERYONE).obligations.items
    assert (seen.owner, seen.owner_name) == ("tom", "Tom")
    assert zone.events(ClaimObligation(1), TOM) == []


def test_whoever_comes_second_is_told_that_somebody_has_it(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(ClaimObligation(1), CHEN)
    assert zone.refusal(ClaimObligation(1), TOM) is RejectionCode.WRONG_STATE


def test_escalation_waits_once_per_cycle_and_no_longer_than_the_claim(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.waits(14 * MINUTE)
    zone.events(ClaimObligation(1), TOM)
    zone.events(ReleaseObligation(1), TOM)
    assert zone.room.next_deadline() == START + 15 * MINUTE
    zone.events(ClaimObligation(1), CHEN)
    assert claimed(zone).until is None
    assert zone.room.next_deadline() == START + 15 * MINUTE


def test_one_gives_back_ones_own_and_staff_anybodys(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert zone.events(ReleaseObligation(1), TOM) == []
    zone.events(ClaimObligation(1), TOM)
    assert zone.refusal(ReleaseObligation(1), CHEN) is RejectionCode.NOT_YOURS
    zone.events(ReleaseObligation(1), TESS)
    assert zone.owed().owner == ""


def test_the_house_gives_back_what_a_shift_leaves_in_nobodys_name(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(ClaimObligation(1), TOM)
    house = Actor(member="", role=Role.OPERATOR, name="", at_desk=True)
    (released,) = zone.events(ReleaseObligation(1), house)
    assert isinstance(released, ObligationReleased)
    assert released.by == ""


def test_what_a_shift_leaves_is_the_next_ones_who_may_still_claim_it(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.events(ClaimObligation(1), TOM)
    assert zone.owed().claimed_at == START
    zone.now += MINUTE
    zone.events(AssignObligation(1, "tom", "tess", "Tess"))
    owed = zone.owed()
    assert (owed.owner, owed.owner_name, owed.claimed_at) == ("tess", "Tess", None)
    assert owed.handed_from == "Tom"
    assert zone.room.next_deadline() == START + 7.5 * MINUTE, "the former claim holds nothing back"
    assert zone.refusal(ClaimObligation(1), TOM) is RejectionCode.WRONG_STATE
    zone.events(ClaimObligation(1), TESS)
    assert (zone.owed().claimed_at, claimed(zone).until) == (zone.now, None)
    assert zone.events(ClaimObligation(1), TESS) == []
    assert zone.owed().handed_from == ""


def test_the_next_cycle_is_nobodys(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.events(ClaimObligation(1), TOM)
    zone.says(TESS, ANSWERS, message)
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed().owner == ""


def test_nothing_is_handed_over_that_is_over_or_in_other_hands_by_now(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert zone.events(AssignObligation(1, "tom", "tess", "Tess")) == []
    zone.events(ClaimObligation(1), CHEN)
    assert zone.events(AssignObligation(1, "tom", "tess", "Tess")) == []
    assert zone.events(AssignObligation(1, "chen", "chen", "Chen")) == []
    zone.events(WaiveObligation(1, "said twice"), TESS)
    assert zone.events(AssignObligation(1, "chen", "tess", "Tess")) == []
    assert zone.events(AssignObligation(7, "chen", "tess", "Tess")) == []


def test_nobody_claims_their_own_or_what_is_over(zone: Zone) -> None:
    zone.says(CHEN, ASKS)
    assert zone.refusal(ClaimObligation(1), CHEN) is RejectionCode.NOT_PERMITTED
    zone.events(WaiveObligation(1, "said twice"), TESS)
    assert zone.refusal(ClaimObligation(1), TOM) is RejectionCode.WRONG_STATE
    assert zone.refusal(ReleaseObligation(2), TOM) is RejectionCode.NOT_FOUND
    assert zone.refusal(ClaimObligation(1), BO) is RejectionCode.NOT_PERMITTED
