"""Who is on duty, in every room of every space, now: implements `signaling.ports.Duty`.

Everything is told from what is known in memory; one task looks again whenever a shift or the hours change, when a plan
is saved, and asks `shifts` to do what an edge calls for. A space without a plan has nobody on duty.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from community.duty import Duty
from rooms.roles import STAFF
from server.duty.bell import Bell
from server.duty.plan import StoredPlan
from server.duty.plans import Plans
from server.duty.posts import Standing, of_staff, posts, standing
from server.storage.people import People
from signaling.ports import Clock, Directory, OnDuty, RoomSpec
from signaling.room_ids import home_of

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10.0
"""After something could not be read or done."""


class Post(Struct, frozen=True):
    """Rooms that share their duty. `was` is the duty before this one, if it was seen to end or be replaced."""

    rooms: tuple[RoomSpec, ...]
    standing: Standing
    was: Duty | None


class SpaceDesk(Struct, frozen=True):
    stored: StoredPlan
    posts: tuple[Post, ...]
    names: dict[str, str]

    def post_of(self, room: str) -> Post | None:
        return next((post for post in self.posts if any(spec.id == room for spec in post.rooms)), None)


AtEdge = Callable[[SpaceDesk, float], Awaitable[float | None]]
"""Asked after every look: does what is due, and says when it wants to be asked again. Doing it twice does no harm."""


class DutyDesk:
    def __init__(self, plans: Plans, people: People, directory: Directory, clock: Clock) -> None:
        self._plans, self._people, self._directory, self._clock = plans, people, directory, clock
        self._desks: dict[str, SpaceDesk] = {}
        self._now: dict[tuple[str, str], OnDuty] = {}
        self._listeners: dict[int, Callable[[str], None]] = {}
        self._numbers = count()
        self._bell = Bell(clock)

    # ------------------------------------------------------------ the port

    def now(self, space: str, room: str) -> OnDuty:
        return self._now.get((space, home_of(room)), OnDuty())

    def listen(self, changed: Callable[[str], None]) -> Callable[[], None]:
        listener = next(self._numbers)
        self._listeners[listener] = changed
        return partial(self._ignore, listener)

    def _ignore(self, listener: int) -> None:
        self._listeners.pop(listener, None)

    # ------------------------------------------------------------ for this folder

    def duty(self, space: str, room: str) -> Duty | None:
        """With everybody who is asked next."""
        desk = self._desks.get(space)
        post = None if desk is None else desk.post_of(home_of(room))
        return None if post is None else post.standing.duty

    def space(self, space: str) -> SpaceDesk | None:
        """As it was looked at last; None: it has no plan."""
        return self._desks.get(space)

    def plan(self, space: str) -> StoredPlan | None:
        desk = self._desks.get(space)
        return None if desk is None else desk.stored

    def plan_changed(self) -> None:
        """Look again: a plan was saved, or who is of the staff has changed. Never waits."""
        self._bell.ring()

    async def run(self, at_edge: AtEdge) -> None:
        """Until cancelled."""
        while True:
            await self._bell.wait(await self._round(at_edge))

    async def look(self) -> None:
        """Who is on duty now, from the plans as they are; listeners hear what has changed. A database error."""
        for stored in await self._plans.all_newest():
            desk = await self._look(stored, self._desks.get(stored.space))
            self._desks[stored.space] = desk
            self._show(desk)

    async def _round(self, at_edge: AtEdge) -> float | None:
        """When to look again; None: when a plan is saved."""
        try:
            await self.look()
        except Exception:
            logger.exception("who is on duty cannot be read")
            return self._clock.now() + RETRY_SECONDS
        next_at = [post.standing.next_at for desk in self._desks.values() for post in desk.posts]
        for desk in tuple(self._desks.values()):
            try:
                again = await at_edge(desk, self._clock.now())
            except Exception:
                logger.exception("the edge of a shift in %s cannot be dealt with", desk.stored.space)
                again = self._clock.now() + RETRY_SECONDS
            if again is not None:
                next_at.append(again)
        return min(next_at, default=None)

    async def _look(self, stored: StoredPlan, before: SpaceDesk | None) -> SpaceDesk:
        specs = {spec.id: spec for spec in await self._directory.rooms(stored.space)}
        staff = await self._people.with_roles(stored.space, list(STAFF))
        now = self._clock.now()
        found = []
        for rooms in posts(stored.plan.roster, specs):
            here = standing(stored.plan, rooms[0], now)
            here = replace(here, duty=of_staff(here.duty, staff))
            found.append(Post(tuple(specs[room] for room in rooms), here, _was(before, rooms[0], here)))
        involved = {
            person
            for post in found
            if (duty := post.standing.duty)
            for person in (duty.primary, duty.secondary)
            if person
        }
        return SpaceDesk(stored, tuple(found), await self._people.names(involved))

    def _show(self, desk: SpaceDesk) -> None:
        space = desk.stored.space
        shown = {
            (space, spec.id): _on_duty(post.standing, desk.names)
            for post in desk.posts
            for spec in post.rooms
        }
        known = {key: now for key, now in self._now.items() if key[0] == space}
        if shown == known:
            return
        self._now = {key: now for key, now in self._now.items() if key[0] != space} | shown
        for changed in tuple(self._listeners.values()):
            changed(space)


def _was(before: SpaceDesk | None, room: str, here: Standing) -> Duty | None:
    """The last duty that was seen here before the one there is now."""
    post = None if before is None else before.post_of(room)
    if post is None:
        return None
    seen = post.standing.duty
    return seen if seen is not None and seen != here.duty else post.was


def _on_duty(here: Standing, names: dict[str, str]) -> OnDuty:
    primary = here.duty.primary if here.duty else ""
    secondary = (here.duty.secondary or "") if here.duty else ""
    return OnDuty(
        primary=primary,
        primary_name=names.get(primary, ""),
        secondary=secondary,
        secondary_name=names.get(secondary, ""),
        covered=here.is_covered,
        until=here.until,
        opens_at=here.opens_at,
    )
