"""Members of a group are given each other's tracks, and told so once."""

from __future__ import annotations

from itertools import count

import pytest
from msgspec.structs import replace
from studyhall_plane import Plane

from media.commands import Direction, Encoding, RelayedTrack, Source, View
from media.demand import PATIENCE
from media.events import Exported, LayersWanted, Qualities, Quality, Slot, SlotsAssigned, Speaking
from media.exporting import Exporting
from media.group import EVERYBODY_UP_TO, LOUDEST, Group, Peer
from media.importing import Importing
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

    def peer(
        self, name: str, *, publishes: bool = False, slots: int = 0, is_always_heard: bool = False
    ) -> Peer:
        peer = Peer(name, self.group, ALL, is_always_heard)
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


def crowd(studio: Studio) -> list[Peer]:
    """As many as make a group large, and all of them have microphones."""
    return [studio.peer(f"p{number}", publishes=True) for number in range(EVERYBODY_UP_TO + 1)]


def heard_by(peer: Peer) -> set[str]:
    assert peer.told is not None
    return {slot.peer for slot in peer.told.slots if slot.source is MIC}


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


# -- voices


async def test_in_a_small_group_everybody_is_heard(studio: Studio) -> None:
    for number in range(EVERYBODY_UP_TO):
        studio.peer(f"p{number}", publishes=True)
    ann = studio.peer("ann", slots=EVERYBODY_UP_TO)
    studio.group.refresh()
    assert len(heard_by(ann)) == EVERYBODY_UP_TO


async def test_in_a_large_group_the_loudest_are_heard_and_there_are_as_many_slots_as_ever(
    studio: Studio,
) -> None:
    crowd(studio)
    ann = studio.peer("ann", slots=4)
    studio.group.refresh()
    assert ann.told is not None
    assert (heard_by(ann), ann.told.want_audio) == (set(), LOUDEST)
    studio.group.hear({"p1": 30, "p2": 20, "p3": 40}, 0.0)
    assert (heard_by(ann), ann.told.want_audio) == ({"p1", "p2", "p3"}, LOUDEST)


async def test_who_is_among_the_loudest_hears_three_others(studio: Studio) -> None:
    crowd(studio)
    ann = studio.peer("ann", publishes=True, slots=4)
    studio.group.refresh()
    studio.group.hear({"ann": 10, "p1": 30, "p2": 20, "p3": 40}, 0.0)
    assert heard_by(ann) == {"p1", "p2", "p3"}


async def test_who_holds_the_stage_is_heard_beside_the_loudest(studio: Studio) -> None:
    crowd(studio)
    studio.peer("tina", publishes=True, is_always_heard=True)
    ann = studio.peer("ann", slots=5)
    studio.group.refresh()
    assert ann.told is not None
    assert (heard_by(ann), ann.told.want_audio) == ({"tina"}, LOUDEST + 1)
    studio.group.hear({"tina": 5, "p1": 30, "p2": 20, "p3": 40}, 0.0)
    assert heard_by(ann) == {"tina", "p1", "p2", "p3"}


async def test_who_speaks_is_told_once_and_so_is_silence(studio: Studio) -> None:
    studio.peer("ann", publishes=True)
    studio.group.refresh()
    told = [news for step in range(5) for news in studio.group.hear({"ann": 30}, step / 10)]
    assert told == [Speaking("room", ["ann"])]
    assert studio.group.is_lively
    assert studio.group.hear({}, 2.0) == [Speaking("room", [])]
    studio.group.hear({}, 9.0)
    assert not studio.group.is_lively


async def test_who_leaves_while_speaking_is_not_spoken_of(studio: Studio) -> None:
    ann = studio.peer("ann", publishes=True)
    studio.group.refresh()
    for step in range(5):
        studio.group.hear({"ann": 30}, step / 10)
    studio.group.leave(ann)
    studio.group.refresh()
    assert studio.group.hear({}, 0.6) == [Speaking("room", [])]


# -- what anybody sees


