"""What every event log promises, whatever it is kept in: `signaling.ports.EventLog`.

Which implementations there are is in `conftest.py`; messages and their search are in `test_messages.py`.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import msgspec
import pytest

from rooms.chat.terms import MessagePosted
from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened
from rooms.moderation.events import MessageHeld
from rooms.sub_rooms.terms import SubRoomOpened
from signaling.ports import DuplicatePost, EventLog, LogEntry, StaleEpoch, StoredSnapshot

pytestmark = pytest.mark.anyio


def opened(at: float = 1.0) -> RoomOpened:
    return RoomOpened(at=at, title="Algebra", kind=RoomKind.STUDY)


def posted(number: int, *, author: str = "ada", cid: str | None = None) -> MessagePosted:
    return MessagePosted(
        at=float(number),
        id=number,
        author=author,
        author_name="Ada",
        cid=cid or f"cid-{number:08}",
        body=f"message {number}",
    )


async def test_appended_events_are_read_back_in_order_with_their_epoch_and_seq(log: EventLog) -> None:
    epoch = await log.acquire("room")
    await log.append("room", epoch, 0, [opened(), posted(1)])
    await log.append("room", epoch, 2, [posted(2)])
    assert await log.read("room", 0, 10) == [
        LogEntry(epoch, 1, opened()),
        LogEntry(epoch, 2, posted(1)),
        LogEntry(epoch, 3, posted(2)),
    ]


async def test_reading_starts_after_a_seq_and_stops_at_the_limit(log: EventLog) -> None:
    epoch = await log.acquire("room")
    await log.append("room", epoch, 0, [posted(n) for n in range(1, 6)])
    assert [entry.seq for entry in await log.read("room", 1, 2)] == [2, 3]
    assert await log.read("room", 5, 10) == []
    assert await log.read("elsewhere", 0, 10) == []


async def test_appending_nothing_changes_nothing(log: EventLog) -> None:
    epoch = await log.acquire("room")
    await log.append("room", epoch, 0, [])
    assert await log.read("room", 0, 10) == []


async def test_each_owner_gets_a_higher_epoch(log: EventLog) -> None:
    epochs = [await log.acquire("room") for _ in range(3)]
    assert epochs == sorted(set(epochs))
    assert epochs[0] >= 1


@pytest.mark.row("F6")
async def test_an_owner_that_was_replaced_cannot_append(log: EventLog) -> None:
    old = await log.acquire("room")
    await log.append("room", old, 0, [posted(1)])
    new = await log.acquire("room")
    with pytest.raises(StaleEpoch):
        await log.append("room", old, 1, [posted(2)])
    await log.append("room", new, 1, [posted(3)])
    assert [entry.event for entry in await log.read("room", 0, 10)] == [posted(1), posted(3)]


async def test_a_stream_that_nobody_owns_cannot_be_appended_to(log: EventLog) -> None:
    with pytest.raises(StaleEpoch):
        await log.append("room", 1, 0, [posted(1)])


@pytest.mark.parametrize("after", [0, 2])
async def test_an_append_that_is_not_at_the_head_is_refused(log: EventLog, after: int) -> None:
    epoch = await log.acquire("room")
    await log.append("room", epoch, 0, [posted(1)])
    with pytest.raises(StaleEpoch):
        await log.append("room", epoch, after, [posted(2)])
    assert len(await log.read("room", 0, 10)) == 1


@pytest.mark.row("D4")
async def test_the_same_post_again_is_refused_with_the_seq_of_the_first(log: EventLog) -> None:
    epoch = await log.acquire("room")
    await log.append("room", epoch, 0, [opened(), posted(1, cid="same-cid")])
    with pytest.raises(DuplicatePost) as refused:
        await log.append("room", epoch, 2, [opened(2.0), posted(2, cid="same-cid")])
    assert (refused.value.author, refused.value.cid, refused.value.seq) == ("ada", "same-cid", 2)
    assert len(await log.read("room", 0, 10)) == 2


@pytest.mark.row("D4")
async def test_whatever_a_client_creates_is_created_once_per_client_id(log: EventLog) -> None:
    epoch = await log.acquire("room")
    opened_room = SubRoomOpened(
        at=1.0, author="ada", cid="same-cid", number=1, title="Limits", seats=6, author_name="Ada"
    )
    await log.append("room", epoch, 0, [opened_room])
    with pytest.raises(DuplicatePost) as refused:
        await log.append("room", epoch, 1, [posted(1, cid="same-cid")])
    assert (refused.value.author, refused.value.cid, refused.value.seq) == ("ada", "same-cid", 1)


@pytest.mark.row("D4")
async def test_a_message_that_was_held_is_posted_under_its_own_client_id_and_only_so(log: EventLog) -> None:
    epoch = await log.acquire("room")
    held = MessageHeld(
        at=1.0, author="ada", cid="same-cid", number=1, author_name="Ada", body="hello", rule="no-ads"
    )
    released = msgspec.structs.replace(posted(1, cid="same-cid"), held=1)
    await log.append("room", epoch, 0, [held, released])
    with pytest.raises(DuplicatePost) as refused:
        await log.append("room", epoch, 2, [posted(2, cid="same-cid")])
    assert refused.value.seq == 1


async def test_a_post_twice_within_one_append_is_refused_whole(log: EventLog) -> None:
    epoch = await log.acquire("room")
    with pytest.raises(DuplicatePost) as refused:
        await log.append("room", epoch, 0, [posted(1, cid="same-cid"), posted(2, cid="same-cid")])
    assert refused.value.seq == 1
    assert await log.read("room", 0, 10) == []


async def test_a_client_id_counts_per_author_and_per_stream(log: EventLog) -> None:
    for stream in ("one", "two"):
        epoch = await log.acquire(stream)
        posts = [posted(1, cid="same-cid"), posted(2, author="bob", cid="same-cid")]
        await log.append(stream, epoch, 0, posts)
        assert len(await log.read(stream, 0, 10)) == 2


async def test_refused_appends_cost_their_neighbours_nothing(log: EventLog) -> None:
    epochs = {name: await log.acquire(name) for name in ("good", "stale", "twice", "fine")}
    await log.append("twice", epochs["twice"], 0, [posted(1)])
    outcomes = await asyncio.gather(
        log.append("good", epochs["good"], 0, [posted(1)]),
        log.append("stale", epochs["stale"] - 1, 0, [posted(1)]),
        log.append("twice", epochs["twice"], 1, [posted(2, cid=posted(1).cid)]),
        log.append("fine", epochs["fine"], 0, [posted(1)]),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), StaleEpoch, DuplicatePost, type(None)]
    assert [len(await log.read(name, 0, 10)) for name in epochs] == [1, 0, 1, 1]


async def test_appends_of_one_owner_that_wait_together_stand_in_order(log: EventLog) -> None:
    epoch = await log.acquire("room")
    await asyncio.gather(*(log.append("room", epoch, n, [posted(n + 1)]) for n in range(20)))
    assert [entry.event for entry in await log.read("room", 0, 50)] == [posted(n + 1) for n in range(20)]


async def test_an_append_whose_caller_gave_up_does_not_stop_the_log(log: EventLog) -> None:
    epoch = await log.acquire("room")
    with suppress(TimeoutError):  # a log that never waits is done before anybody can give up
        async with asyncio.timeout(0):
            await log.append("room", epoch, 0, [posted(1)])
    other = await log.acquire("other")
    await log.append("other", other, 0, [posted(1)])
    assert len(await log.read("other", 0, 10)) == 1


async def test_the_epoch_of_an_entry_is_the_one_that_wrote_it(log: EventLog) -> None:
    first = await log.acquire("room")
    await log.append("room", first, 0, [posted(1)])
    second = await log.acquire("room")
    await log.append("room", second, 1, [posted(2)])
    assert [await log.epoch_at("room", seq) for seq in (0, 1, 2, 3)] == [0, first, second, None]
    assert await log.epoch_at("elsewhere", 1) is None


async def test_the_newest_snapshot_is_kept(log: EventLog) -> None:
    await log.acquire("room")
    assert await log.load_snapshot("room") is None
    await log.save_snapshot("room", StoredSnapshot(5, b"five"))
    await log.save_snapshot("room", StoredSnapshot(9, b"nine"))
    await log.save_snapshot("room", StoredSnapshot(7, b"seven"))
    assert await log.load_snapshot("room") == StoredSnapshot(9, b"nine")
    assert await log.load_snapshot("elsewhere") is None
