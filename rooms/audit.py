"""The audit trail of a room: who did what to whom, when and why, from its log."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from rooms.events import AnyEvent


class AuditRow(Struct, frozen=True):
    seq: int


def audit_rows(events: Sequence[tuple[int, AnyEvent]]) -> list[AuditRow]:
    return []
