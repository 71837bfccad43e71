"""Streams of a publishing connection follow its latest answer, on a real plane."""

from __future__ import annotations

from itertools import count

import pytest
from studyhall_plane import Plane

from media.commands import Direction, Source
from media.negotiation import AgreedSection, agree
from media.offer import read_offer
from media.publishing import Publishing
from tests.media.conftest import MakeConnection
from tests.media.offers import captured, description, section

pytestmark = pytest.mark.anyio

MIC, CAMERA = Source.MIC, Source.CAMERA
BOTH = frozenset({MIC, CAMERA})


def agreed(sdp: str) -> list[AgreedSection]:
    sections = agree(read_offer(sdp), Direction.PUBLISH, {"0": MIC, "1": CAMERA})
    return [taken for taken in sections if taken is not None]


def streams(publishing: Publishing) -> dict[Source, tuple[int, ...]]:
    return {track.source: track.streams for track in publishing.tracks()}


@pytest.fixture
def publishing(plane: Plane, make_connection: MakeConnection) -> Publishing:
    return Publishing(plane, make_connection(), count(1))


@pytest.mark.parametrize(
    "name",
    ["aiortc_publish", "chromium_publish", "chromium_simulcast", "firefox_publish", "firefox_simulcast"],
)
async def test_the_plane_takes_the_streams_of_every_implementation(
    publishing: Publishing, plane: Plane, name: str
) -> None:
    publishing.update(agreed(captured(name)), BOTH)
    assert set(streams(publishing)) == {MIC, CAMERA}
    encodings = streams(publishing)
    assert len(encodings[CAMERA]) == (3 if name.endswith("simulcast") else 1)
    for stream in encodings[MIC] + encodings[CAMERA]:
        assert plane.stream_statistics(stream)["packets"] == 0


async def test_a_section_that_stays_keeps_its_stream_when_another_is_added(publishing: Publishing) -> None:
    publishing.update(agreed(description(section("0"))), BOTH)
    before = streams(publishing)
    publishing.update(agreed(description(section("0"), section("1", "video"))), BOTH)
    after = streams(publishing)
    assert after[MIC] == before[MIC]
    assert set(after) == {MIC, CAMERA}


async def test_a_section_that_stops_sending_loses_its_stream(publishing: Publishing, plane: Plane) -> None:
    publishing.update(agreed(description(section("0"), section("1", "video"))), BOTH)
    (gone,) = streams(publishing)[MIC]
    publishing.update(agreed(description(section("0", "audio", "inactive"), section("1", "video"))), BOTH)
    assert set(streams(publishing)) == {CAMERA}
    with pytest.raises(KeyError):
        plane.stream_statistics(gone)


async def test_a_section_with_another_ssrc_is_another_stream(publishing: Publishing) -> None:
    publishing.update(agreed(description(section("0", "audio", "sendonly", "a=ssrc:1 cname:x"))), BOTH)
    before = streams(publishing)[MIC]
    publishing.update(agreed(description(section("0", "audio", "sendonly", "a=ssrc:2 cname:x"))), BOTH)
    assert streams(publishing)[MIC] != before


async def test_a_source_that_is_not_permitted_has_a_stream_that_can_be_allowed_later(
    publishing: Publishing,
) -> None:
    publishing.update(agreed(description(section("0"))), frozenset())
    before = streams(publishing)
    publishing.permit(BOTH)
    publishing.permit(frozenset())
    assert streams(publishing) == before != {}
