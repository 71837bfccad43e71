"""The event loop and the garbage collector, watched from within."""

from __future__ import annotations

import gc

import anyio
import pytest
from prometheus_client import CollectorRegistry

from server.monitoring import process
from server.monitoring.process import watched_process
from tests.server.monitoring.samples import counted

pytestmark = pytest.mark.anyio


async def test_a_collection_is_counted_by_its_generation() -> None:
    registry = CollectorRegistry()
    with watched_process(registry):
        gc.collect(1)
        gc.collect(2)
        seen = counted(registry)
    assert seen["studyhall_gc_pause_seconds_count", "1"] >= 1
    assert seen["studyhall_gc_pause_seconds_count", "2"] >= 1
    assert (
        seen["studyhall_gc_pause_seconds_bucket", "2", "+Inf"]
        == seen["studyhall_gc_pause_seconds_count", "2"]
    )


async def test_nothing_is_watched_after_the_end() -> None:
    before = list(gc.callbacks)
    with watched_process(CollectorRegistry()):
        assert len(gc.callbacks) == len(before) + 1
    assert gc.callbacks == before


async def test_the_loop_is_looked_at_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOOK_SECONDS", 0.0)
    registry = CollectorRegistry()
    with watched_process(registry), anyio.fail_after(5):
        while counted(registry)["studyhall_loop_lag_seconds_count",] < 3:
            await anyio.lowlevel.checkpoint()
