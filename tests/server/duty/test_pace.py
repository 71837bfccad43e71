"""How often something goes to one address, and how much at once."""

from __future__ import annotations

import pytest

from server.duty.notice import Address, Channel, Lane
from server.duty.pace import GAP_SECONDS, LONGEST_PAUSE, TOGETHER, Pace

NOW = 1_000.0


def lane(channel: Channel = Channel.CHAT, to: str = "ops") -> Lane:
    return Lane("main", "", Address(channel, to))


@pytest.mark.parametrize("channel", list(Channel))
def test_a_lane_is_free_at_first_and_a_while_after_each_message(channel: Channel) -> None:
    pace = Pace()
    assert pace.free_at(lane(channel)) == 0.0
    pace.sent(lane(channel), NOW)
    assert pace.free_at(lane(channel)) == NOW + GAP_SECONDS[channel]
    assert pace.free_at(lane(channel, "other")) == 0.0


def test_a_robot_that_takes_twenty_a_minute_is_never_told_more() -> None:
    assert 60.0 / GAP_SECONDS[Channel.CHAT] <= 20


def test_people_are_told_much_at_once_and_programs_each_by_itself() -> None:
    pace = Pace()
    together = {channel: pace.together(lane(channel)) for channel in Channel}
    assert together == TOGETHER
    assert together[Channel.WEBHOOK] == 1


def test_after_a_failure_one_at_a_time_is_tried_until_one_arrives() -> None:
    pace = Pace()
    pace.failed(lane(), NOW, NOW + 20.0)
    assert (pace.together(lane()), pace.free_at(lane())) == (1, NOW + 20.0)
    pace.sent(lane(), NOW)
    assert pace.together(lane()) == TOGETHER[Channel.CHAT]


def test_what_is_new_waits_no_longer_than_a_few_minutes_for_what_does_not_arrive() -> None:
    pace = Pace()
    pace.failed(lane(), NOW, NOW + 3600.0)
    assert pace.free_at(lane()) == NOW + LONGEST_PAUSE


def test_lanes_that_are_not_used_are_forgotten() -> None:
    pace = Pace()
    pace.failed(lane(), NOW, NOW + 20.0)
    pace.sent(lane(to="other"), NOW)
    pace.forget_all_but([], NOW)
    assert pace.free_at(lane()) == NOW + 20.0
    assert pace.together(lane()) == TOGETHER[Channel.CHAT]
    pace.forget_all_but([lane(to="other")], NOW + 60.0)
    assert pace.free_at(lane()) == 0.0
    assert pace.free_at(lane(to="other")) == NOW + GAP_SECONDS[Channel.CHAT]
