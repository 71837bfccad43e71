"""The rows of the read model of questions: changed as their events say, in the transaction that appends them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from rooms.questions.events import QuestionsEvent
from server.storage.tables import questions
from signaling.answer_model import KeptQuestion, keep, searchable, touched

_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[KeptQuestion] = msgspec.msgpack.Decoder(KeptQuestion)

_CHANGE = (
    update(questions)
    .where(questions.c.stream == bindparam("of_stream"), questions.c.id == bindparam("of_id"))
    .values(words=bindparam("words"), body=bindparam("body"))
)


def keep_questions(connection: Connection, changes: Sequence[tuple[str, QuestionsEvent]]) -> None:
    """`changes` are streams and their events, in order."""
    before = _load(connection, {(stream, id) for stream, event in changes for id in touched(event)})
    after: defaultdict[str, dict[int, KeptQuestion]] = defaultdict(dict)
    for (stream, id), question in before.items():
        after[stream][id] = question
    for stream, event in changes:
        keep(after[stream], event)
    new, changed = [], []
    for stream, kept in after.items():
        for id, question in kept.items():
            known = before.get((stream, id))
            if known is None:
                new.append(question_row(stream, question))
            elif known != question:
                changed.append({"of_stream": stream, "of_id": id, **_content(question)})
    if new:
        connection.execute(insert(questions), new)
    if changed:
        connection.execute(_CHANGE, changed)


def question_row(stream: str, question: KeptQuestion) -> dict[str, Any]:
    """All columns but `number`."""
    return {"stream": stream, "id": question.seen.id, **_content(question)}


def decode_question(body: bytes) -> KeptQuestion:
    return _decoder.decode(body)


def _content(question: KeptQuestion) -> dict[str, Any]:
    return {"words": searchable(question), "body": _encode(question)}


def _load(connection: Connection, keys: set[tuple[str, int]]) -> dict[tuple[str, int], KeptQuestion]:
    if not keys:
        return {}
    rows = connection.execute(
        select(questions.c.stream, questions.c.id, questions.c.body).where(
            tuple_(questions.c.stream, questions.c.id).in_(keys)
        )
    )
    return {(row.stream, row.id): decode_question(row.body) for row in rows}
