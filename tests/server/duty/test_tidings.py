"""What concerns members reaches them: once, nobody else, not in their peace, and only while it is still so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from community.calendars import Hours, Week
from community.muting import Mute, WeeklyHours
from rooms.chat.terms import MessageDeleted, MessageHidden, MessageMarked, MessagePosted, MessageRestored
from rooms.obligations.events import AckUndone, ObligationAcked, PeerAnswered
from rooms.obligations.terms import How, TargetKind
from server.duty.contacts import Settings, Webhook, WebhookKinds
from server.duty.quiet_hours import QuietHours
from server.duty.room_choices import Hears, RoomChoice
from server.duty.tidings import RETRY_SECONDS
from server.storage.database import Database
from server.storage.notice_tables import tidings
from tests.server.duty.membership import Members, members, tidings_of
from tests.server.duty.planned import SPACE, at
from tests.support.owed import answered, opened, reopened

pytestmark = pytest.mark.anyio

NOW = at(2, 10)
BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = RoomChoice(mute=Mute(weekly=WeeklyHours("Europe/Berlin", Week(*[(Hours(22 * 60, 31 * 60),)] * 7))))
ALWAYS = RoomChoice(mute=Mute(always=True))


@pytest.fixture
async def class_(database: Database) -> AsyncIterator[Members]:
    async with members(database) as made:
        yield made


def acked(id: int = 1, by: str = "tess", how: How = How.REACTION) -> ObligationAcked:
    return ObligationAcked(
        at=NOW, id=id, asker="ada", by=by, how=how, consumed=1.0, target=TargetKind.FULL, due_at=None
    )


async def unhandled(database: Database) -> int:
    async with database.reading() as connection:
        rows = await connection.scalars(select(tidings.c.number).where(tidings.c.handled.is_(False)))
        return len(rows.all())


# ---------------------------------------------------------------- who is told of what


async def test_who_asked_hears_of_the_answer_and_nobody_else_does(class_: Members) -> None:
    await class_.rig.contacts.save_webhook(
        SPACE, Webhook("ops", f"{class_.outside.url}/ops", "whsec_x", WebhookKinds())
    )
    await class_.rig.tell(opened(1, NOW - 60, anonymous=True), answered(1, NOW))
    await class_.deal()
    assert class_.pushed() == [("ada", "answered")]
    (notice,) = await class_.unseen("ada")
    assert (notice.room, notice.obligation, notice.excerpt, notice.message) == ("zone", 1, "question 1", None)
    for other in ("bob", "cleo", "tess", "olga", "ann"):
        assert await class_.unseen(other) == []


async def test_the_first_response_and_the_answer_are_each_told_once(class_: Members) -> None:
    await class_.rig.tell(opened(1, NOW - 60), acked())
    await class_.deal()
    await class_.rig.tell(answered(1, NOW))
    await class_.deal()
    await class_.deal()
    assert class_.pushed() == [("ada", "responded"), ("ada", "answered")]


async def test_a_response_that_the_answer_has_overtaken_is_no_news(class_: Members) -> None:
    await class_.rig.tell(opened(1, NOW - 60), acked(), answered(1, NOW))
    await class_.deal()
    assert class_.pushed() == [("ada", "answered")]


async def test_the_answer_to_the_next_cycle_is_told_again(class_: Members) -> None:
    await class_.rig.tell(opened(1, NOW - 60), answered(1, NOW))
    await class_.deal()
    again = reopened(1, NOW)
    again = replace(again, obligation=replace(again.obligation, cycle=2))
    await class_.rig.tell(again, answered(1, NOW))
    await class_.deal()
    assert class_.pushed() == [("ada", "answered")] * 2


async def test_a_learners_answer_is_told_to_who_asked(class_: Members) -> None:
    await class_.rig.tell(
        opened(1, NOW - 60), PeerAnswered(at=NOW, id=1, asker="ada", by="bob", until=NOW + 1, message=2)
    )
    await class_.deal()
    assert class_.pushed() == [("ada", "peer_answered")]


async def test_whoever_is_mentioned_hears_of_it_and_nobody_of_their_own_words(class_: Members) -> None:
    await class_.say(1, "bob", "ada", "bob", "stranger")
    await class_.say(2, "tess", "cleo")
    await class_.deal()
    assert sorted(class_.pushed()) == [("ada", "mention"), ("cleo", "staff_mention")]
    (notice,) = await class_.unseen("ada")
    assert (notice.message, notice.obligation, notice.excerpt) == (1, None, "Bob: Look")


async def test_staff_hear_of_mentions_too(class_: Members) -> None:
    await class_.say(1, "bob", "tess")
    await class_.deal()
    assert await class_.listed("tess") == [("mention", True)]


async def test_an_answer_that_names_its_asker_is_told_once(class_: Members) -> None:
    await class_.rig.tell(opened(1, NOW - 60))
    said = MessagePosted(
        at=NOW, id=2, author="tess", author_name="Tess", cid="c2", body="Because", mentions=["ada"]
    )
    await class_.rig.tell(said, answered(1, NOW))
    await class_.deal()
    assert class_.pushed() == [("ada", "staff_mention")]


async def test_an_important_post_reaches_those_who_follow_the_room(class_: Members) -> None:
    for person in ("ada", "bob"):
        await class_.choose(person, RoomChoice(follows=True))
    await class_.say(1, "tess", "bob", important=True)
    await class_.deal()
    assert sorted(class_.pushed()) == [("ada", "important"), ("bob", "staff_mention")]


async def test_a_post_that_becomes_important_is_told_then(class_: Members) -> None:
    await class_.choose("ada", RoomChoice(follows=True))
    await class_.say(1, "tess")
    await class_.deal()
    message = (await class_.rig.log.messages("zone", None, 1))[0]
    await class_.rig.tell(MessageMarked(at=NOW, id=1, by="tess", on=True, message=message))
    await class_.deal()
    assert class_.pushed() == [("ada", "important")]


async def test_what_a_rule_hid_is_told_when_it_is_restored(class_: Members) -> None:
    await class_.say(1, "bob", "ada")
    await class_.rig.tell(MessageHidden(at=NOW, id=1, author="bob", by="", rule="words"))
    await class_.deal()
    assert await class_.unseen("ada") == []
    await class_.rig.tell(MessageRestored(at=NOW, id=1, by="tess", body="Look", mentions=["ada"]))
    await class_.deal()
    assert class_.pushed() == [("ada", "mention")]


@pytest.mark.parametrize(
    ("hears", "told"),
    [
        (Hears.CONCERNS, ["answered", "mention", "staff_mention"]),
        (Hears.MENTIONS, ["mention", "staff_mention"]),
        (Hears.NOTHING, ["staff_mention"]),
    ],
)
async def test_a_level_says_what_becomes_a_notice_at_all(
    class_: Members, hears: Hears, told: list[str]
) -> None:
    await class_.choose("ada", RoomChoice(hears=hears))
    await class_.rig.tell(opened(1, NOW - 60), answered(1, NOW))
    await class_.say(2, "bob", "ada")
    await class_.say(3, "tess", "ada")
    await class_.deal()
    assert [reason for reason, _ in await class_.listed("ada")] == told


# ---------------------------------------------------------------- peace


@pytest.mark.parametrize(("month", "day"), [(3, 27), (10, 30), (6, 10)], ids=["forward", "back", "usual"])
async def test_no_push_in_quiet_hours_except_a_direct_staff_mention(
    class_: Members, month: int, day: int
) -> None:
    """On the nights on which clocks are set, and on one on which they are not: from 22:00 to 07:00 by the member's own
    clock, however long that is."""
    begins = datetime(2027, month, day, 22, tzinfo=BERLIN).timestamp()
    ends = datetime(2027, month, day + 1, 7, tzinfo=BERLIN).timestamp()
    await class_.choose("ada", NIGHTS)
    told: list[tuple[str, str]] = []
    moments = [(begins - 60, True), (begins, False), (ends - 60, False), (ends, True)]
    for id, (moment, rings) in enumerate(moments, 1):
        class_.rig.clock.advance(moment - class_.rig.clock.now())
        await class_.say(id, "bob", "ada")
        await class_.deal()
        told += [("ada", "mention")] if rings else []
        assert class_.pushed() == told
        if moment == begins:
            await class_.say(9, "tess", "ada")
            await class_.deal()
            told += [("ada", "staff_mention")]
            assert class_.pushed() == told
    assert [rings for _, rings in await class_.listed("ada")] == [True, False, True, False, True]


async def test_quiet_hours_of_ones_own_hold_in_every_room(class_: Members) -> None:
    await class_.rig.contacts.set_settings("ada", Settings(quiet_hours=QuietHours(0, 1439, "Asia/Shanghai")))
    await class_.say(1, "bob", "ada")
    await class_.say(2, "tess", "ada")
    await class_.deal()
    assert class_.pushed() == [("ada", "staff_mention")]
    assert await class_.listed("ada") == [("mention", False), ("staff_mention", True)]


async def test_what_rang_is_not_sent_once_its_room_is_muted(class_: Members) -> None:
    await class_.say(1, "bob", "ada")
    await class_.tidings.deal()
    await class_.choose("ada", ALWAYS)
    await class_.send()
    assert class_.pushed() == []
    assert await class_.listed("ada") == [("mention", True)]


async def test_another_room_is_not_muted_with_it_and_a_sub_room_is(class_: Members) -> None:
    await class_.choose("ada", ALWAYS, room="study")
    await class_.say(1, "bob", "ada")
    said = MessagePosted(
        at=NOW, id=1, author="bob", author_name="Bob", cid="c", body="Here", mentions=["ada"]
    )
    await class_.rig.tell(said, room="study--1")
    await class_.deal()
    assert await class_.listed("ada") == [("mention", True), ("mention", False)]
    assert class_.pushed() == [("ada", "mention")]


# ---------------------------------------------------------------- what is so no more


async def test_words_that_were_deleted_or_hidden_meanwhile_are_sent_to_nobody(class_: Members) -> None:
    await class_.say(1, "bob", "ada")
    await class_.say(2, "bob", "ada")
    await class_.tidings.deal()
    await class_.rig.tell(
        MessageDeleted(at=NOW, id=1, by="bob"), MessageHidden(at=NOW, id=2, author="bob", by="tess")
    )
    await class_.send()
    assert class_.pushed() == []


async def test_a_reaction_that_is_taken_back_at_once_is_no_response(class_: Members) -> None:
    await class_.rig.tell(opened(1, NOW - 60), acked())
    await class_.tidings.deal()
    await class_.rig.tell(AckUndone(at=NOW, id=1, asker="ada", due_at=None, consumed=1.0))
    await class_.send()
    assert class_.pushed() == []


async def test_what_was_seen_in_the_page_is_not_pushed(class_: Members) -> None:
    await class_.say(1, "bob", "ada")
    await class_.tidings.deal()
    await class_.rig.notices.mark_seen("ada", [notice.id for notice in await class_.unseen("ada")])
    await class_.send()
    assert class_.pushed() == []


async def test_whoever_was_shut_out_is_told_nothing(class_: Members) -> None:
    await class_.say(1, "bob", "ada")
    await class_.tidings.deal()
    await class_.rig.people.shut_out("ada", NOW)
    await class_.rig.tell(opened(1, NOW - 60), answered(1, NOW))
    await class_.deal()
    assert class_.pushed() == []
    assert await class_.unseen("ada") == []


async def test_a_room_that_is_gone_is_told_of_to_nobody(class_: Members) -> None:
    said = MessagePosted(at=NOW, id=1, author="bob", author_name="Bob", cid="c", body="x", mentions=["ada"])
    await class_.rig.tell(said, room="nowhere")
    await class_.deal()
    assert await class_.unseen("ada") == []
    assert await unhandled(class_.rig.database) == 0


async def test_a_long_message_is_shortened_and_one_of_files_names_them(class_: Members) -> None:
    await class_.say(1, "bob", "ada", body="x" * 4000)
    await class_.deal()
    (notice,) = await class_.unseen("ada")
    assert (len(notice.excerpt), notice.excerpt[-1]) == (200, "…")


# ---------------------------------------------------------------- once


@pytest.mark.row("D7")
async def test_a_restart_between_event_and_push_costs_no_notice_and_doubles_none(class_: Members) -> None:
    """The worker is killed at every statement that it makes, and begun again."""
    await class_.choose("cleo", RoomChoice(follows=True))
    await class_.say(2, "tess", "bob", important=True)
    await class_.rig.tell(opened(1, NOW - 60), answered(1, NOW))
    for patience in range(300):
        async with asyncio.TaskGroup() as tasks:
            dealing = tasks.create_task(tidings_of(class_.rig).deal())
            for _ in range(patience):
                await asyncio.sleep(0)
            dealing.cancel()
        if await unhandled(class_.rig.database) == 0:
            break
    assert await tidings_of(class_.rig).deal()
    await class_.send()
    await class_.send()
    assert sorted(class_.pushed()) == [("ada", "answered"), ("bob", "staff_mention"), ("cleo", "important")]


async def test_two_devices_agree_on_what_is_unseen(class_: Members) -> None:
    """Whatever rings, the count is of the person: what one device has seen, the other has."""
    phone: list[tuple[int, bool]] = []
    class_.rig.notices.listen("ada", lambda told: phone.extend((each.id, each.seen) for each in told))
    await class_.choose("ada", ALWAYS)
    await class_.say(1, "bob", "ada")
    await class_.say(2, "tess", "ada")
    await class_.deal()
    desk = await class_.unseen("ada")
    assert [(notice.id, notice.seen) for notice in desk] == phone
    await class_.rig.notices.mark_seen("ada", [desk[0].id])
    assert phone[-1] == (desk[0].id, True)
    assert [notice.id for notice in await class_.unseen("ada")] == [desk[1].id]


async def test_a_worker_hears_that_there_is_something(class_: Members) -> None:
    heard = asyncio.Event()
    class_.rig.notices.listen("ada", lambda _: heard.set())
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(class_.tidings.run())
        await asyncio.sleep(0)
        await class_.say(1, "bob", "ada")
        class_.tidings.ring()
        await heard.wait()
        running.cancel()


async def test_what_cannot_be_dealt_with_is_tried_again(
    class_: Members, caplog: pytest.LogCaptureFixture
) -> None:
    heard = asyncio.Event()
    class_.rig.notices.listen("ada", lambda _: heard.set())
    await class_.say(1, "bob", "ada")
    for table in ("room_choices", "tidings"):
        async with class_.rig.database.writing() as connection:
            await connection.execute(text(f"ALTER TABLE {table} RENAME TO elsewhere"))
        async with asyncio.TaskGroup() as tasks:
            with caplog.at_level(logging.CRITICAL):
                running = tasks.create_task(class_.tidings.run())
                await class_.rig.clock.until_armed(class_.rig.clock.now() + RETRY_SECONDS)
                running.cancel()
        async with class_.rig.database.writing() as connection:
            await connection.execute(text(f"ALTER TABLE elsewhere RENAME TO {table}"))
        class_.rig.clock.advance(RETRY_SECONDS)
    assert not heard.is_set()
    await class_.deal()
    assert heard.is_set()
