"""What one client is told without asking: who is on duty in the rooms it is in, and what this person should know.

Who is on duty is told after entering and when it has changed. Notices are told from the welcome on: first all that
are unseen, then each that is new, or was seen on another device.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from msgspec.structs import asdict

from signaling.codec import encode
from signaling.outbox import Outbox
from signaling.ports import Duty, Grant, NoticeBoard, OnDuty, RoomSpec
from signaling.wire_duty import DutyNow, Notice, Notices, SeeNotices

logger = logging.getLogger(__name__)


class Briefing:
    """Call `stop` at the end of the connection."""

    def __init__(
        self, duty: Duty, notices: NoticeBoard, grant: Grant, outbox: Outbox, tasks: asyncio.TaskGroup
    ) -> None:
        self._duty, self._notices = duty, notices
        self._grant = grant
        self._outbox, self._tasks = outbox, tasks
        self._homes: dict[str, str] = {}
        self._told: dict[str, OnDuty] = {}
        self._stops: list[Callable[[], None]] = []

    def start(self) -> None:
        """The client was welcomed. Listens first, so that no notice is missed; one may be told twice."""
        self._stops = [
            self._duty.listen(self._duty_changed),
            self._notices.listen(self._grant.person, self._tell_notices),
        ]
        self._tasks.create_task(self._tell_unseen(), name="notices")

    def stop(self) -> None:
        while self._stops:
            self._stops.pop()()

    # ------------------------------------------------------------ duty

    def entered(self, spec: RoomSpec) -> None:
        """Also when the client entered again, and may have forgotten."""
        self._homes[spec.id] = spec.parent or spec.id
        self._told.pop(spec.id, None)
        self._tell_duty(spec.id)

    def left(self, room: str) -> None:
        self._homes.pop(room, None)
        self._told.pop(room, None)

    def _duty_changed(self, space: str) -> None:
        if space == self._grant.space:
            for room in self._homes:
                self._tell_duty(room)

    def _tell_duty(self, room: str) -> None:
        now = self._duty.now(self._grant.space, self._homes[room])
        if self._told.get(room) != now:
            self._told[room] = now
            self._outbox.put_latest(("duty", room), encode(DutyNow(room, **asdict(now))))

    # ------------------------------------------------------------ notices

    async def see(self, request: SeeNotices) -> None:
        try:
            await self._notices.mark_seen(self._grant.person, request.ids)
        except Exception:
            logger.exception("notices cannot be marked as seen")

    async def _tell_unseen(self) -> None:
        try:
            self._tell_notices(await self._notices.unseen(self._grant.person))
        except Exception:
            logger.exception("notices cannot be read")

    def _tell_notices(self, notices: list[Notice]) -> None:
        if notices:
            self._outbox.push(encode(Notices(notices)))
