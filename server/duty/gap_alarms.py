"""Tells the operators when answers are promised and nobody has been on duty for five minutes: once per gap."""

from __future__ import annotations

from community.coverage_gaps import ALARM_AFTER
from rooms.roles import Role
from server.duty.desk import Post, SpaceDesk
from server.duty.handovers import title
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.posts import foreseen_gaps
from server.duty.reach import Reach
from server.storage.people import People


class GapAlarms:
    def __init__(self, notices: SqlNotices, people: People, reach: Reach) -> None:
        self._notices, self._people, self._reach = notices, people, reach
        self._told: set[tuple[str, str, float]] = set()

    async def look(self, desk: SpaceDesk, now: float) -> float | None:
        """When the next alarm is, if one is foreseen. Raises a database error; then it is to be called again."""
        next_at: list[float] = []
        for post in desk.posts:
            stored = desk.stored
            for gap in foreseen_gaps(stored.plan, post.rooms[0].id, stored.at, now):
                if now < gap.start + ALARM_AFTER:
                    next_at.append(gap.start + ALARM_AFTER)
                elif now < gap.end:
                    await self._tell(desk, post, gap.start, now)
        return min(next_at, default=None)

    async def _tell(self, desk: SpaceDesk, post: Post, since: float, now: float) -> None:
        space, room = desk.stored.space, post.rooms[0].id
        if (space, room, since) in self._told:
            return
        draft = Draft(
            space=space,
            person="",
            room=room,
            room_title=title(post),
            reason=Reason.GAP,
            at=now,
            cycle=int(since),
        )
        operators = await self._people.with_roles(space, [Role.OPERATOR])
        await self._notices.give(await self._reach.told(draft, operators, desk.stored.plan.quiet_hours))
        self._told.add((space, room, since))
