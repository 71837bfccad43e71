"""Empties the outbox: sends what is due, and tries again what failed, later and later, for a day.

A delivery is marked after it was sent: a crash in between sends it once more, under the same id. Receivers that are slow
hold up nobody else for longer than one round.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from server.catalogue import Catalogue
from server.duty.bell import Bell
from server.duty.deliveries import DEAD, NEEDLESS, SENT, Deliveries, Delivery
from server.duty.mail import Mail
from server.duty.notice import Channel
from server.duty.sending import GiveUp, Result, Sent, TryAgain, next_try
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import word
from signaling.ports import Clock

logger = logging.getLogger(__name__)

AT_ONCE = 20
RETRY_SECONDS = 10.0
"""After the outbox could not be read."""


class Sender:
    """`mail` None: no SMTP server is known. `chance` gives numbers from 0 to 1."""

    def __init__(
        self,
        deliveries: Deliveries,
        web_push: WebPush,
        webhooks: WebhookSender,
        mail: Mail | None,
        texts: Catalogue,
        base_url: str,
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._deliveries = deliveries
        self._web_push, self._webhooks, self._mail = web_push, webhooks, mail
        self._texts, self._base_url = texts, base_url
        self._clock, self._chance = clock, chance
        self._bell = Bell(clock)

    def ring(self) -> None:
        """There may be something to send."""
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self.send_due():
                    pass
                next_at = await self._deliveries.next_at()
            except Exception:
                logger.exception("the outbox cannot be emptied")
                next_at = self._clock.now() + RETRY_SECONDS
            await self._bell.wait(next_at)

    async def send_due(self) -> int:
        """How many were tried: some of what is due now."""
        due = await self._deliveries.due(self._clock.now(), AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for delivery in due:
                tasks.create_task(self._deliver(delivery), name=f"delivery {delivery.id}")
        return len(due)

    async def _deliver(self, delivery: Delivery) -> None:
        if delivery.notice.is_seen:
            await self._deliveries.settle([delivery.id], NEEDLESS)
            return
        try:
            result = await self._send(delivery)
        except Exception as error:
            logger.exception("delivery %d by %s failed", delivery.id, delivery.address.channel)
            result = TryAgain(type(error).__name__)
        match result:
            case Sent():
                await self._deliveries.settle([delivery.id], SENT)
            case GiveUp(problem):
                await self._give_up(delivery, problem)
            case TryAgain(problem, after):
                await self._try_later(delivery, problem, after)

    async def _send(self, delivery: Delivery) -> Result:
        notice, to, now = delivery.notice, delivery.address.to, self._clock.now()
        wording = word(notice, self._texts, self._base_url)
        match delivery.address.channel:
            case Channel.WEB_PUSH:
                return await self._web_push.send(to, notice, wording, now)
            case Channel.WEBHOOK:
                return await self._webhooks.send(to, notice, wording, now)
            case Channel.MAIL:
                if self._mail is None:
                    return GiveUp("no mail server is set")
                return await self._mail.send(to, notice, wording)

    async def _try_later(self, delivery: Delivery, problem: str, after: float | None) -> None:
        tries = delivery.tries + 1
        at = next_try(tries, delivery.made_at, self._clock.now(), self._chance, after)
        if at is None:
            await self._give_up(delivery, problem)
        else:
            await self._deliveries.postpone(delivery.id, tries, at, problem)

    async def _give_up(self, delivery: Delivery, problem: str) -> None:
        logger.warning("delivery %d by %s is given up: %s", delivery.id, delivery.address.channel, problem)
        await self._deliveries.settle([delivery.id], DEAD, problem)
