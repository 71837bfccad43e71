"""The scenarios against a real server, short: nothing is lost, and every figure has a value."""

from __future__ import annotations

import pytest

from loadtests.client import Client
from loadtests.media_scenario import Plan, audience, floors, mesh, room_of_kind
from loadtests.target import Target, own_server

pytestmark = pytest.mark.anyio


async def test_a_study_room_forwards_everything_to_everybody(target: Target) -> None:
    one = await mesh(target, Plan(viewers=(), mesh=(3,), seconds=0.5), 3)
    assert (one.publishers, one.viewers, one.lost, one.duplicates) == (3, 3, 0, 0)
    assert (one.renumbered, one.bad_tags) == (0, 0)
    assert one.received > 3 * 2 * 60


async def test_rooms_on_two_threads_of_the_plane_forward_everything_to_everybody() -> None:
    plan = Plan(viewers=(3,), mesh=(3,), seconds=0.5)
    async with own_server(media_threads=2) as target:
        rows = [*await audience(target, plan, await floors(plan)), await mesh(target, plan, 3)]
    assert [(one.lost, one.duplicates, one.renumbered, one.bad_tags) for one in rows] == [(0, 0, 0, 0)] * 2
    assert all(one.received > 3 * 60 for one in rows)


async def test_an_audience_grows_in_steps_and_each_has_its_floor(target: Target) -> None:
    plan = Plan(viewers=(1, 3), mesh=(), seconds=0.5)
    rows = await audience(target, plan, await floors(plan))
    assert [one.viewers for one in rows] == [1, 3]
    assert all(one.lost == 0 and one.floor and one.floor.received == one.floor.packets for one in rows)
    assert rows[1].received > 2 * rows[0].received


async def test_a_space_without_such_a_room_is_said_so(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada:
        assert await room_of_kind(ada, "qa") == "live-qa"
        with pytest.raises(LookupError, match="cinema"):
            await room_of_kind(ada, "cinema")


def test_patience_grows_with_people_and_windows() -> None:
    short, long = Plan((1,), (), 1.0), Plan((1, 250), (8,), 10.0)
    assert short.patience < long.patience < 1000
