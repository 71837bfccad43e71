"""Outputs of a receiving connection follow its latest answer, on a real plane."""

from __future__ import annotations

from itertools import count

import pytest
from studyhall_plane import Plane

from media.commands import Direction, Source, View
from media.negotiation import AgreedSection, agree
from media.offer import read_offer
from media.publishing import Publishing
from media.receiving import Receiving
from media.slots import Track
from tests.media.conftest import MakeConnection
from tests.media.offers import IMPLEMENTATIONS, captured, description, section

pytestmark = pytest.mark.anyio

MIC = Track("ann", Source.MIC)
ONE = description(section("0", "audio", "recvonly"))
TWO = description(section("0", "audio", "recvonly"), section("1", "video", "recvonly"))


def agreed(sdp: str, direction: Direction = Direction.RECEIVE) -> list[AgreedSection]:
    sections = agree(read_offer(sdp), direction, {"0": Source.MIC})
    return [taken for taken in sections if taken is not None]


@pytest.fixture
def receiving(plane: Plane, make_connection: MakeConnection) -> Receiving:
    return Receiving(plane, make_connection(), count(1))


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
async def test_the_plane_takes_the_outputs_of_every_implementation(
    receiving: Receiving, implementation: str
) -> None:
    receiving.update(agreed(captured(f"{implementation}_receive")))
    assert receiving.sections() == [("0", True), ("1", True), ("2", False), ("3", False)]
    for mid, is_audio in receiving.sections():
        assert (receiving.outgoing()[mid].rtx_ssrc is None) is is_audio


async def test_sections_that_stay_keep_their_ssrcs(receiving: Receiving) -> None:
    receiving.update(agreed(ONE))
    before = receiving.outgoing()["0"]
    receiving.update(agreed(TWO))
    assert receiving.outgoing()["0"] == before
    assert receiving.sections() == [("0", True), ("1", False)]


async def test_no_ssrc_is_ever_used_twice(receiving: Receiving) -> None:
    seen: list[int] = []
    for _ in range(20):
        receiving.update(agreed(ONE))
        seen.append(receiving.outgoing()["0"].ssrc)
        receiving.update(agreed(ONE.replace("recvonly", "inactive")))
        assert receiving.outgoing() == {}
    assert len(set(seen)) == 20


async def test_a_section_that_stops_forgets_what_it_showed(
    receiving: Receiving, plane: Plane, make_connection: MakeConnection
) -> None:
    publishing = Publishing(plane, make_connection(), count(1))
    publishing.update(agreed(description(section("0")), Direction.PUBLISH), frozenset({Source.MIC}))
    receiving.update(agreed(ONE))
    receiving.show({"0": MIC}, {MIC: publishing.tracks()[0].streams})
    assert receiving.slots == {"0": MIC}
    receiving.update(agreed(ONE.replace("recvonly", "inactive")))
    assert receiving.slots == {}


async def test_a_slot_follows_its_track_to_another_stream(
    receiving: Receiving, plane: Plane, make_connection: MakeConnection
) -> None:
    publishing = Publishing(plane, make_connection(), count(1))
    receiving.update(agreed(ONE))
    for ssrc in (1, 2):
        sdp = description(section("0", "audio", "sendonly", f"a=ssrc:{ssrc} cname:x"))
        publishing.update(agreed(sdp, Direction.PUBLISH), frozenset({Source.MIC}))
        receiving.show({"0": MIC}, {MIC: publishing.tracks()[0].streams})
    receiving.show({}, {})
    assert receiving.slots == {}


async def test_what_is_seen_decides_how_many_encodings_are_wanted(
    receiving: Receiving, plane: Plane, make_connection: MakeConnection
) -> None:
    camera = Track("ann", Source.CAMERA)
    publishing = Publishing(plane, make_connection(), count(1))
    sections = agree(read_offer(captured("chromium_simulcast")), Direction.PUBLISH, {"1": Source.CAMERA})
    publishing.update([s for s in sections if s is not None], frozenset(Source))
    receiving.update(agreed(TWO))
    receiving.show({"1": camera}, {camera: publishing.tracks()[0].streams})
    wanted = {None: 3, 720: 3, 300: 2, 100: 1, 0: 0}
    for height, encodings in wanted.items():
        receiving.watch({} if height is None else {"1": View(height)})
        assert receiving.wanted() == {camera: encodings}
    receiving.show({}, {})
    assert receiving.wanted() == {}
