"""What every notice board promises: each person's own, until they have seen it, on all of their devices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from signaling.memory_duty import MemoryNotices
from signaling.ports import NoticeBoard
from signaling.wire_duty import Notice
from tests.server.duty.planned import SPACE, settled
from tests.support.databases import opened

pytestmark = pytest.mark.anyio


class Rig(NamedTuple):
    """`give` tells a person something that differs from all before."""

    board: NoticeBoard
    give: Callable[[str], Awaitable[None]]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    if request.param == "memory":
        board = MemoryNotices()
        ids = iter(range(1, 100))

        async def give(person: str) -> None:
            board.give(person, Notice(next(ids), 1.0, "gap", "zone", "Ask here", None, None, 0, "", False))

        yield Rig(board, give)
        return
    async with opened(request, tmp_path) as database:
        await settled(database)
        stored = SqlNotices(database, lambda: 5.0)
        cycles = iter(range(1, 100))

        async def draft(person: str) -> None:
            await stored.give(
                [
                    Draft(
                        space=SPACE,
                        person=person,
                        room="zone",
                        room_title="Ask here",
                        reason=Reason.GAP,
                        at=1.0,
                        cycle=next(cycles),
                    )
                ]
            )

        yield Rig(stored, draft)


async def test_what_is_unseen_is_told_oldest_first_to_its_person_only(rig: Rig) -> None:
    for person in ("ann", "ben", "ann"):
        await rig.give(person)
    told = await rig.board.unseen("ann")
    assert [notice.seen for notice in told] == [False, False]
    assert told[0].id < told[1].id
    assert len(await rig.board.unseen("ben")) == 1
    assert await rig.board.unseen("cleo") == []


async def test_what_was_seen_is_told_no_more_and_others_cannot_see_it_for_somebody(rig: Rig) -> None:
    await rig.give("ann")
    await rig.give("ann")
    first, second = await rig.board.unseen("ann")
    await rig.board.mark_seen("ben", [first.id])
    await rig.board.mark_seen("ann", [second.id, 77])
    assert await rig.board.unseen("ann") == [first]


async def test_a_listener_hears_what_is_new_and_what_was_seen_elsewhere_once(rig: Rig) -> None:
    heard: list[tuple[int, bool]] = []
    end = rig.board.listen("ann", lambda notices: heard.extend((each.id, each.seen) for each in notices))
    await rig.give("ann")
    await rig.give("ben")
    id = heard[0][0]
    await rig.board.mark_seen("ann", [id])
    await rig.board.mark_seen("ann", [id])
    assert heard == [(id, False), (id, True)]
    end()
    end()
    await rig.give("ann")
    assert len(heard) == 2
