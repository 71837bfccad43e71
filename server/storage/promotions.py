"""The rule by which a space proposes people for another role, and every decision on a proposal, with who and why."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, insert, select

from community.promoting import Direction, PromotionRule, Proposal
from server.storage.database import Database
from server.storage.learner_tables import promotion_decisions, promotion_rules


class PromotionDecision(Struct, frozen=True, kw_only=True):
    """`proposal` as it was then. `by` is a person's id, `at` a UTC second."""

    proposal: Proposal
    approved: bool
    by: str
    at: float
    reason: str


class PromotionRecords:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rule(self, space: str) -> PromotionRule:
        """The standard one where nobody saved another."""
        query = select(promotion_rules.c.body).where(promotion_rules.c.space == space)
        async with self._database.reading() as connection:
            body: bytes | None = await connection.scalar(query)
        return PromotionRule() if body is None else msgspec.json.decode(body, type=PromotionRule)

    async def save_rule(self, space: str, rule: PromotionRule, by: str, at: float) -> None:
        row = {"space": space, "at": at, "by": by, "body": msgspec.json.encode(rule)}
        async with self._database.writing() as connection:
            await connection.execute(delete(promotion_rules).where(promotion_rules.c.space == space))
            await connection.execute(insert(promotion_rules).values(row))

    async def record(self, space: str, decision: PromotionDecision) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                insert(promotion_decisions).values(
                    space=space,
                    person=decision.proposal.person,
                    direction=decision.proposal.direction,
                    approved=decision.approved,
                    by=decision.by,
                    at=decision.at,
                    reason=decision.reason,
                    causes=msgspec.json.encode(decision.proposal),
                )
            )

    async def decisions(self, space: str, limit: int) -> list[PromotionDecision]:
        """The newest, newest first."""
        query = (
            select(promotion_decisions)
            .where(promotion_decisions.c.space == space)
            .order_by(promotion_decisions.c.number.desc())
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [
                PromotionDecision(
                    proposal=msgspec.json.decode(row.causes, type=Proposal),
                    approved=row.approved,
                    by=row.by,
                    at=row.at,
                    reason=row.reason,
                )
                for row in await connection.execute(query)
            ]

    async def declined(self, space: str) -> dict[str, dict[Direction, float]]:
        """By person and direction: when that was last, UTC seconds."""
        columns = promotion_decisions.c
        query = (
            select(columns.person, columns.direction, func.max(columns.at).label("last"))
            .where(columns.space == space, columns.approved.is_(False))
            .group_by(columns.person, columns.direction)
        )
        found: defaultdict[str, dict[Direction, float]] = defaultdict(dict)
        async with self._database.reading() as connection:
            for row in await connection.execute(query):
                found[row.person][Direction(row.direction)] = row.last
        return dict(found)
