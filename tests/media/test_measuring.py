"""Whose number is whose: levels and lines as news of groups."""

from __future__ import annotations

from itertools import count

import pytest
from studyhall_plane import Plane

from media.commands import Direction, Source
from media.events import AnyEvent, LayersWanted, Qualities, Quality, Speaking
from media.group import Group, Peer
from media.measuring import LINES_EVERY, VOICES_SECONDS, Measuring
from media.negotiation import agree
from media.offer import read_offer
from media.publishing import Publishing
from tests.media.conftest import MakeConnection
from tests.media.offers import description, section

pytestmark = pytest.mark.anyio


class Numbers:
    """Implements `media.measuring.Meter`."""

    def __init__(self) -> None:
        self.levels: list[tuple[int, int]] = []
        self.told_lines: list[tuple[int, int, int, int]] = []

    def audio_levels(self) -> list[tuple[int, int]]:
        return self.levels

    def lines(self) -> list[tuple[int, int, int, int]]:
        return self.told_lines


class Desk:
    """One group with one publisher, whose numbers a test chooses."""

    def __init__(self, plane: Plane, make_connection: MakeConnection) -> None:
        self.events: list[AnyEvent] = []
        self.numbers = Numbers()
        self.now = 0.0
        self.group = Group("room")
        self.ann = Peer("ann", self.group, frozenset(Source))
        self.group.join(self.ann)
        connection = make_connection()
        self.transport = connection.transport
        self.ann.publishing = Publishing(plane, connection, count(1))
        sources = {"0": Source.MIC, "1": Source.CAMERA}
        agreed = agree(
            read_offer(description(section("0"), section("1", "video"))), Direction.PUBLISH, sources
        )
        self.ann.publishing.update([s for s in agreed if s is not None], frozenset(Source))
        self.measuring = Measuring(
            self.numbers,
            {connection.transport: (connection, self.ann, Direction.PUBLISH)},
            {"ann": self.ann},
            self.events.append,
            lambda: self.now,
        )
        self.group.refresh()
        self.measuring.refreshed(self.group)

    def look(self, times: int) -> list[AnyEvent]:
        self.events.clear()
        for _ in range(times):
            self.now += VOICES_SECONDS
            self.measuring.look()
        return list(self.events)


@pytest.fixture
def desk(plane: Plane, make_connection: MakeConnection) -> Desk:
    return Desk(plane, make_connection)


async def test_a_new_publisher_is_told_at_once_that_nobody_looks(desk: Desk) -> None:
    assert desk.events == [LayersWanted("ann", {Source.CAMERA: 0})]


async def test_levels_of_a_microphone_are_its_peers_voice(desk: Desk) -> None:
    (microphone,) = desk.group.voices()
    desk.numbers.levels = [(microphone, 30), (microphone + 1000, 5)]
    assert desk.look(5) == [Speaking("room", ["ann"])]
    desk.numbers.levels = []
    assert desk.look(LINES_EVERY) == [Speaking("room", [])]


async def test_streams_that_are_gone_are_nobodys(desk: Desk) -> None:
    (microphone,) = desk.group.voices()
    desk.group.leave(desk.ann)
    desk.group.refresh()
    desk.measuring.refreshed(desk.group)
    desk.numbers.levels = [(microphone, 30)]
    assert desk.look(5) == []


async def test_a_line_that_loses_packets_is_told_once(desk: Desk) -> None:
    desk.numbers.told_lines = [(desk.transport, 65536 // 8, 0, 0), (desk.transport + 1000, 65536, 0, 0)]
    assert desk.look(3 * LINES_EVERY) == [Qualities("room", {"ann": Quality.POOR})]


async def test_a_slow_line_is_bad_even_when_nothing_is_lost(desk: Desk) -> None:
    desk.numbers.told_lines = [(desk.transport, 0, 0, 2_000_000)]
    assert desk.look(LINES_EVERY) == [Qualities("room", {"ann": Quality.BAD})]
