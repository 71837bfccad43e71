"""What staff are told of a line: of the device, not of connections and encodings."""

from __future__ import annotations

from dataclasses import dataclass

from media.commands import Source
from media.events import Line, PeerStatistics, TrackStatistics
from rooms.terms import Source as RoomSource
from server.media_lines import device_lines
from signaling.media_lines import DeviceLine, TrackLine


@dataclass(frozen=True)
class Place:
    member: str
    device: str


def _lines(*peers: PeerStatistics) -> list[DeviceLine]:
    places = {"study:1": Place("ada", "1")}
    return device_lines(peers, places.get, lambda _: 3.0)


def test_the_worse_of_its_connections_counts() -> None:
    lines = [Line(0.1, 0.0, 40), Line(0.0, 0.3, None)]
    (told,) = _lines(PeerStatistics("study:1", "study", [], [], estimate=900_000, lines=lines))
    assert (told.member, told.device, told.frozen) == ("ada", "1", 3.0)
    assert (told.loss_up, told.loss_down, told.rtt_ms, told.estimate) == (0.1, 0.3, 40, 900_000)


def test_a_device_without_traffic_has_no_figures() -> None:
    (told,) = _lines(PeerStatistics("study:1", "study", [], []))
    assert (told.loss_up, told.loss_down, told.rtt_ms, told.tracks) == (None, None, None, [])


def test_encodings_of_one_camera_are_one_track_up_to_the_highest_that_flows() -> None:
    camera = [
        TrackStatistics("1", Source.CAMERA, rid, bitrate=bitrate)
        for rid, bitrate in (("a", 100), ("b", 500), ("c", 0))
    ]
    mic = TrackStatistics("0", Source.MIC, bitrate=32)
    (told,) = _lines(PeerStatistics("study:1", "study", [mic, *camera], []))
    assert told.tracks == [
        TrackLine(True, RoomSource.MIC, None, 32),
        TrackLine(True, RoomSource.CAMERA, 1, 600),
    ]


def test_slots_that_show_nothing_are_left_out() -> None:
    slots = [
        TrackStatistics("0", Source.MIC, layer=-1, bitrate=32),
        TrackStatistics("1", Source.CAMERA, layer=2, bitrate=900),
        TrackStatistics("2", Source.CAMERA, layer=-1, bitrate=0),
        TrackStatistics("3", None, layer=-1, bitrate=0),
    ]
    (told,) = _lines(PeerStatistics("study:1", "study", [], slots))
    assert told.tracks == [
        TrackLine(False, RoomSource.MIC, None, 32),
        TrackLine(False, RoomSource.CAMERA, 2, 900),
    ]


def test_who_has_gone_is_left_out() -> None:
    assert _lines(PeerStatistics("study:2", "study", [], [])) == []
