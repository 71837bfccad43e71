"""Counts what signalling and the log report: implements `signaling.metering.Meter`.

Labels are tags of the wire and names of codes, of which there are few.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class SignallingMeter:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._commands = Counter(
            "studyhall_commands",
            "What clients of this node asked rooms, by how it ended",
            ["command", "outcome"],
            registry=registry,
        )
        self._command_seconds = Histogram(
            "studyhall_command_seconds",
            "From a command's arrival to its answer",
            buckets=SECONDS,
            registry=registry,
        )
        self._refusals = Counter(
            "studyhall_refusals", "Error frames that clients read", ["code"], registry=registry
        )
        self._passes = Counter(
            "studyhall_fanout_passes", "Passes over the clients of a room", registry=registry
        )
        self._writes = Counter(
            "studyhall_fanout_writes",
            "Writes to clients of rooms; one may hold many events",
            registry=registry,
        )
        self._written = Counter(
            "studyhall_fanout_bytes", "Bytes that rooms wrote to clients", registry=registry
        )
        self._append_seconds = Histogram(
            "studyhall_append_seconds",
            "From an append's asking to its durable answer",
            buckets=SECONDS,
            registry=registry,
        )
        self._appends_refused = Counter(
            "studyhall_appends_refused", "Appends of which nothing stands", ["reason"], registry=registry
        )
        self._losses = Counter(
            "studyhall_bus_losses",
            "Times that messages between nodes may have been lost; rooms read the log then",
            registry=registry,
        )

    def answered(self, command: str, outcome: str, seconds: float) -> None:
        self._commands.labels(command, outcome).inc()
        self._command_seconds.observe(seconds)

    def refused(self, code: str) -> None:
        self._refusals.labels(code).inc()

    def fanned_out(self, writes: int, size: int) -> None:
        self._passes.inc()
        self._writes.inc(writes)
        self._written.inc(size)

    def appended(self, seconds: float, refusal: str | None) -> None:
        """`refusal` is the name of the exception, or None when it stands."""
        if refusal is None:
            self._append_seconds.observe(seconds)
        else:
            self._appends_refused.labels(refusal).inc()

    def bus_lost(self) -> None:
        self._losses.inc()
