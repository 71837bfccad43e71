"""What signalling and the log report becomes counters."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from server.monitoring.signalling import SignallingMeter
from tests.server.monitoring.samples import counted


def test_commands_are_counted_by_how_they_ended_and_timed_together() -> None:
    registry = CollectorRegistry()
    meter = SignallingMeter(registry)
    meter.answered("post_message", "ok", 0.004)
    meter.answered("post_message", "muted", 0.04)
    seen = counted(registry)
    assert seen["studyhall_commands_total", "post_message", "muted"] == 1
    assert seen["studyhall_command_seconds_count",] == 2
    assert seen["studyhall_command_seconds_bucket", "0.005"] == 1


def test_refusals_and_losses_are_counted() -> None:
    registry = CollectorRegistry()
    meter = SignallingMeter(registry)
    meter.refused("rate_limited")
    meter.bus_lost()
    seen = counted(registry)
    assert seen["studyhall_refusals_total", "rate_limited"] == 1
    assert seen["studyhall_bus_losses_total",] == 1


def test_what_rooms_write_is_counted_by_pass() -> None:
    registry = CollectorRegistry()
    meter = SignallingMeter(registry)
    meter.fanned_out(256, 40_000)
    meter.fanned_out(0, 0)
    seen = counted(registry)
    assert seen["studyhall_fanout_passes_total",] == 2
    assert (seen["studyhall_fanout_writes_total",], seen["studyhall_fanout_bytes_total",]) == (256, 40_000)


def test_an_append_that_does_not_stand_is_counted_and_not_timed() -> None:
    registry = CollectorRegistry()
    meter = SignallingMeter(registry)
    meter.appended(0.002, None)
    meter.appended(5.0, "NotSaved")
    seen = counted(registry)
    assert seen["studyhall_append_seconds_count",] == 1
    assert seen["studyhall_appends_refused_total", "NotSaved"] == 1
