"""Slots: stable, first come first shown, never one's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from media.commands import Source
from media.slots import Receiver, Track, assign

ANN_MIC, ANN_CAMERA = Track("ann", Source.MIC), Track("ann", Source.CAMERA)
BEN_MIC, BEN_CAMERA = Track("ben", Source.MIC), Track("ben", Source.CAMERA)
CAT_CAMERA, CAT_SCREEN = Track("cat", Source.CAMERA), Track("cat", Source.SCREEN)
ONE_AUDIO_TWO_VIDEO = Receiver("dan", [("a0", True), ("v0", False), ("v1", False)])


def test_each_track_gets_a_slot_of_its_kind() -> None:
    assignment = assign(ONE_AUDIO_TWO_VIDEO, [ANN_MIC, ANN_CAMERA, BEN_CAMERA], {})
    assert assignment.slots == {"a0": ANN_MIC, "v0": ANN_CAMERA, "v1": BEN_CAMERA}


def test_own_tracks_are_neither_shown_nor_wanted() -> None:
    receiver = Receiver("ann", [("a0", True), ("v0", False)])
    assignment = assign(receiver, [ANN_MIC, ANN_CAMERA, BEN_MIC], {})
    assert assignment.slots == {"a0": BEN_MIC}
    assert (assignment.want_audio, assignment.want_video) == (1, 0)


def test_the_wanted_numbers_count_tracks_without_a_slot() -> None:
    assignment = assign(ONE_AUDIO_TWO_VIDEO, [ANN_MIC, BEN_MIC, ANN_CAMERA, BEN_CAMERA, CAT_CAMERA], {})
    assert (assignment.want_audio, assignment.want_video) == (2, 3)
    assert assign(Receiver("dan", []), [ANN_MIC, ANN_CAMERA], {}).want_audio == 1


def test_a_track_keeps_its_slot_when_an_earlier_one_goes() -> None:
    before = assign(ONE_AUDIO_TWO_VIDEO, [ANN_CAMERA, BEN_CAMERA], {}).slots
    after = assign(ONE_AUDIO_TWO_VIDEO, [BEN_CAMERA], before)
    assert after.slots == {"v1": BEN_CAMERA}


def test_a_freed_slot_goes_to_the_track_that_waited_longest() -> None:
    before = {"v0": ANN_CAMERA, "v1": BEN_CAMERA}
    after = assign(ONE_AUDIO_TWO_VIDEO, [BEN_CAMERA, CAT_CAMERA, CAT_SCREEN], before)
    assert after.slots == {"v0": CAT_CAMERA, "v1": BEN_CAMERA}


def test_new_sections_take_waiting_tracks_and_move_nobody() -> None:
    grown = Receiver("dan", [*ONE_AUDIO_TWO_VIDEO.sections, ("v2", False)])
    after = assign(grown, [ANN_CAMERA, BEN_CAMERA, CAT_CAMERA], {"v0": BEN_CAMERA, "v1": ANN_CAMERA})
    assert after.slots == {"v0": BEN_CAMERA, "v1": ANN_CAMERA, "v2": CAT_CAMERA}


def test_a_removed_section_frees_its_track_for_another_slot() -> None:
    shrunk = Receiver("dan", [("v1", False)])
    assert assign(shrunk, [ANN_CAMERA], {"v0": ANN_CAMERA}).slots == {"v1": ANN_CAMERA}


tracks = st.builds(Track, st.sampled_from(["ann", "ben", "cat", "dan"]), st.sampled_from(Source))


class SlotsMachine(RuleBasedStateMachine):
    """Tracks come and go, sections grow; after each step the slots are assigned anew."""

    def __init__(self) -> None:
        super().__init__()
        self.tracks: list[Track] = []
        self.sections: list[tuple[str, bool]] = []
        self.slots: dict[str, Track] = {}

    def reassign(self) -> None:
        before = self.slots
        assignment = assign(Receiver("dan", self.sections), self.tracks, before)
        self.slots = assignment.slots
        for mid, track in before.items():
            if track in self.tracks:
                assert self.slots[mid] == track, "a living track lost its slot"

    @rule(track=tracks)
    def publish(self, track: Track) -> None:
        if track not in self.tracks:
            self.tracks.append(track)
        self.reassign()

    @rule(data=st.data())
    def unpublish(self, data: st.DataObject) -> None:
        if self.tracks:
            self.tracks.remove(data.draw(st.sampled_from(self.tracks)))
        self.reassign()

    @rule(is_audio=st.booleans())
    def grow(self, is_audio: bool) -> None:
        self.sections.append((str(len(self.sections)), is_audio))
        self.reassign()

    @invariant()
    def each_track_is_shown_once_on_its_kind_and_none_is_own(self) -> None:
        kinds = dict(self.sections)
        assert len(set(self.slots.values())) == len(self.slots)
        assert all(track.source.is_audio is kinds[mid] for mid, track in self.slots.items())
        assert all(track in self.tracks and track.peer != "dan" for track in self.slots.values())

    @invariant()
    def no_slot_is_empty_while_a_track_of_its_kind_waits(self) -> None:
        for is_audio in (True, False):
            wanted = [t for t in self.tracks if t.peer != "dan" and t.source.is_audio is is_audio]
            places = [mid for mid, audio in self.sections if audio is is_audio]
            shown = [track for track in self.slots.values() if track.source.is_audio is is_audio]
            assert len(shown) == min(len(wanted), len(places))


TestSlots = SlotsMachine.TestCase


@given(st.lists(tracks, unique=True), st.lists(st.booleans()))
def test_assigning_twice_changes_nothing(given_tracks: list[Track], kinds: list[bool]) -> None:
    receiver = Receiver("dan", [(str(i), is_audio) for i, is_audio in enumerate(kinds)])
    once = assign(receiver, given_tracks, {})
    assert assign(receiver, given_tracks, once.slots) == once
