"""How late the event loop is, and how long the garbage collector stopped it.

Both are felt by everybody at once, and by no single request: so they are measured from within.
"""

from __future__ import annotations

import asyncio
import gc
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.core import HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

LOOK_SECONDS = 0.25
"""Between two looks at the loop. A stop that is shorter than this may be missed; one of a user's notice is not."""

LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
GENERATIONS = range(3)
PAUSE_SECONDS = (0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)


class _Pauses(Collector):
    """Takes `gc.callbacks`. A collection does not begin within another one, but within anything else: so it takes no lock,
    and counts in plain numbers."""

    def __init__(self) -> None:
        self._counts = [[0] * (len(PAUSE_SECONDS) + 1) for _ in GENERATIONS]
        self._totals = [0.0 for _ in GENERATIONS]
        self._began = 0.0

    def note(self, phase: str, about: Mapping[str, int]) -> None:
        if phase == "start":
            self._began = time.perf_counter()
            return
        seconds = time.perf_counter() - self._began
        self._counts[about["generation"]][bisect_left(PAUSE_SECONDS, seconds)] += 1
        self._totals[about["generation"]] += seconds

    @override
    def collect(self) -> list[Metric]:
        family = HistogramMetricFamily(
            "studyhall_gc_pause_seconds",
            "How long a garbage collection stopped everything",
            labels=["generation"],
        )
        names = [*map(str, PAUSE_SECONDS), "+Inf"]
        for generation in GENERATIONS:
            counts = accumulate(map(float, self._counts[generation]))
            buckets = list(zip(names, counts, strict=True))
            family.add_metric([str(generation)], buckets, self._totals[generation])
        return [family]


class _Lag:
    def __init__(self, seconds: Histogram) -> None:
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(LOOK_SECONDS, self._look)
        self._due = self._timer.when()

    def stop(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        self._seconds.observe(max(0.0, self._loop.time() - self._due))
        self._timer = self._loop.call_later(LOOK_SECONDS, self._look)
        self._due = self._timer.when()


@contextmanager
def watched_process(registry: CollectorRegistry) -> Iterator[None]:
    """This process, in `registry`, as long as the block runs on its event loop."""
    ProcessCollector(registry=registry)
    lag = _Lag(
        Histogram(
            "studyhall_loop_lag_seconds",
            "How much later than asked the event loop came to a timer",
            buckets=LAG_SECONDS,
            registry=registry,
        )
    )
    pauses = _Pauses()
    registry.register(pauses)
    gc.callbacks.append(pauses.note)
    try:
        yield
    finally:
        gc.callbacks.remove(pauses.note)
        lag.stop()
