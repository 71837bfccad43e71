"""When a lane may be used again: not too often for people to read, and seldom while nothing arrives.

Pure; it is forgotten with the process, and then every lane may be used at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.duty.notice import Channel, Lane

GAP_SECONDS = {Channel.WEB_PUSH: 10.0, Channel.MAIL: 60.0, Channel.CHAT: 4.0, Channel.WEBHOOK: 0.0}
"""Between two messages; what comes meanwhile is told in one. Robots of DingTalk and WeCom take 20 in a minute."""
TOGETHER = {Channel.WEB_PUSH: 50, Channel.MAIL: 50, Channel.CHAT: 50, Channel.WEBHOOK: 1}
"""Notices in one message at most. Programs are told each by itself."""
LONGEST_PAUSE = 300.0
"""What is new goes out after so long at the latest, however long an address has not answered."""


class Pace:
    def __init__(self) -> None:
        self._free_at: dict[Lane, float] = {}
        self._failing: set[Lane] = set()

    def free_at(self, lane: Lane) -> float:
        """UTC seconds."""
        return self._free_at.get(lane, 0.0)

    def together(self, lane: Lane) -> int:
        """How many notices fit into the next message. After a failure one: that of many may have been its reason."""
        return 1 if lane in self._failing else TOGETHER[lane.address.channel]

    def sent(self, lane: Lane, now: float) -> None:
        self._failing.discard(lane)
        self._free_at[lane] = now + GAP_SECONDS[lane.address.channel]

    def failed(self, lane: Lane, now: float, again_at: float) -> None:
        """`again_at` is when that message is tried again."""
        self._failing.add(lane)
        self._free_at[lane] = min(again_at, now + LONGEST_PAUSE)

    def forget_all_but(self, lanes: Iterable[Lane], now: float) -> None:
        """Those that need no more waiting, and have nothing waiting."""
        kept = set(lanes)
        self._failing &= kept
        self._free_at = {lane: at for lane, at in self._free_at.items() if at > now or lane in kept}
