"""What happened that concerns members, noted once, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rooms.chat.terms import AuthorKind, MessageEdited, MessagePosted, MessageRestored
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationAcked, ObligationAnswered, PeerAnswered
from rooms.obligations.terms import How, TargetKind
from server.storage.database import Database
from server.storage.event_log import open_event_log
from server.storage.notice_tables import tidings
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio


async def noted(database: Database, *events: AnyEvent) -> list[tuple[str, int, str]]:
    async with open_event_log(database) as log:
        await log.append("zone", await log.acquire("zone"), 0, events)
    async with database.reading() as connection:
        rows = (await connection.execute(select(tidings).order_by(tidings.c.number))).all()
    assert not any(row.handled for row in rows)
    return [(row.kind, row.subject, row.by) for row in rows]


def said(
    id: int,
    *mentions: str,
    author: str = "tess",
    kind: AuthorKind = AuthorKind.PERSON,
    important: bool = False,
    hidden: bool = False,
) -> MessagePosted:
    return MessagePosted(
        at=60.0,
        id=id,
        author=author,
        author_name=author,
        cid=f"c{id}",
        body="x",
        author_kind=kind,
        mentions=list(mentions),
        important=important,
        hidden=hidden,
    )


async def test_messages_that_concern_nobody_in_particular_are_not_noted(database: Database) -> None:
    plain = [said(1), said(2, "ada", kind=AuthorKind.BOT), said(3, "ada", hidden=True)]
    assert await noted(database, *plain, MessageEdited(at=61.0, id=1, body="y", by="tess")) == []


async def test_mentions_important_posts_and_what_comes_back_are_noted(database: Database) -> None:
    back = MessageRestored(at=61.0, id=3, by="olga", body="x", mentions=["ada"])
    events = (said(1, "ada"), said(2, important=True), said(3, "ada", hidden=True), back)
    assert await noted(database, *events) == [
        ("message", 1, "tess"),
        ("message", 2, "tess"),
        ("message", 3, "olga"),
    ]


async def test_answers_of_others_are_noted_and_those_of_oneself_or_a_program_are_not(
    database: Database,
) -> None:
    events = (
        opened(1),
        PeerAnswered(at=50.0, id=1, asker="ada", by="bob", until=60.0),
        PeerAnswered(at=51.0, id=1, asker="ada", by="", until=60.0),
        ObligationAcked(
            at=55.0,
            id=1,
            asker="ada",
            by="tess",
            how=How.REACTION,
            consumed=1.0,
            target=TargetKind.FULL,
            due_at=None,
        ),
        answered(1, 60.0),
    )
    assert await noted(database, *events) == [("peer", 1, "bob"), ("first", 1, "tess"), ("answer", 1, "tess")]


@pytest.mark.parametrize(("by", "how"), [("ada", How.REPLY), ("bot", How.BOT), ("bob", How.PEER)])
async def test_what_the_asker_knows_already_is_no_news(database: Database, by: str, how: How) -> None:
    over = ObligationAnswered(at=60.0, id=1, asker="ada", by=by, how=how, consumed=1.0, first=True)
    assert await noted(database, opened(1), over) == []


async def test_an_answer_that_names_its_asker_is_noted_once(database: Database) -> None:
    assert await noted(database, opened(1), said(2, "ada"), answered(1, 60.0)) == [("message", 2, "tess")]
