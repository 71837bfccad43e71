"""What somebody must be told of, once: a row each, written in the transaction that appends what it tells of.

`target` says what waits: a target of an obligation, a promise, or words that are held. `obligation` is its number.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, tuple_, update

from rooms.obligations.changes import BREACH
from server.storage.tables import escalations

Row = dict[str, Any]

PROMISE = "promise"
"""A promise that was broken."""
HELD_MESSAGE, HELD_QUESTION = "held_message", "held_question"
"""Nobody has looked at it in time. This, and a broken promise, is the only level there is."""

_ONCE = (
    escalations.c.stream,
    escalations.c.obligation,
    escalations.c.cycle,
    escalations.c.target,
    escalations.c.level,
)


def escalation(
    stream: str, number: int, target: str, at: float, *, cycle: int = 1, level: int = BREACH
) -> Row:
    return {
        "stream": stream,
        "obligation": number,
        "cycle": cycle,
        "target": target,
        "level": level,
        "at": at,
        "handled": False,
    }


def escalate(connection: Connection, rows: list[Row]) -> None:
    """Those that are new: a level that is reached again is known. The stream is locked, so no other writer adds it."""
    fresh = {tuple(row[column.name] for column in _ONCE): row for row in reversed(rows)}
    if not fresh:
        return
    known = connection.execute(select(*_ONCE).where(tuple_(*_ONCE).in_(list(fresh))))
    for each in known:
        del fresh[tuple(each)]
    if fresh:
        connection.execute(insert(escalations), list(reversed(fresh.values())))


def settle(connection: Connection, stream: str, number: int, target: str) -> None:
    """Nobody has to be told of it any more who was not."""
    columns = escalations.c
    connection.execute(
        update(escalations)
        .where(columns.stream == stream, columns.obligation == number, columns.target == target)
        .where(columns.handled.is_(False))
        .values(handled=True)
    )
