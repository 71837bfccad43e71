"""The scenario against a real server, short: everybody gets everything, beside the loop that only sends."""

from __future__ import annotations

import resource
from dataclasses import replace

import pytest

from loadtests import fanout_scenario
from loadtests.delivery import Pace
from loadtests.fanout_scenario import CannotDrive, Plan, crowd, fan_out, floor, make_room_for
from loadtests.our_chat import our_chat
from loadtests.target import Target

pytestmark = pytest.mark.anyio


async def test_a_room_gets_everything_at_a_fixed_rate_and_at_the_peak(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout_scenario, "STEP_SECONDS", 0.5)
    plan = Plan(clients=(5,), seconds=1.0, rate=100.0)
    floors = await floor(plan, 5)
    rows = await fan_out(our_chat(target), plan, 5, floors)
    assert [row.pace for row in rows] == [Pace.FIXED, Pace.PEAK]
    for row in rows:
        assert (row.outcome.lost, row.outcome.twice, row.outcome.closed) == (0, 0, 0)
        assert row.floor_us == floors[row.pace].us_per_delivery
        assert 0 < row.latency_p50 <= row.latency_p99
    assert rows[0].delivered >= 50


async def test_the_floor_sends_at_the_rate_and_then_as_fast_as_it_goes() -> None:
    floors = await floor(Plan(clients=(10,), seconds=0.5, rate=1000.0), 10)
    fixed, peak = floors[Pace.FIXED], floors[Pace.PEAK]
    assert fixed.delivered == 500
    assert fixed.outcome.lost == peak.outcome.lost == 0
    assert peak.per_second > fixed.per_second


@pytest.mark.parametrize("ahead", [0, 50])
async def test_a_server_that_lets_nobody_in_is_said_so(
    target: Target, ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fanout_scenario, "JOIN_SECONDS", 0.5)
    monkeypatch.setattr(fanout_scenario, "AHEAD", ahead)
    server = our_chat(target)
    closed = replace(server, upgrade=server.upgrade.replace(b"/ws", b"/no"))
    with pytest.raises(CannotDrive, match=r"0 of \d came in, \d were closed"):
        async with crowd(closed, 2):
            pass


async def test_members_are_asked_for_no_more_than_their_server_lets_them_post(target: Target) -> None:
    plan = Plan(clients=(2,), seconds=1.0, peak=False)
    (row,) = await fan_out(our_chat(target), plan, 2, await floor(plan, 2))
    assert row.asked == 2 * 2 * 8
    assert row.outcome.lost == 0


def test_more_sockets_than_a_process_may_hold_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_: int, limits: tuple[int, int]) -> None:
        raise ValueError(limits)

    monkeypatch.setattr(resource, "setrlimit", refused)
    with pytest.raises(CannotDrive, match="open files"):
        make_room_for(10_000_000)


def test_patience_grows_with_the_room() -> None:
    assert Plan((200,), 5.0).patience < Plan((4000,), 10.0).patience
