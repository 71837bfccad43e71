"""Many numbers as a few: how many of them are how large. The bounds are those of a monitoring system's buckets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from media.events import Distribution

BIT_RATES = (16e3, 32e3, 64e3, 128e3, 256e3, 512e3, 1e6, 2e6, 4e6, 8e6)
"""Bits per second."""
SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Of 1; the steps in which `quality.py` judges loss are among them."""
ROUND_TRIPS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds; the steps in which `quality.py` judges them are among them."""


def distribution(values: Iterable[float], bounds: Sequence[float]) -> Distribution:
    """`bounds` ascend."""
    counts, total = [0] * (len(bounds) + 1), 0.0
    for value in values:
        counts[bisect_left(bounds, value)] += 1
        total += value
    return Distribution(list(bounds), counts, total)
