"""Proposals follow from the log; nothing changes before an approval, and a decline rests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from community.promoting import DAY, Direction, PromotionRule
from rooms.moderation.events import MemberWarned
from rooms.obligations.terms import How
from rooms.roles import Role
from server.auth.grants import Grants
from server.learners.promotions import NotProposed, Promotions
from server.storage.database import Database
from server.storage.people import Person
from tests.server.duty.planned import SPACE
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio


class Proposing:
    """Bo is a student who accepted answers make proposable; the clock is the rig's."""

    def __init__(self, rig: DutyRig) -> None:
        self.rig = rig
        self.grants = Grants(rig.people, [], rig.clock.now)
        self.promotions = Promotions(rig.database, rig.log, rig.directory, rig.people, self.grants, rig.clock)

    async def answer(self, *ids: int) -> None:
        now = self.rig.clock.now()
        for id in ids:
            given = replace(answered(id, now), by="bo", how=How.PEER)
            await self.rig.tell(opened(id, at=now - 60.0), given)

    async def proposed(self) -> list[tuple[str, Direction, int]]:
        found = await self.promotions.open(SPACE)
        return [(each.person, each.direction, len(each.answers)) for each in found]

    async def decide(self, *, approved: bool, reason: str = "") -> None:
        await self.promotions.decide(SPACE, "bo", approved=approved, by="olga", reason=reason)

    async def role(self) -> Role:
        bo = await self.rig.people.find("bo")
        assert bo is not None
        return bo.role


@pytest.fixture
async def proposing(database: Database) -> AsyncIterator[Proposing]:
    async with duty_rig(database) as rig:
        await rig.people.add(Person("bo", SPACE, "Bo", Role.STUDENT), 1.0)
        yield Proposing(rig)


async def test_a_student_is_proposed_with_the_answers_and_stays_a_student(proposing: Proposing) -> None:
    await proposing.answer(1, 2, 3, 4)
    assert await proposing.proposed() == []
    await proposing.answer(5)
    assert await proposing.proposed() == [("bo", Direction.UP, 5)]
    assert await proposing.role() is Role.STUDENT


async def test_an_approval_gives_the_role_and_is_kept_with_who_and_why(proposing: Proposing) -> None:
    await proposing.answer(1, 2, 3, 4, 5)
    await proposing.decide(approved=True, reason="always kind")
    assert await proposing.role() is Role.ACTIVE
    assert await proposing.proposed() == []
    (kept,) = await proposing.promotions.records.decisions(SPACE, 10)
    assert (kept.approved, kept.by, kept.reason, len(kept.proposal.answers)) == (
        True,
        "olga",
        "always kind",
        5,
    )


async def test_a_decline_changes_nothing_and_is_not_proposed_again_for_its_rest(proposing: Proposing) -> None:
    await proposing.answer(1, 2, 3, 4, 5)
    await proposing.decide(approved=False, reason="copies from the book")
    assert await proposing.role() is Role.STUDENT
    proposing.rig.clock.advance(28 * DAY - 60.0)
    await proposing.answer(6, 7, 8, 9, 10)
    assert await proposing.proposed() == []
    proposing.rig.clock.advance(61.0)
    assert await proposing.proposed() == [("bo", Direction.UP, 5)]


async def test_what_is_not_proposed_cannot_be_decided(proposing: Proposing) -> None:
    with pytest.raises(NotProposed):
        await proposing.decide(approved=True)
    assert await proposing.role() is Role.STUDENT
    assert await proposing.promotions.records.decisions(SPACE, 10) == []


async def test_whoever_was_sanctioned_lately_is_not_proposed(proposing: Proposing) -> None:
    now = proposing.rig.clock.now()
    await proposing.answer(1, 2, 3, 4, 5)
    await proposing.rig.tell(MemberWarned(at=now, member="bo", by="tess", reason="rude"), room="study")
    assert await proposing.proposed() == []


async def test_an_active_student_who_stopped_is_proposed_and_becomes_a_student_by_approval_only(
    proposing: Proposing,
) -> None:
    bo = await proposing.rig.people.find("bo")
    assert bo is not None
    await proposing.grants.give(bo, Role.ACTIVE)
    assert await proposing.proposed() == []
    proposing.rig.clock.advance(57 * DAY)
    assert await proposing.proposed() == [("bo", Direction.DOWN, 0)]
    assert await proposing.role() is Role.ACTIVE
    await proposing.decide(approved=True)
    assert await proposing.role() is Role.STUDENT


async def test_another_rule_proposes_others(proposing: Proposing) -> None:
    await proposing.answer(1)
    await proposing.promotions.save_rule(SPACE, PromotionRule(answers=1), "olga")
    assert await proposing.proposed() == [("bo", Direction.UP, 1)]
