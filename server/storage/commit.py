"""Group commit: appends of all rooms share transactions, and each is answered on its own.

A lone append is committed at once; under load commits start at most every few milliseconds and carry whatever came
in between, because one flush to disk costs as much for fifty entries as for one. What may stand is decided by `admit`
before anything is inserted, so that a refused append costs its neighbours nothing. What events say is not known here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update
from sqlalchemy.exc import DataError, IntegrityError

from rooms.events import AnyEvent
from server.storage.database import DATABASE_ERRORS, Database
from server.storage.read_models import keep_all
from server.storage.tables import creations, events, streams
from signaling.ports import DuplicatePost, NotSaved, StaleEpoch

SECONDS_BETWEEN_COMMITS = 0.004
LARGEST_BATCH = 500

Row = dict[str, Any]
Creation = tuple[str, str, str]
"""Stream, author, client id."""
Refusal = StaleEpoch | DuplicatePost | NotSaved


@dataclass(slots=True, eq=False)
class Append:
    """Rows for one stream, ready to insert, the events that they hold, and who waits for them."""

    stream: str
    epoch: int
    after: int
    events: list[Row]
    created: list[Row]
    happened: Sequence[AnyEvent]
    wake_at: float | None = None
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, refusal: Refusal | None) -> None:
        if self.done.done():  # the one who waited was cancelled
            return
        if refusal is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(refusal)


@dataclass(slots=True)
class Standing:
    """What the database holds of the streams of one batch, moved forward as appends are admitted."""

    heads: dict[str, tuple[int, int]]  # stream -> (epoch, head)
    created: dict[Creation, int]  # -> seq

    def admit(self, append: Append) -> Refusal | None:
        """None, and counts it in; or why it may not stand."""
        # A wrong `after` under the right epoch: an earlier append of this owner did not end as it believes.
        # Rereading the log is the cure for that too.
        if self.heads.get(append.stream) != (append.epoch, append.after):
            return StaleEpoch(f"{append.stream} after {append.after} in epoch {append.epoch}")
        fresh: dict[Creation, int] = {}
        for row in append.created:
            made = _creation(row)
            seq = self.created.get(made, fresh.get(made))
            if seq is not None:
                return DuplicatePost(row["author"], row["cid"], seq)
            fresh[made] = row["seq"]
        self.created.update(fresh)
        self.heads[append.stream] = (append.epoch, append.after + len(append.events))
        return None


class GroupCommit:
    """The one writer of the log. `run` it in a task group; `append` from anywhere on the same loop; `close` it last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending: list[Append] = []
        self._wake = asyncio.Event()
        self._is_closed = False

    async def append(self, append: Append) -> None:
        """Returns when it is durable. Raises StaleEpoch, DuplicatePost or NotSaved."""
        if self._is_closed:
            raise NotSaved("the log is closed")
        self._pending.append(append)
        self._wake.set()
        await append.done

    def close(self) -> None:
        """Whoever still waits hears that nothing was saved."""
        self._is_closed = True
        self._refuse(self._pending)

    async def run(self) -> None:
        """Commit until cancelled."""
        loop = asyncio.get_running_loop()
        batch: list[Append] = []
        try:
            while True:
                await self._wake.wait()
                batch, self._pending = self._pending[:LARGEST_BATCH], self._pending[LARGEST_BATCH:]
                if not self._pending:
                    self._wake.clear()
                started = loop.time()
                await self._commit(batch)
                await asyncio.sleep(started + SECONDS_BETWEEN_COMMITS - loop.time())
        finally:
            self._refuse(batch)

    def _refuse(self, appends: list[Append]) -> None:
        for append in appends:
            append.settle(NotSaved("the log is closed"))
        appends.clear()

    async def _commit(self, batch: list[Append]) -> None:
        try:
            refusals = await self._write(batch)
        except (IntegrityError, DataError) as error:
            if len(batch) > 1:  # something that `admit` cannot foresee: find out whose it is
                for append in batch:
                    await self._commit([append])
            else:
                batch[0].settle(_refusal_of_the_database(error))
        except DATABASE_ERRORS as error:
            for append in batch:
                append.settle(NotSaved(type(error).__name__))
        else:
            for append, refusal in zip(batch, refusals, strict=True):
                append.settle(refusal)

    async def _write(self, batch: Sequence[Append]) -> list[Refusal | None]:
        return await self._database.transact(partial(_write, batch))


def _write(batch: Sequence[Append], connection: Connection) -> list[Refusal | None]:
    standing = Standing(_heads(connection, batch), _created(connection, batch))
    refusals = [standing.admit(append) for append in batch]
    admitted = [append for append, refusal in zip(batch, refusals, strict=True) if refusal is None]
    _insert(connection, admitted, standing)
    return refusals


def _refusal_of_the_database(error: IntegrityError | DataError) -> Refusal:
    """Unique (stream, seq) or (stream, author, cid) was violated: another owner wrote. Anything else: bad data."""
    return StaleEpoch(type(error).__name__) if isinstance(error, IntegrityError) else NotSaved("bad data")


_HEADS = (
    select(streams.c.stream, streams.c.epoch, streams.c.head)
    .where(streams.c.stream.in_(bindparam("names", expanding=True)))
    .order_by(streams.c.stream)  # two writers lock in the same order
    .with_for_update()
)
_CREATED = select(creations).where(
    tuple_(creations.c.stream, creations.c.author, creations.c.cid).in_(bindparam("keys", expanding=True))
)
_ADD_EVENTS, _ADD_CREATIONS = insert(events), insert(creations)
_MOVE_HEAD = (
    update(streams)
    .where(streams.c.stream == bindparam("of_stream"))
    .values(head=bindparam("new_head"), wake_at=bindparam("new_wake_at"))
)


def _heads(connection: Connection, batch: Sequence[Append]) -> dict[str, tuple[int, int]]:
    """And locks these streams until the end of the transaction, where the database locks rows at all."""
    rows = connection.execute(_HEADS, {"names": list({append.stream for append in batch})})
    return {stream: (epoch, head) for stream, epoch, head in rows}


def _created(connection: Connection, batch: Sequence[Append]) -> dict[Creation, int]:
    keys = [_creation(row) for append in batch for row in append.created]
    if not keys:
        return {}
    rows = connection.execute(_CREATED, {"keys": keys})
    return {(row.stream, row.author, row.cid): row.seq for row in rows}


def _creation(row: Row) -> Creation:
    return (row["stream"], row["author"], row["cid"])


def _insert(connection: Connection, admitted: Sequence[Append], standing: Standing) -> None:
    event_rows = [row for append in admitted for row in append.events]
    created_rows = [row for append in admitted for row in append.created]
    if event_rows:
        connection.execute(_ADD_EVENTS, event_rows)
        last = {append.stream: append for append in admitted}
        moves = [
            {"of_stream": stream, "new_head": standing.heads[stream][1], "new_wake_at": append.wake_at}
            for stream, append in last.items()
        ]
        connection.execute(_MOVE_HEAD, moves)
    if created_rows:
        connection.execute(_ADD_CREATIONS, created_rows)
    keep_all(connection, [(append.stream, event) for append in admitted for event in append.happened])
