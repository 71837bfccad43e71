"""Empties the outbox: sends what is due, and tries again what failed, later and later, for a day.

Each address is a lane of its own: one message at a time, and no lane waits for another. Each channel has a bound of its
own, so that what does not answer holds up nothing that does. A delivery is claimed before it is sent, so that of two senders
one sends it, and marked after it: a crash in between sends it once more when the claim is over, under the same name.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence

from server.duty.audience import Audience, Reader
from server.duty.bell import Bell
from server.duty.deliveries import DEAD, NEEDLESS, SENT, Deliveries, Delivery
from server.duty.notice import Channel, Lane
from server.duty.pace import Pace
from server.duty.sending import GiveUp, Result, Sent, Trouble, TryAgain, next_try, problem
from server.duty.ways_out import WaysOut
from signaling.ports import Clock

logger = logging.getLogger(__name__)

AT_ONCE = {Channel.WEB_PUSH: 16, Channel.MAIL: 4, Channel.CHAT: 8, Channel.WEBHOOK: 8}
"""Messages on their way."""
CLAIM_SECONDS = 60.0
"""Longer than any way out takes."""
RETRY_SECONDS = 10.0
"""After the outbox could not be read or written."""


class Sender:
    """`chance` gives numbers from 0 to 1."""

    def __init__(
        self,
        deliveries: Deliveries,
        audience: Audience,
        ways_out: WaysOut,
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._deliveries, self._audience, self._ways_out = deliveries, audience, ways_out
        self._clock, self._chance = clock, chance
        self._pace = Pace()
        self._busy: set[Lane] = set()
        self._bell = Bell(clock)

    def ring(self) -> None:
        """There may be something to send."""
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    again = await self.begin(tasks)
                except Exception:
                    logger.exception("the outbox cannot be read")
                    again = self._clock.now() + RETRY_SECONDS
                await self._bell.wait(again)

    async def begin(self, tasks: asyncio.TaskGroup) -> float | None:
        """Begin what is due now: one message in each free lane, each in a task. When to come again, if nobody rings.

        Raises a database error.
        """
        waiting, now = await self._deliveries.lanes(), self._clock.now()
        self._pace.forget_all_but([lane for lane, _ in waiting], now)
        on_their_way = Counter(lane.address.channel for lane in self._busy)
        again: list[float] = []
        for lane, due_at in waiting:
            at, channel = max(due_at, self._pace.free_at(lane)), lane.address.channel
            if lane in self._busy:
                continue
            if at > now:
                again.append(at)
            elif on_their_way[channel] < AT_ONCE[channel]:  # else whoever ends will ring
                on_their_way[channel] += 1
                self._busy.add(lane)
                tasks.create_task(self._serve(lane), name=f"a message by {channel}")
        return min(again, default=None)

    async def _serve(self, lane: Lane) -> None:
        try:
            await self._send_next(lane)
        except Exception:
            logger.exception("the outbox cannot be read or written")
            now = self._clock.now()
            self._pace.failed(lane, now, now + RETRY_SECONDS)
        finally:
            self._busy.discard(lane)
            self._bell.ring()

    async def _send_next(self, lane: Lane) -> None:
        """One message, with as much as is due and fits."""
        due = await self._deliveries.due(lane, self._clock.now(), self._pace.together(lane))
        reader = await self._audience.reader(lane)
        wanted = [] if reader is None else await self._wanted(lane, reader, due)
        needless = [each.id for each in due if each not in wanted]
        if needless:
            await self._deliveries.settle(needless, NEEDLESS)
        claimed = await self._claimed(wanted)
        if not claimed or reader is None:
            return
        try:
            notices = [each.notice for each in claimed]
            result = await self._ways_out.send(lane.address, notices, reader.language, self._clock.now())
        except Exception as error:
            logger.exception("a message by %s failed", lane.address.channel)
            result = TryAgain(Trouble.BUG, type(error).__name__)
        await self._note(lane, claimed, result)

    async def _claimed(self, wanted: Sequence[Delivery]) -> list[Delivery]:
        if not wanted:
            return []
        now = self._clock.now()
        ids = await self._deliveries.claim([each.id for each in wanted], now, now + CLAIM_SECONDS)
        return [each for each in wanted if each.id in ids]

    async def _wanted(self, lane: Lane, reader: Reader, due: Sequence[Delivery]) -> list[Delivery]:
        notices = [each.notice for each in due]
        ids = await self._audience.wanted(lane, reader, notices, self._clock.now())
        return [each for each in due if each.notice.id in ids]

    async def _note(self, lane: Lane, tried: Sequence[Delivery], result: Result) -> None:
        now = self._clock.now()
        match result:
            case Sent():
                await self._deliveries.settle([each.id for each in tried], SENT)
                self._pace.sent(lane, now)
            case GiveUp():
                await self._give_up(lane, tried, result)
                self._pace.sent(lane, now)
            case TryAgain():
                await self._try_later(lane, tried, result)

    async def _try_later(self, lane: Lane, tried: Sequence[Delivery], result: TryAgain) -> None:
        """All of a message together; what is older than a day is given up."""
        now, tries = self._clock.now(), max(each.tries for each in tried) + 1
        planned = [(each, next_try(tries, each.made_at, now, self._chance, result.after)) for each in tried]
        over = [each for each, at in planned if at is None]
        if over:
            await self._give_up(lane, over, result)
        again = [(each, at) for each, at in planned if at is not None]
        again_at = max([at for _, at in again], default=now)
        if again:
            await self._deliveries.postpone([each.id for each, _ in again], again_at, problem(result))
        self._pace.failed(lane, now, again_at)

    async def _give_up(self, lane: Lane, tried: Sequence[Delivery], result: TryAgain | GiveUp) -> None:
        logger.warning("%d by %s are given up: %s", len(tried), lane.address.channel, problem(result))
        await self._deliveries.settle([each.id for each in tried], DEAD, problem(result))
