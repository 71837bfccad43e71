"""Members of a group are given each other's tracks, and told so once."""

from __future__ import annotations

from itertools import count

import pytest
from studyhall_plane import Plane

from media.commands import Direction, Source
from media.events import Slot, SlotsAssigned
from media.group import Group, Peer
from media.negotiation import AgreedSection, agree
from media.offer import read_offer
from media.publishing import Publishing
from media.receiving import Receiving
from tests.media.conftest import MakeConnection
from tests.media.offers import description, section

pytestmark = pytest.mark.anyio

MIC, CAMERA = Source.MIC, Source.CAMERA
ALL = frozenset(Source)


class Studio:
    """Peers of one group on one plane."""

    def __init__(self, plane: Plane, make_connection: MakeConnection) -> None:
        self.group = Group("room")
        self._plane = plane
        self._make_connection = make_connection
        self._numbers = count(1)

    def peer(self, name: str, *, publishes: bool = False, slots: int = 0) -> Peer:
        peer = Peer(name, self.group, ALL)
        self.group.join(peer)
        if publishes:
            peer.publishing = Publishing(self._plane, self._make_connection(), self._numbers)
            peer.publishing.update(agreed([section("0"), section("1", "video")], Direction.PUBLISH), ALL)
        if slots:
            peer.receiving = Receiving(self._plane, self._make_connection(), self._numbers)
            kinds = ["audio"] * slots + ["video"] * slots
            sections = [section(str(i), kind, "recvonly") for i, kind in enumerate(kinds)]
            peer.receiving.update(agreed(sections, Direction.RECEIVE))
        return peer


def agreed(sections: list[list[str]], direction: Direction) -> list[AgreedSection]:
    taken = agree(read_offer(description(*sections)), direction, {"0": MIC, "1": CAMERA})
    return [one for one in taken if one is not None]


@pytest.fixture
def studio(plane: Plane, make_connection: MakeConnection) -> Studio:
    return Studio(plane, make_connection)


async def test_every_member_is_told_once_even_that_there_is_nothing(studio: Studio) -> None:
    studio.peer("ann")
    assert studio.group.refresh() == [SlotsAssigned("ann", [], 0, 0)]
    assert studio.group.refresh() == []


async def test_a_member_without_a_receiving_connection_learns_how_many_slots_it_wants(studio: Studio) -> None:
    studio.peer("ann", publishes=True)
    studio.peer("ben")
    assert studio.group.refresh() == [SlotsAssigned("ann", [], 0, 0), SlotsAssigned("ben", [], 1, 1)]


async def test_the_oldest_tracks_get_the_slots(studio: Studio) -> None:
    studio.peer("ann", publishes=True)
    studio.group.refresh()
    studio.peer("ben", publishes=True)
    studio.peer("cat", slots=1)
    told = studio.group.refresh()[-1]
    assert told == SlotsAssigned("cat", [Slot("0", "ann", MIC), Slot("1", "ann", CAMERA)], 2, 2)


async def test_a_track_that_is_not_permitted_any_more_is_gone_and_comes_back_as_the_youngest(
    studio: Studio,
) -> None:
    ann = studio.peer("ann", publishes=True)
    studio.peer("ben", publishes=True)
    cat = studio.peer("cat", slots=1)
    studio.group.refresh()
    ann.may_publish = frozenset({CAMERA})
    studio.group.refresh()
    assert cat.told == SlotsAssigned("cat", [Slot("0", "ben", MIC), Slot("1", "ann", CAMERA)], 1, 2)
    ann.may_publish = ALL
    studio.group.refresh()
    assert cat.told == SlotsAssigned("cat", [Slot("0", "ben", MIC), Slot("1", "ann", CAMERA)], 2, 2)


async def test_who_leaves_takes_the_tracks_along(studio: Studio) -> None:
    ann = studio.peer("ann", publishes=True)
    ben = studio.peer("ben", slots=1)
    studio.group.refresh()
    studio.group.leave(ann)
    assert studio.group.refresh() == [SlotsAssigned("ben", [], 0, 0)]
    assert ben.receiving is not None
    assert ben.receiving.slots == {}
