"""What is owed now, over all rooms that the database knows: every node says the same, so a dashboard takes one of them.

It is read from the table of obligations, because a room that is not open still owes.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import case, func, select

from rooms.obligations.terms import ObligationClass
from server.storage.database import Database
from server.storage.tables import obligations, rooms

KEPT_SECONDS = 5.0
"""Whoever looks more often than this reads the same numbers again: a look costs a query."""


class Owed:
    """`now` gives UTC seconds."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database, self._now = database, now
        self._read_at = float("-inf")
        self._metrics: list[Metric] = []

    async def look(self) -> list[Metric]:
        """Raises what the database raises."""
        now = self._now()
        if now - self._read_at >= KEPT_SECONDS:
            self._metrics = await self._read(now)
            self._read_at = now
        return self._metrics

    async def _read(self, now: float) -> list[Metric]:
        is_late = case((obligations.c.due_at <= now, 1), else_=0)
        query = (
            select(
                obligations.c["class"],
                func.count(),
                func.sum(is_late),
                func.min(obligations.c.opened_at),
                func.min(obligations.c.due_at),
            )
            .where(obligations.c.home.in_(select(rooms.c.id)), obligations.c.closed_at.is_(None))
            .group_by(obligations.c["class"])
        )
        async with self._database.reading() as connection:
            found = {row[0]: tuple(row)[1:] for row in await connection.execute(query)}
        is_open, late, oldest, latest = _families()
        for class_ in ObligationClass:
            count, late_count, opened_at, due_at = found.get(class_.value, (0, 0, None, None))
            is_open.add_metric([class_.value], count)
            late.add_metric([class_.value], late_count)
            oldest.add_metric([class_.value], 0.0 if opened_at is None else max(0.0, now - opened_at))
            latest.add_metric([class_.value], 0.0 if due_at is None else max(0.0, now - due_at))
        return [is_open, late, oldest, latest]


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    def family(name: str, means: str) -> GaugeMetricFamily:
        return GaugeMetricFamily(name, f"{means}; all nodes of a database say the same", labels=["class"])

    return (
        family("studyhall_obligations_open", "What waits for an answer"),
        family("studyhall_obligations_overdue", "What waits beyond its target"),
        family("studyhall_obligations_oldest_seconds", "Age of the oldest that waits"),
        family("studyhall_obligations_most_overdue_seconds", "How far the worst one is beyond its target"),
    )
