"""The rows of what is owed: changed as obligation events say, in the transaction that appends them.

Each level that an obligation reaches becomes a row of `escalations`, once, for whoever notifies people; so does a promise
that was broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from rooms.obligations.events import ObligationEscalated, ObligationsEvent, PromiseBroken
from rooms.obligations.view import ObligationView
from server.storage.escalation_rows import PROMISE, Row, escalate, escalation
from server.storage.tables import obligations
from signaling.obligation_model import KeptObligation, keep, touched
from signaling.room_ids import home_of

_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[ObligationView] = msgspec.msgpack.Decoder(ObligationView)

_CHANGED = ("class", "state", "cycle", "owner", "level", "due_at", "acked_at", "closed_at", "body")
_CHANGE = (
    update(obligations)
    .where(obligations.c.stream == bindparam("of_stream"), obligations.c.id == bindparam("of_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)


def keep_obligations(connection: Connection, changes: Sequence[tuple[str, ObligationsEvent]]) -> None:
    """`changes` are streams and their events, in order."""
    before = _load(connection, {(stream, id) for stream, event in changes for id in touched(event)})
    after: defaultdict[str, dict[int, KeptObligation]] = defaultdict(dict)
    for (stream, id), obligation in before.items():
        after[stream][id] = obligation
    for stream, event in changes:
        keep(after[stream], event)
    new, changed = [], []
    for stream, kept in after.items():
        for id, obligation in kept.items():
            known = before.get((stream, id))
            if known is None:
                new.append(_row(stream, obligation))
            elif known != obligation:
                row = _row(stream, obligation)
                content = {f"new_{name}": row[name] for name in _CHANGED}
                changed.append({"of_stream": stream, "of_id": id, **content})
    if new:
        connection.execute(insert(obligations), new)
    if changed:
        connection.execute(_CHANGE, changed)
    escalate(
        connection,
        [
            _escalation(stream, event)
            for stream, event in changes
            if isinstance(event, ObligationEscalated | PromiseBroken)
        ],
    )


def decode_obligation(body: bytes) -> ObligationView:
    return _decoder.decode(body)


def _row(stream: str, obligation: KeptObligation) -> Row:
    seen = obligation.seen
    return {
        "stream": stream,
        "id": seen.id,
        "home": home_of(stream),
        "class": seen.class_,
        "state": seen.state,
        "cycle": seen.cycle,
        "asker": obligation.asker,
        "owner": seen.owner,
        "level": seen.level,
        "opened_at": seen.opened_at,
        "due_at": seen.due_at,
        "acked_at": seen.acked_at,
        "closed_at": obligation.closed_at,
        "body": _encode(seen),
    }


def _load(connection: Connection, keys: set[tuple[str, int]]) -> dict[tuple[str, int], KeptObligation]:
    if not keys:
        return {}
    columns = obligations.c
    rows = connection.execute(
        select(columns.stream, columns.id, columns.asker, columns.closed_at, columns.body).where(
            tuple_(columns.stream, columns.id).in_(keys)
        )
    )
    return {
        (row.stream, row.id): KeptObligation(row.asker, row.closed_at, decode_obligation(row.body))
        for row in rows
    }


def _escalation(stream: str, event: ObligationEscalated | PromiseBroken) -> Row:
    if isinstance(event, PromiseBroken):
        return escalation(stream, event.id, PROMISE, event.at, cycle=event.cycle)
    return escalation(stream, event.id, event.target.value, event.at, cycle=event.cycle, level=event.level)