async def test_a_publisher_learns_whether_anybody_looks(studio: Studio) -> None:
    studio.peer("ann", publishes=True)
    studio.group.refresh()
    assert list(studio.group.demands(0.0)) == [LayersWanted("ann", {CAMERA: 0})]
    ben = studio.peer("ben", slots=1)
    studio.group.refresh()
    assert list(studio.group.demands(1.0)) == [LayersWanted("ann", {CAMERA: 1})]
    assert ben.receiving is not None
    ben.receiving.watch({"1": View(0)})
    assert list(studio.group.demands(2.0)) == []
    assert not studio.group.is_settled
    assert list(studio.group.demands(2.0 + PATIENCE)) == [LayersWanted("ann", {CAMERA: 0})]
    assert studio.group.is_settled


# -- lines


async def test_whose_line_is_bad_is_told_when_it_changes(studio: Studio) -> None:
    ann = studio.peer("ann")
    studio.peer("ben")
    assert studio.group.qualities() is None
    ann.line.update(Quality.POOR, 0.0)
    assert studio.group.qualities() == Qualities("room", {"ann": Quality.POOR})
    assert studio.group.qualities() is None
    studio.group.leave(ann)
    assert studio.group.qualities() == Qualities("room", {})


# -- links


MIC_OF_TOM = RelayedTrack("tom", MIC, ("opus",), (Encoding(None, 1, 2),))
CAMERA_OF_TOM = RelayedTrack("tom", CAMERA, ("vp8",), (Encoding("l", 3, 4), Encoding("h", 5, 6)))


@pytest.fixture
def imported(studio: Studio, plane: Plane) -> Importing:
    """What Tom publishes at another media process comes to this group."""
    plane.add_transport(1)
    studio.group.imported = Importing(plane, 1, count(1000))
    studio.group.imported.update([MIC_OF_TOM, CAMERA_OF_TOM])
    return studio.group.imported


async def test_what_a_link_brings_is_shown_like_what_is_published_here(
    studio: Studio, imported: Importing
) -> None:
    ann = studio.peer("ann", publishes=True, slots=2)
    studio.group.refresh()
    assert ann.told is not None
    assert {(slot.peer, slot.source) for slot in ann.told.slots} == {("tom", MIC), ("tom", CAMERA)}
    assert set(studio.group.voices().values()) == {"ann", "tom"}
    imported.update([])
    studio.group.refresh()
    assert ann.told.slots == []


async def test_who_publishes_elsewhere_is_told_there_what_is_seen_here(
    studio: Studio, imported: Importing
) -> None:
    studio.peer("ann", slots=1)
    studio.peer("tom", slots=1)  # who receives here, and is not shown to himself
    studio.group.refresh()
    assert list(studio.group.demands(0.0)) == [LayersWanted("tom", {CAMERA: 2})]
    imported.update([])
    studio.group.refresh()
    imported.update([replace(CAMERA_OF_TOM, encodings=(Encoding("l", 7, 8), Encoding("h", 9, 10)))])
    studio.group.refresh()
    assert list(studio.group.demands(0.1)) == [LayersWanted("tom", {CAMERA: 2})], "the other end forgot"


async def test_who_holds_the_stage_elsewhere_is_always_heard_here(
    studio: Studio, imported: Importing
) -> None:
    crowd(studio)
    ann = studio.peer("ann", slots=9)
    studio.group.refresh()
    assert heard_by(ann) == set()
    imported.update([replace(MIC_OF_TOM, is_always_heard=True)])
    studio.group.refresh()
    assert heard_by(ann) == {"tom"}


async def test_a_link_has_what_is_published_here_and_not_what_another_link_brings(
    studio: Studio, imported: Importing, plane: Plane
) -> None:
    studio.peer("ann", publishes=True, is_always_heard=True)
    plane.add_transport(2)
    ssrcs = count(100)
    export = Exporting(plane, 2, count(2000), lambda: next(ssrcs), "edge", "room")
    studio.group.exports.append(export)
    (told,) = [news for news in studio.group.refresh() if isinstance(news, Exported)]
    assert [(track.peer, track.source, track.is_always_heard) for track in told.tracks] == [
        ("ann", MIC, True),
        ("ann", CAMERA, True),
    ]
    assert [news for news in studio.group.refresh() if isinstance(news, Exported)] == []
    export.want("ann", {CAMERA: 1})
    assert LayersWanted("ann", {CAMERA: 1}) in list(studio.group.demands(0.0))


async def test_a_group_is_empty_when_nobody_and_no_link_needs_it(studio: Studio, imported: Importing) -> None:
    assert not studio.group.is_empty
    studio.group.imported = None
    assert studio.group.is_empty
