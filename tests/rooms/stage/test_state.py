"""What the stage remembers: deadlines and sources of who was called, and all of it through a snapshot of the log."""

from __future__ import annotations

from rooms.stage.state import Stage
from rooms.stage.terms import HandRaised, Promoted
from rooms.terms import Source
from tests.support.rooms import START


def promoted(member: str, until: float | None) -> Promoted:
    return Promoted(at=START, member=member, by="tess", sources=[Source.MIC], until=until)


def test_the_next_deadline_is_the_earliest_end_of_a_time_on_stage() -> None:
    stage = Stage()
    assert stage.next_deadline() is None
    stage.apply(promoted("ada", None))
    assert stage.next_deadline() is None
    stage.apply(promoted("bo", START + 60))
    stage.apply(promoted("chen", START + 30))
    assert stage.next_deadline() == START + 30


def test_the_stage_gives_sources_to_who_was_called_and_to_nobody_else() -> None:
    stage = Stage()
    stage.apply(promoted("ada", None))
    stage.apply(HandRaised(at=START, member="bo"))
    assert stage.sources_of("ada") == {Source.MIC}
    assert stage.sources_of("bo") == frozenset()


def test_who_leaves_without_hand_or_place_on_stage_changes_nothing() -> None:
    stage = Stage()
    stage.apply(HandRaised(at=START, member="bo"))
    stage.member_left("ada")
    assert list(stage.hands) == ["bo"]
