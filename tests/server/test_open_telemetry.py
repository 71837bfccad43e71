"""Spans of commands: one that covers it, and its stages under it, also of another process."""

from __future__ import annotations

import pytest
from anyio import to_thread
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from server.open_telemetry import SpanTracer, traces_to
from tests.server.duty.outside import receiver

pytestmark = pytest.mark.anyio


def _recorded() -> tuple[SpanTracer, InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return SpanTracer(provider), exporter


def test_stages_stand_under_their_command_whoever_records_them() -> None:
    asker, asked = _recorded()
    owner, owned = _recorded()
    trace = asker.begin("post_message", "study")
    owner.record("append", [trace.carried], 100.0, 100.25)
    trace.end("ok")
    (stage,), (command,) = owned.get_finished_spans(), asked.get_finished_spans()
    assert command.name == "command post_message"
    assert dict(command.attributes or {}) == {
        "studyhall.command": "post_message",
        "studyhall.room": "study",
        "studyhall.outcome": "ok",
    }
    assert stage.parent is not None
    assert (stage.parent.span_id, stage.parent.trace_id) == (
        command.context.span_id,
        command.context.trace_id,
    )
    assert (stage.start_time, stage.end_time) == (100_000_000_000, 100_250_000_000)


def test_what_is_not_sampled_is_not_carried_anywhere() -> None:
    assert SpanTracer(TracerProvider(sampler=ALWAYS_OFF)).begin("post_message", "study").carried == ""


async def test_spans_are_sent_to_the_collector_at_the_latest_at_the_end() -> None:
    async with receiver() as outside:
        await to_thread.run_sync(_send, outside.url)
        (request,) = outside.received
    assert b"command post_message" in request.body


def _send(endpoint: str) -> None:
    with traces_to(endpoint, "north-1") as tracer:
        tracer.begin("post_message", "study").end("ok")
