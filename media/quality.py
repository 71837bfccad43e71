"""How good a peer's line is, in three steps of bad. Pure: time is an argument.

Worse is said at once, better only after the line was better for a while: a mark that flickers tells nobody anything.
"""

from __future__ import annotations

from media.events import Quality

LOSS = ((0.20, Quality.BAD), (0.10, Quality.POOR), (0.05, Quality.FAIR))
ROUND_TRIP = ((2.0, Quality.BAD), (1.0, Quality.POOR), (0.5, Quality.FAIR))  # seconds
BETTER_AFTER = 10.0
"""Seconds."""

_RANK = {None: 0, Quality.FAIR: 1, Quality.POOR: 2, Quality.BAD: 3}


def judge(loss: float, round_trip: float) -> Quality | None:
    """`loss` is a share, the worse of both directions; `round_trip` in seconds. None: good."""
    by_loss = next((quality for least, quality in LOSS if loss >= least), None)
    by_time = next((quality for least, quality in ROUND_TRIP if round_trip >= least), None)
    return worse(by_loss, by_time)


def worse(one: Quality | None, other: Quality | None) -> Quality | None:
    return max(one, other, key=_RANK.__getitem__)


class Line:
    """Of one peer. `quality` is what is said of it."""

    def __init__(self) -> None:
        self.quality: Quality | None = None
        self._better_since: float | None = None

    def update(self, judged: Quality | None, now: float) -> None:
        if _RANK[judged] >= _RANK[self.quality]:
            self.quality, self._better_since = judged, None
        elif self._better_since is None:
            self._better_since = now
        elif now - self._better_since >= BETTER_AFTER:
            self.quality, self._better_since = judged, None
