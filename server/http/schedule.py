"""What is scheduled in all rooms of a space, and when a timing that somebody is writing would be due. For staff.

It changes nothing: scheduled posts are written, paused and deleted by commands to their room.
"""

from __future__ import annotations

from typing import get_args

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.flaws import Flaw
from community.post_times import Timing, next_times, timing_flaw
from rooms.schedule.listing import scheduled
from rooms.schedule.terms import ScheduledPost, ScheduleEvent
from server.http.bodies import as_json, read_json
from server.http.visitors import Visitors
from signaling.ports import Clock, Directory, EventLog

SHOWN_TIMES = 5


class RoomPost(Struct, frozen=True):
    """`replies`: how many the last one that was sent has by now; None before the first."""

    room: str
    room_title: str
    post: ScheduledPost
    replies: int | None


class Preview(Struct, frozen=True):
    """UTC seconds of the next times; none where there is a `flaw`, or no time is to come."""

    times: list[float]
    flaw: Flaw | None


class ScheduleApi:
    def __init__(self, visitors: Visitors, directory: Directory, log: EventLog, clock: Clock) -> None:
        self._visitors, self._directory = visitors, directory
        self._log, self._clock = log, clock

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/schedule", self.read, methods=["GET"]),
            Route("/api/schedule/preview", self.preview, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Response:
        """All rooms of the space, in the order in which people see them."""
        person = await self._visitors.staff(request)
        titles = {spec.id: spec.title for spec in await self._directory.rooms(person.space)}
        until = self._clock.now() + 1.0
        found = self._log.events_of(get_args(ScheduleEvent), list(titles), 0.0, until)
        events = [(room, entry.event) async for room, entry in found]
        posts = scheduled((room, event) for room, event in events if isinstance(event, ScheduleEvent))
        return as_json(
            [
                RoomPost(room, title, post, await self._replies(room, post.last_message))
                for room, title in titles.items()
                for post in posts.get(room, [])
            ]
        )

    async def preview(self, request: Request) -> Response:
        self._visitors.origin(request)
        await self._visitors.staff(request)
        timing = await read_json(request, Timing)
        flaw = timing_flaw(timing)
        times = [] if flaw is not None else next_times(timing, self._clock.now(), SHOWN_TIMES)
        return as_json(Preview(times, flaw))

    async def _replies(self, room: str, message: int | None) -> int | None:
        if message is None:
            return None
        found = await self._log.messages(room, message + 1, 1)
        return found[0].replies if found and found[0].id == message else None
