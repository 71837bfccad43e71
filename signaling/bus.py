"""The bus of a single process: what is published is received at once, in order, by everybody subscribed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from signaling.ports import Receiver

logger = logging.getLogger(__name__)


class MemoryBus:
    """Implements `signaling.ports.Bus`."""

    def __init__(self) -> None:
        self._receivers: dict[str, list[Receiver]] = {}

    def publish(self, channel: str, message: bytes) -> None:
        for receiver in tuple(self._receivers.get(channel, ())):
            try:
                receiver(message)
            except Exception:  # a broken receiver is not the publisher's fault
                logger.exception("a receiver of %s failed", channel)

    def subscribe(
        self, channel: str, receiver: Receiver, missed: Callable[[], None] | None = None
    ) -> Callable[[], None]:
        """There are no other nodes: nothing is ever missed."""
        self._receivers.setdefault(channel, []).append(receiver)

        def unsubscribe() -> None:
            receivers = self._receivers.get(channel, [])
            if receiver in receivers:
                receivers.remove(receiver)
                if not receivers:
                    del self._receivers[channel]

        return unsubscribe

    def on_loss(self, listener: Callable[[], None]) -> None:
        """It loses nothing."""
