"""Who is proposed for another role now, and what becomes of a proposal: nothing, until an operator approves it.

A proposal is no row: it follows from the log each time somebody looks, so that it is never older than its causes. A
decision is kept before it takes effect.
"""

from __future__ import annotations

from community.promoting import DAY, Direction, Helper, PromotionRule, Proposal, proposals
from rooms.roles import Role
from server.auth.grants import Grants
from server.learners.conduct import answers_that_stand, last_sanctions
from server.storage.database import Database
from server.storage.people import People
from server.storage.promotions import PromotionDecision, PromotionRecords
from signaling.ports import Clock, Directory, EventLog

BECOMES = {Direction.UP: Role.ACTIVE, Direction.DOWN: Role.STUDENT}


class NotProposed(Exception):
    """Not any more, or it never was."""


class Promotions:
    def __init__(
        self,
        database: Database,
        log: EventLog,
        directory: Directory,
        people: People,
        grants: Grants,
        clock: Clock,
    ) -> None:
        self._database, self._log, self._directory = database, log, directory
        self._people, self._grants, self._clock = people, grants, clock
        self.records = PromotionRecords(database)

    async def save_rule(self, space: str, rule: PromotionRule, by: str) -> None:
        await self.records.save_rule(space, rule, by, self._clock.now())

    async def open(self, space: str) -> list[Proposal]:
        """As of now."""
        now = self._clock.now()
        rule = await self.records.rule(space)
        return proposals(rule, await self._helpers(space, rule, now), now)

    async def decide(self, space: str, person: str, *, approved: bool, by: str, reason: str) -> None:
        """On what is proposed of this person now. Raises NotProposed."""
        proposal = next((each for each in await self.open(space) if each.person == person), None)
        known = await self._people.find(person)
        if proposal is None or known is None:
            raise NotProposed(person)
        now = self._clock.now()
        decision = PromotionDecision(proposal=proposal, approved=approved, by=by, at=now, reason=reason)
        await self.records.record(space, decision)
        if approved:
            await self._grants.give(known, BECOMES[proposal.direction])

    async def _helpers(self, space: str, rule: PromotionRule, now: float) -> list[Helper]:
        rooms = [spec.id for spec in await self._directory.rooms(space)]
        since = now - max(rule.days, rule.idle_days) * DAY
        answers = answers_that_stand(await self._log.board(rooms, since), now)
        sanctions = await last_sanctions(self._database, rooms, now - rule.days * DAY)
        declined = await self.records.declined(space)
        learners = await self._people.members(space, [Role.STUDENT, Role.ACTIVE])
        return [
            Helper(
                person=each.id,
                name=each.name,
                is_active=each.role is Role.ACTIVE,
                since=each.since,
                answers=tuple(answers.get(each.id, ())),
                sanctioned_at=sanctions.get(each.id),
                declined=declined.get(each.id, {}),
            )
            for each in learners
        ]
