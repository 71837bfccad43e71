"""The rows of the read model of messages and their files: changed as chat events say, in the transaction that appends them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_, update

from rooms.chat.terms import ChatEvent, MessageView
from server.storage.tables import attachments, messages
from signaling.message_model import keep, searchable, thread_of, touched

Key = tuple[str, int]
"""Stream and id."""

_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[MessageView] = msgspec.msgpack.Decoder(MessageView)

_ADD, _ATTACH = insert(messages), insert(attachments)
_CHANGE = (
    update(messages)
    .where(messages.c.stream == bindparam("of_stream"), messages.c.id == bindparam("of_id"))
    .values(important=bindparam("important"), words=bindparam("words"), body=bindparam("body"))
)


_DETACH = delete(attachments).where(
    attachments.c.stream == bindparam("of_stream"), attachments.c.message == bindparam("of_id")
)


def keep_messages(connection: Connection, changes: Sequence[tuple[str, ChatEvent]]) -> None:
    """`changes` are streams and their events, in order."""
    before = _load(connection, {(stream, id) for stream, event in changes for id in touched(event)})
    after: defaultdict[str, dict[int, MessageView]] = defaultdict(dict)
    for (stream, id), message in before.items():
        after[stream][id] = message
    for stream, event in changes:
        keep(after[stream], event)
    new, changed, detached = [], [], []
    attached: list[dict[str, Any]] = []
    for stream, kept in after.items():
        for id, message in kept.items():
            known = before.get((stream, id))
            if known is None:
                new.append(message_row(stream, message))
                attached += attachment_rows(stream, message)
            elif known != message:
                changed.append({"of_stream": stream, "of_id": id, **_content(message)})
                if known.attachments != message.attachments:
                    detached.append({"of_stream": stream, "of_id": id})
                    attached += attachment_rows(stream, message)
    for statement, rows in (
        (_ADD, new),
        (_CHANGE, changed),
        (_DETACH, detached),
        (_ATTACH, attached),
    ):
        if rows:
            connection.execute(statement, rows)


def message_row(stream: str, message: MessageView) -> dict[str, Any]:
    """All columns but `number`."""
    return {"stream": stream, "id": message.id, "thread": thread_of(message), **_content(message)}


def attachment_rows(stream: str, message: MessageView) -> list[dict[str, Any]]:
    files = dict.fromkeys(attachment.id for attachment in message.attachments)
    return [{"stream": stream, "file": file, "message": message.id} for file in files]


def decode_message(body: bytes) -> MessageView:
    return _decoder.decode(body)


def _content(message: MessageView) -> dict[str, Any]:
    return {"important": message.important, "words": searchable(message), "body": _encode(message)}


def _load(connection: Connection, keys: set[Key]) -> dict[Key, MessageView]:
    if not keys:
        return {}
    rows = connection.execute(
        select(messages.c.stream, messages.c.id, messages.c.body).where(
            tuple_(messages.c.stream, messages.c.id).in_(keys)
        )
    )
    return {(row.stream, row.id): decode_message(row.body) for row in rows}
