"""What is published at one plane is shown at another one: as it is, once, whole, and only while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiortc.rtp import RTCP_PSFB_PLI, RtcpPsfbPacket

from media.commands import Source
from media.slots import Track
from tests.media.linked_planes import LinkedPlanes, linked_planes, published
from tests.plane.peers import (
    OTHER_SSRC,
    OUT_RTX,
    OUT_SSRC,
    QUIET,
    SSRC,
    Publisher,
    Subscriber,
    wait_for_drops,
    wait_until,
)

MIC, CAMERA = Track("ann", Source.MIC), Track("ann", Source.CAMERA)


class Rig:
    """A publisher at the owner, viewers at the edge."""

    def __init__(self, planes: LinkedPlanes) -> None:
        self.planes, self.line = planes, planes.line
        self.publisher = Publisher(planes.owner)
        self.viewers: list[Subscriber] = []

    def audio(self) -> list[int]:
        """Publish a microphone; returns its stream at the edge."""
        self.planes.show({MIC: published(Source.MIC, self.publisher.add_audio(SSRC))})
        return list(self.planes.importing.tracks()[MIC])

    def video(self, layers: int = 1) -> list[int]:
        """Publish a camera at which somebody at the edge looks; returns its encodings there."""
        ssrcs = (SSRC, OTHER_SSRC, 0x3000)[:layers]
        rids = [None] if layers == 1 else list("lmh"[:layers])
        streams = [self.publisher.add_video(ssrc, rid=rid) for ssrc, rid in zip(ssrcs, rids, strict=True)]
        self.planes.show({CAMERA: published(Source.CAMERA, *streams)})
        self.planes.exporting.want("ann", {Source.CAMERA: layers})
        return list(self.planes.importing.tracks()[CAMERA])

    def viewer(self) -> Subscriber:
        self.viewers.append(Subscriber(self.planes.edge))
        return self.viewers[-1]

    def watching(self, streams: list[int]) -> Subscriber:
        viewer = self.viewer()
        self.planes.edge.route(viewer.add_video(OUT_SSRC, OUT_RTX), streams)
        return viewer

    def close(self) -> None:
        for peer in (self.publisher, *self.viewers):
            peer.close()


@pytest.fixture
def rig() -> Iterator[Rig]:
    with linked_planes() as planes:
        made = Rig(planes)
        yield made
        made.close()


def test_packets_arrive_behind_the_link_as_they_were_published(rig: Rig) -> None:
    viewer = rig.viewer()
    rig.planes.edge.route(viewer.add_audio(OUT_SSRC), rig.audio())
    sent = [rig.publisher.send_audio(SSRC, number) for number in range(1, 51)]
    assert [viewer.expect_rtp().payload for _ in sent] == sent


def test_the_loudness_of_a_voice_travels_with_its_packets(rig: Rig) -> None:
    viewer = rig.viewer()
    (stream,) = rig.audio()
    rig.planes.edge.route(viewer.add_audio(OUT_SSRC), [stream])
    rig.publisher.send_audio(SSRC, 1, level=23)
    assert viewer.expect_rtp().extensions.audio_level == (True, 23)
    assert rig.planes.edge.audio_levels() == [(stream, 23)]


def test_however_many_look_the_link_carries_one_copy(rig: Rig) -> None:
    streams = rig.video()
    viewers = [rig.watching(streams) for _ in range(5)]
    frames = [rig.publisher.send_video(SSRC, number, number, key=number == 1) for number in range(1, 31)]
    for viewer in viewers:
        assert [viewer.expect_rtp().payload[5:] for _ in frames] == frames
    assert (rig.line.media, rig.line.repairs) == (len(frames), 0)


def test_what_the_link_lost_is_sent_again_on_it_and_its_publisher_hears_nothing_of_that(rig: Rig) -> None:
    viewer = rig.watching(rig.video())
    rig.line.loses = lambda number: number % 7 == 0
    frames = [rig.publisher.send_video(SSRC, number, number, key=number == 1) for number in range(1, 61)]
    got = [viewer.expect_rtp() for _ in frames]
    assert sorted(packet.payload[5:] for packet in got) == sorted(frames)
    assert rig.line.repairs >= len(frames) // 7
    assert rig.planes.owner.stream_statistics(rig.planes.exporting.streams()[0])["nacks_sent"] == 0


def test_lost_sound_is_sent_again_too(rig: Rig) -> None:
    viewer = rig.viewer()
    rig.planes.edge.route(viewer.add_audio(OUT_SSRC), rig.audio())
    rig.line.loses = lambda number: number % 5 == 0
    sent = [rig.publisher.send_audio(SSRC, number) for number in range(1, 42)]
    assert sorted(viewer.expect_rtp().payload for _ in sent) == sorted(sent)


@pytest.mark.row("M12")
def test_wishes_for_a_keyframe_of_all_viewers_reach_the_publisher_as_one(rig: Rig) -> None:
    streams = rig.video()
    viewers = [rig.watching(streams) for _ in range(20)]
    rig.publisher.send_video(SSRC, 1, 1)
    pli = rig.publisher.expect_rtcp(RtcpPsfbPacket)
    assert (pli.fmt, pli.media_ssrc) == (RTCP_PSFB_PLI, SSRC)
    for viewer in viewers:
        viewer.send_rtcp(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=OUT_SSRC))
    (stream,) = rig.planes.exporting.streams()
    frames = [rig.publisher.send_video(SSRC, 2, 2, key=True)]
    for viewer in viewers:
        assert viewer.expect_rtp().payload[5:] == frames[0]
    assert rig.planes.owner.stream_statistics(stream)["plis_sent"] <= 2


def test_nothing_of_a_picture_is_sent_before_somebody_looks(rig: Rig) -> None:
    viewer = rig.watching(rig.video())
    rig.planes.exporting.want("ann", {Source.CAMERA: 0})
    rig.publisher.send_video(SSRC, 1, 1, key=True)
    wait_for_drops(rig.planes.owner, "unwatched", 1)
    assert rig.line.media == 0
    rig.planes.exporting.want("ann", {Source.CAMERA: 1})
    assert viewer.expect_rtp().payload[5:], "a young keyframe is kept for whoever begins to look"


def test_only_the_layers_that_somebody_sees_are_sent(rig: Rig) -> None:
    rig.watching(rig.video(layers=2))
    rig.planes.exporting.want("ann", {Source.CAMERA: 1})
    rig.publisher.send_video(SSRC, 1, 1, key=True, rid="l")
    rig.publisher.send_video(OTHER_SSRC, 1, 1, key=True, rid="m")
    wait_for_drops(rig.planes.owner, "unwatched", 1)
    wait_until(lambda: rig.line.media == 1, "the lower layer is sent")
    assert rig.planes.exporting.wanted() == {CAMERA: 1}


def test_a_mute_at_the_owner_stops_what_the_edge_sends(rig: Rig) -> None:
    viewer = rig.viewer()
    rig.planes.edge.route(viewer.add_audio(OUT_SSRC), rig.audio())
    rig.publisher.send_audio(SSRC, 1)
    viewer.expect_rtp()
    rig.planes.owner.allow_stream(rig.planes.exporting.streams()[0], False)
    rig.publisher.send_audio(SSRC, 2)
    wait_for_drops(rig.planes.owner, "not_allowed", 1)
    assert viewer.receive_rtp(QUIET) is None


def test_what_somebody_else_sends_from_the_owners_address_is_dropped_and_counted(rig: Rig) -> None:
    viewer = rig.viewer()
    rig.planes.edge.route(viewer.add_audio(OUT_SSRC), rig.audio())
    rig.publisher.send_audio(SSRC, 1)
    viewer.expect_rtp()
    rig.line.inject(rig.line.last)
    wait_for_drops(rig.planes.edge, "replayed", 1)
    header = rig.line.last[:2] + b"\x7f\xff" + rig.line.last[4:12]
    rig.line.inject(header + bytes(len(rig.line.last) - 12))
    wait_for_drops(rig.planes.edge, "bad_tag", 1)
    assert viewer.receive_rtp(QUIET) is None


def test_a_track_that_ended_and_comes_again_has_new_ssrcs(rig: Rig) -> None:
    track = published(Source.MIC, rig.publisher.add_audio(SSRC))
    lists = [rig.planes.exporting.show(tracks, ()) for tracks in ({MIC: track}, {}, {MIC: track})]
    ssrcs = [e.ssrc for told in lists if told is not None for each in told.tracks for e in each.encodings]
    assert len(ssrcs) == len(set(ssrcs)) == 2


def test_the_other_end_is_told_once_and_whom_everybody_hears(rig: Rig) -> None:
    tracks = {MIC: published(Source.MIC, rig.publisher.add_audio(SSRC))}
    first = rig.planes.exporting.show(tracks, ())
    assert first is not None
    assert (first.link, first.group, [t.is_always_heard for t in first.tracks]) == ("edge", "room", [False])
    assert rig.planes.exporting.show(tracks, ()) is None
    on_stage = rig.planes.exporting.show(tracks, {"ann"})
    assert on_stage is not None
    assert [t.is_always_heard for t in on_stage.tracks] == [True]


def test_after_the_end_nothing_is_sent_any_more(rig: Rig) -> None:
    viewer = rig.viewer()
    rig.planes.edge.route(viewer.add_audio(OUT_SSRC), rig.audio())
    rig.planes.exporting.end()
    rig.publisher.send_audio(SSRC, 1)
    wait_for_drops(rig.planes.owner, "unwatched", 1)
    assert viewer.receive_rtp(QUIET) is None
