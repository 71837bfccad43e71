"""The durable log of every room, in SQL: implements `signaling.ports.EventLog`.

An append returns only when the database promised to keep it. Fencing is the database's: the epoch is compared and
the head moved in the transaction that inserts, and (stream, seq) is unique. The read models are written in that same
transaction, so they never say more or less than the log.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, get_args

import msgspec
from sqlalchemy import insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from rooms.chat.terms import MessageView
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationsEvent
from rooms.terms import Event
from server.storage.commit import Append, GroupCommit, Row
from server.storage.database import DATABASE_ERRORS, Database
from server.storage.message_rows import decode_message
from server.storage.message_search import found
from server.storage.obligation_rows import decode_obligation
from server.storage.question_rows import decode_question
from server.storage.question_search import like
from server.storage.tables import attachments, events, messages, obligations, snapshots, streams
from signaling.answer_model import best, words_of
from signaling.ports import (
    DuplicatePost,
    LogEntry,
    NotSaved,
    StaleEpoch,
    StoredObligation,
    StoredSnapshot,
    created_in,
)
from signaling.room_ids import home_of
from signaling.segmenting import terms
from signaling.wire_duty import FoundAnswer

_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[AnyEvent] = msgspec.msgpack.Decoder(AnyEvent)

READ_AT_ONCE = 1000

Took = Callable[[float, str | None], None]
"""Told of each append: its seconds, and the name of the exception that says why nothing stands."""


def _uncounted(_seconds: float, _refused: str | None) -> None:
    """Nobody counts."""


class SqlEventLog:
    """Make it with `open_event_log`."""

    def __init__(self, database: Database, commit: GroupCommit, took: Took) -> None:
        self._database = database
        self._commit = commit
        self._took = took

    async def acquire(self, stream: str) -> int:
        try:
            try:
                return await self._next_epoch(stream)
            except IntegrityError:  # another node made the stream first
                return await self._next_epoch(stream)
        except DATABASE_ERRORS as error:
            raise NotSaved(type(error).__name__) from error

    async def _next_epoch(self, stream: str) -> int:
        async with self._database.writing() as connection:
            raised = await connection.execute(
                update(streams)
                .where(streams.c.stream == stream)
                .values(epoch=streams.c.epoch + 1)
                .returning(streams.c.epoch)
            )
            epoch: int | None = raised.scalar()
            if epoch is None:
                epoch = 1
                await connection.execute(insert(streams).values(stream=stream, epoch=epoch, head=0))
        return epoch

    async def append(
        self, stream: str, epoch: int, after: int, events: Sequence[AnyEvent], wake_at: float | None = None
    ) -> None:
        if not events:
            return
        rows = [_event_row(stream, epoch, seq, event) for seq, event in enumerate(events, after + 1)]
        created = [
            {"stream": stream, "author": made[0], "cid": made[1], "seq": seq}
            for seq, event in enumerate(events, after + 1)
            if (made := created_in(event)) is not None
        ]
        began = time.perf_counter()
        try:
            await self._commit.append(Append(stream, epoch, after, rows, created, events, wake_at))
        except (StaleEpoch, DuplicatePost, NotSaved) as refusal:
            self._took(time.perf_counter() - began, type(refusal).__name__)
            raise
        self._took(time.perf_counter() - began, None)

    async def sleepers(self) -> dict[str, float]:
        query = select(streams.c.stream, streams.c.wake_at).where(streams.c.wake_at.is_not(None))
        return {stream: wake_at for stream, wake_at in await self._rows(query)}

    async def read(self, stream: str, after: int, limit: int) -> list[LogEntry]:
        query = (
            select(events.c.epoch, events.c.seq, events.c.body)
            .where(events.c.stream == stream, events.c.seq > after)
            .order_by(events.c.seq)
            .limit(limit)
        )
        return [LogEntry(epoch, seq, _decoder.decode(body)) for epoch, seq, body in await self._rows(query)]

    async def epoch_at(self, stream: str, seq: int) -> int | None:
        if seq == 0:
            return 0
        query = select(events.c.epoch).where(events.c.stream == stream, events.c.seq == seq)
        rows = await self._rows(query)
        return rows[0][0] if rows else None

    async def messages(
        self,
        stream: str,
        before: int | None,
        limit: int,
        *,
        thread: int | None = None,
        important: bool = False,
    ) -> list[MessageView]:
        query = select(messages.c.body).where(messages.c.stream == stream).order_by(messages.c.id.desc())
        if thread is not None:
            query = query.where(messages.c.thread == thread)
        if important:
            query = query.where(messages.c.important)
        return await self._newest(query, before, limit)

    async def search(self, stream: str, text: str, before: int | None, limit: int) -> list[MessageView]:
        wanted = terms(text)
        if not wanted:
            return []
        return await self._newest(found(self._database.dialect, stream, wanted), before, limit)

    async def attached(self, stream: str, file: str) -> list[MessageView]:
        query = (
            select(messages.c.body)
            .join(
                attachments,
                (attachments.c.stream == messages.c.stream) & (attachments.c.message == messages.c.id),
            )
            .where(attachments.c.stream == stream, attachments.c.file == file)
            .order_by(messages.c.id)
        )
        return [decode_message(row.body) for row in await self._rows(query)]

    async def _newest(self, query: Any, before: int | None, limit: int) -> list[MessageView]:
        if before is not None:
            query = query.where(messages.c.id < before)
        rows = await self._rows(query.limit(limit))
        return [decode_message(row.body) for row in reversed(rows)]

    async def board(self, rooms: Sequence[str], closed_since: float) -> list[StoredObligation]:
        query = (
            select(obligations.c.stream, obligations.c.body)
            .where(obligations.c.home.in_(rooms))
            .where(or_(obligations.c.closed_at.is_(None), obligations.c.closed_at >= closed_since))
            .order_by(obligations.c.opened_at, obligations.c.stream, obligations.c.id)
        )
        return [StoredObligation(row.stream, decode_obligation(row.body)) for row in await self._rows(query)]

    async def obligations(self, keys: Sequence[tuple[str, int]]) -> list[StoredObligation]:
        query = select(obligations.c.stream, obligations.c.body).where(
            tuple_(obligations.c.stream, obligations.c.id).in_(keys)
        )
        return [StoredObligation(row.stream, decode_obligation(row.body)) for row in await self._rows(query)]

    def obligation_events(
        self, rooms: Sequence[str], since: float, until: float
    ) -> AsyncIterator[tuple[str, LogEntry]]:
        return self.events_of(get_args(ObligationsEvent), rooms, since, until)

    async def events_of(
        self, kinds: Collection[type[Event]], rooms: Sequence[str], since: float, until: float
    ) -> AsyncIterator[tuple[str, LogEntry]]:
        tags = [kind.__struct_config__.tag for kind in kinds]
        wanted = frozenset(rooms)
        query = (
            select(events.c.stream, events.c.epoch, events.c.seq, events.c.body)
            .where(events.c.kind.in_(tags), events.c.at >= since, events.c.at < until)
            .order_by(events.c.at, events.c.stream, events.c.seq)
            .execution_options(yield_per=READ_AT_ONCE)
        )
        async with self._database.reading() as connection:
            async for stream, epoch, seq, body in await connection.stream(query):
                if home_of(stream) in wanted:
                    yield stream, LogEntry(epoch, seq, _decoder.decode(body))

    async def find_answers(self, rooms: Sequence[str], text: str, limit: int) -> list[FoundAnswer]:
        wanted = words_of(text)
        if not wanted:
            return []
        rows = await self._rows(like(self._database.dialect, rooms, wanted))
        return best(((row.stream, decode_question(row.body)) for row in rows), text, limit)

    async def save_snapshot(self, stream: str, snapshot: StoredSnapshot) -> None:
        """An older one than the one that is there changes nothing."""
        try:
            async with self._database.writing() as connection:
                # The stream's row is the lock under which "is there one already" stays true.
                await connection.execute(
                    select(streams.c.stream).where(streams.c.stream == stream).with_for_update()
                )
                stored = await connection.execute(select(snapshots.c.seq).where(snapshots.c.stream == stream))
                seq: int | None = stored.scalar()
                values = {"seq": snapshot.seq, "body": snapshot.body}
                if seq is None:
                    await connection.execute(insert(snapshots).values(stream=stream, **values))
                elif seq <= snapshot.seq:
                    await connection.execute(
                        update(snapshots).where(snapshots.c.stream == stream).values(**values)
                    )
        except DATABASE_ERRORS as error:
            raise NotSaved(type(error).__name__) from error

    async def load_snapshot(self, stream: str) -> StoredSnapshot | None:
        rows = await self._rows(select(snapshots.c.seq, snapshots.c.body).where(snapshots.c.stream == stream))
        return StoredSnapshot(rows[0][0], rows[0][1]) if rows else None

    async def _rows(self, query: Any) -> Sequence[Any]:
        async with self._database.reading() as connection:
            return (await connection.execute(query)).all()


@asynccontextmanager
async def open_event_log(database: Database, took: Took = _uncounted) -> AsyncIterator[SqlEventLog]:
    """Its one writer runs as long as the block does. The database must be migrated, and is not closed."""
    commit = GroupCommit(database)
    async with asyncio.TaskGroup() as tasks:
        writer = tasks.create_task(commit.run(), name="log-writer")
        try:
            yield SqlEventLog(database, commit, took)
        finally:
            writer.cancel()
            commit.close()


def _event_row(stream: str, epoch: int, seq: int, event: AnyEvent) -> Row:
    return {
        "stream": stream,
        "seq": seq,
        "epoch": epoch,
        "at": event.at,
        "kind": event.__struct_config__.tag,
        "body": _encode(event),
    }
