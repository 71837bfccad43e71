"""What every event log promises of what is owed: the board, one by one, and what happened over all rooms."""

from __future__ import annotations

import pytest

from rooms.chat.terms import MessagePosted
from rooms.events import AnyEvent
from rooms.obligations.terms import ObligationState
from signaling.ports import EventLog
from tests.contracts.test_event_log import posted
from tests.support.owed import answered, escalated, opened, reopened

pytestmark = pytest.mark.anyio


async def tell(log: EventLog, *events: AnyEvent, room: str = "zone") -> None:
    epoch = await log.acquire(room)
    await log.append(room, epoch, len(await log.read(room, 0, 1000)), events)


async def board(log: EventLog, *rooms: str, closed_since: float = 0.0) -> list[tuple[str, int]]:
    found = await log.board(rooms or ("zone",), closed_since)
    return [(each.room, each.obligation.id) for each in found]


async def test_the_board_shows_what_is_open_in_the_order_of_opening(log: EventLog) -> None:
    await tell(log, opened(1, 30.0), opened(2, 10.0))
    await tell(log, opened(1, 20.0), room="qa")
    assert await board(log, "zone", "qa") == [("zone", 2), ("qa", 1), ("zone", 1)]


async def test_the_board_shows_sub_rooms_with_their_room_and_no_other_room(log: EventLog) -> None:
    await tell(log, opened(1), room="zone--4")
    await tell(log, opened(2), room="zone-5")
    await tell(log, opened(3), room="elsewhere")
    assert await board(log) == [("zone--4", 1)]


async def test_what_is_closed_stays_on_the_board_for_as_long_as_asked(log: EventLog) -> None:
    await tell(log, opened(1), opened(2), answered(1, 60.0), answered(2, 90.0), opened(3))
    assert await board(log, closed_since=90.0) == [("zone", 2), ("zone", 3)]
    await tell(log, reopened(1, 5000.0))
    assert await board(log, closed_since=5000.0) == [("zone", 1), ("zone", 3)]


async def test_a_row_says_what_staff_of_the_room_see_after_the_last_event(log: EventLog) -> None:
    await tell(log, opened(1), escalated(1, 50))
    await tell(log, escalated(1, 100), answered(1, 960.0))
    seen = (await log.board(["zone"], 0.0))[0].obligation
    assert (seen.state, seen.level, seen.breached_at, seen.resolved_by, seen.acked_at) == (
        ObligationState.ANSWERED,
        100,
        901.0,
        "tess",
        960.0,
    )


async def test_single_ones_are_found_by_room_and_id(log: EventLog) -> None:
    await tell(log, opened(1), opened(2))
    await tell(log, opened(1), room="qa")
    found = await log.obligations([("zone", 2), ("qa", 1), ("qa", 9), ("nowhere", 1)])
    assert {(each.room, each.obligation.id) for each in found} == {("zone", 2), ("qa", 1)}
    assert await log.obligations([]) == []


async def test_a_refused_append_owes_nothing(log: EventLog) -> None:
    epoch = await log.acquire("zone")
    with pytest.raises(Exception, match="zone"):
        await log.append("zone", epoch, 7, [opened(1)])
    assert await board(log) == []


async def test_what_happened_to_obligations_is_read_by_time_over_all_rooms(log: EventLog) -> None:
    await tell(log, posted(1), opened(1, 10.0), escalated(1, 50, at=40.0), answered(1, 60.0))
    await tell(log, opened(1, 20.0), room="zone--2")
    await tell(log, opened(1, 30.0), room="qa")
    await tell(log, opened(1, 30.0), room="elsewhere")
    happened = [each async for each in log.obligation_events(["zone", "qa"], 20.0, 60.0)]
    assert [(room, entry.seq, entry.event) for room, entry in happened] == [
        ("zone--2", 1, opened(1, 20.0)),
        ("qa", 1, opened(1, 30.0)),
        ("zone", 3, escalated(1, 50, at=40.0)),
    ]
    assert [entry.epoch for _, entry in happened] == [1, 1, 1]


async def test_events_of_any_types_are_read_in_the_same_way(log: EventLog) -> None:
    await tell(log, posted(1), opened(1, 10.0))
    await tell(log, posted(1), room="zone--2")
    await tell(log, posted(1), room="elsewhere")
    at = posted(1).at
    found = [each async for each in log.events_of((MessagePosted,), ["zone"], at, at + 1.0)]
    assert [(room, entry.seq) for room, entry in found] == [("zone", 1), ("zone--2", 1)]
    assert [each async for each in log.events_of((MessagePosted,), ["zone"], 0.0, at)] == []
