"""Which obligation somebody means."""

from __future__ import annotations

from rooms.moderation.terms import Report, ReportReason, Subject, SubjectKind
from rooms.obligations.finding import find, find_open
from rooms.obligations.obligation import Obligation
from rooms.obligations.terms import WaiveObligation
from rooms.rejections import Rejection, RejectionCode
from tests.rooms.obligations.zone import ASKS, Zone
from tests.support.law import ADA, BO, CHEN, TESS


def code(found: Obligation | Rejection) -> RejectionCode | None:
    return found.code if isinstance(found, Rejection) else None


def test_what_never_was_is_not_found_and_what_is_forgotten_is_too_old(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    room = zone.state()
    assert code(find(room, 1, BO)) is None
    assert code(find(room, 2, BO)) is RejectionCode.NOT_FOUND
    room.obligations.open.clear()
    assert code(find(room, 1, BO)) is RejectionCode.TOO_OLD


def test_what_is_private_is_there_for_staff_and_the_asker_alone(zone: Zone) -> None:
    zone.events(Report(zone.cid(), Subject(SubjectKind.MEMBER, member="bo"), ReportReason.SPAM), ADA)
    room = zone.state()
    assert [code(find(room, 1, actor)) for actor in (ADA, TESS)] == [None, None]
    assert [code(find(room, 1, actor)) for actor in (BO, CHEN)] == [RejectionCode.NOT_FOUND] * 2


def test_what_is_over_is_in_the_wrong_state(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert code(find_open(zone.state(), 1, TESS)) is None
    zone.events(WaiveObligation(1, "said twice"), TESS)
    assert code(find_open(zone.state(), 1, TESS)) is RejectionCode.WRONG_STATE
