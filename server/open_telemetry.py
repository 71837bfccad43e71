"""Sends the way of commands to an OpenTelemetry collector, by OTLP over HTTP: implements `signaling.tracing.Tracer`.

Loaded only where it was asked for: its packages are the extra `studyhall[otel]`. What is sampled, and with which headers
it is sent, is said by OpenTelemetry's own variables (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS). A span names a
command, a room and how it ended, never a person or what they said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from signaling.tracing import Trace

_PARENT = "traceparent"
_NANO = 1_000_000_000
_carrier = TraceContextTextMapPropagator()


class SpanTracer:
    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("studyhall")

    def begin(self, command: str, room: str) -> Trace:
        about = {"studyhall.command": command, "studyhall.room": room}
        return _Followed(
            self._tracer.start_span(f"command {command}", kind=SpanKind.SERVER, attributes=about)
        )

    def record(self, stage: str, traces: Sequence[str], began: float, ended: float) -> None:
        for carried in traces:
            parent = _carrier.extract({_PARENT: carried})
            span = self._tracer.start_span(stage, context=parent, start_time=round(began * _NANO))
            span.end(round(ended * _NANO))


class _Followed:
    def __init__(self, span: Span) -> None:
        self._span = span
        headers: dict[str, str] = {}
        if span.is_recording():  # one that is not sampled need not be carried anywhere
            _carrier.inject(headers, set_span_in_context(span))
        self.carried = headers.get(_PARENT, "")

    def end(self, outcome: str) -> None:
        self._span.set_attribute("studyhall.outcome", outcome)
        self._span.end()


@contextmanager
def traces_to(endpoint: str, node: str) -> Iterator[SpanTracer]:
    """Of this node. What was recorded is sent at the end of the block at the latest."""
    about = {"service.name": "studyhall", "service.instance.id": node}
    provider = TracerProvider(resource=Resource.create(about))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
    try:
        yield SpanTracer(provider)
    finally:
        provider.shutdown()
