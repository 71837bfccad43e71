"""The rule and the decisions of a space, as stored."""

from __future__ import annotations

import pytest

from community.promoting import Direction, PromotionRule, Proposal
from rooms.roles import Role
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People, Person
from server.storage.promotions import PromotionDecision, PromotionRecords
from tests.support.memory_ports import STUDY

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]
SPACE = STUDY.space


@pytest.fixture
async def records(database: Database) -> PromotionRecords:
    await SqlDirectory(database).create_space(SPACE, "Academy", 1.0, [STUDY])
    for id in ("bo", "cat"):
        await People(database).add(Person(id, SPACE, id.capitalize(), Role.STUDENT), 1.0)
    return PromotionRecords(database)


def decision(person: str, at: float, *, approved: bool = False) -> PromotionDecision:
    proposal = Proposal(person, person.capitalize(), Direction.UP, [])
    return PromotionDecision(proposal=proposal, approved=approved, by="olga", at=at, reason="not yet")


async def test_the_standard_rule_holds_until_another_is_saved(records: PromotionRecords) -> None:
    assert await records.rule(SPACE) == PromotionRule()
    for answers in (3, 8):
        await records.save_rule(SPACE, PromotionRule(answers=answers), "olga", 1.0)
    assert await records.rule(SPACE) == PromotionRule(answers=8)


async def test_decisions_are_told_newest_first(records: PromotionRecords) -> None:
    kept = [decision("bo", 1.0), decision("cat", 2.0, approved=True), decision("bo", 3.0)]
    for each in kept:
        await records.record(SPACE, each)
    assert await records.decisions(SPACE, 2) == kept[:0:-1]
    assert await records.decisions("other", 2) == []


async def test_the_last_decline_of_each_is_known_and_an_approval_is_none(records: PromotionRecords) -> None:
    for each in (decision("bo", 1.0), decision("bo", 3.0), decision("cat", 2.0, approved=True)):
        await records.record(SPACE, each)
    assert await records.declined(SPACE) == {"bo": {Direction.UP: 3.0}}
