"""Streams at the edge follow the newest list of what its owner sends, on a real plane."""

from __future__ import annotations

from itertools import count

import pytest
from msgspec.structs import replace
from studyhall_plane import Plane

from media.commands import Encoding, RelayedTrack, Source
from media.importing import Importing
from media.slots import Track

TRANSPORT = 1
MIC = RelayedTrack("ann", Source.MIC, ("opus", "red"), (Encoding(None, 10, 11),))
CAMERA = RelayedTrack(
    "ann", Source.CAMERA, ("vp8", "h264"), tuple(Encoding(rid, ord(rid), ord(rid) + 1000) for rid in "lmh")
)


@pytest.fixture
def importing(plane: Plane) -> Importing:
    plane.add_transport(TRANSPORT)
    return Importing(plane, TRANSPORT, count(1))


def test_every_encoding_is_a_stream(importing: Importing) -> None:
    importing.update([MIC, CAMERA])
    assert importing.tracks() == {Track("ann", Source.MIC): (1,), Track("ann", Source.CAMERA): (2, 3, 4)}


def test_what_stays_keeps_its_streams_and_what_ended_is_gone(plane: Plane, importing: Importing) -> None:
    importing.update([MIC, CAMERA])
    importing.update([CAMERA])
    assert importing.tracks() == {Track("ann", Source.CAMERA): (2, 3, 4)}
    with pytest.raises(KeyError):
        plane.stream_statistics(1)
    importing.update([])
    assert importing.tracks() == {}


def test_who_takes_the_stage_is_always_heard_and_keeps_the_stream(importing: Importing) -> None:
    importing.update([MIC])
    before = importing.tracks()
    importing.update([replace(MIC, is_always_heard=True)])
    assert importing.always_heard == {"ann"}
    assert importing.tracks() == before


def test_a_track_that_comes_again_is_another_stream(importing: Importing) -> None:
    importing.update([MIC])
    importing.update([replace(MIC, encodings=(Encoding(None, 20, 21),))])
    assert importing.tracks() == {Track("ann", Source.MIC): (2,)}
