"""How events change a client's stage; that it is what the room shows is held by the law in the other tests."""

from __future__ import annotations

from rooms.members.terms import DeviceAttached, LeaveReason, MediaAnnounced, MemberLeft
from rooms.stage.reducer import reduce, reduce_members
from rooms.stage.terms import HandMoved, HandRaised, HandView, StageView, UnmuteView
from tests.support.rooms import START

ASKED = StageView(asked_to_unmute=UnmuteView("ada", "Tess"))


def announced(member: str, *, mic: bool) -> MediaAnnounced:
    return MediaAnnounced(at=START, member=member, device="a-device", mic=mic, camera=True, screen=False)


def test_a_view_is_never_changed_in_place() -> None:
    before = StageView(hands=[HandView("ada", START)])
    after = reduce(before, HandRaised(at=START + 1, member="bo"))
    after = reduce(after, HandMoved(at=START + 2, member="bo", place=0, by="tess"))
    assert [hand.member for hand in after.hands] == ["bo", "ada"]
    assert before.hands == [HandView("ada", START)]


def test_only_the_viewers_own_microphone_answers_the_request() -> None:
    assert reduce_members(ASKED, announced("bo", mic=True)) == ASKED
    assert reduce_members(ASKED, announced("ada", mic=False)) == ASKED
    assert reduce_members(ASKED, announced("ada", mic=True)) == StageView()


def test_only_the_viewers_own_leaving_ends_the_request() -> None:
    assert reduce_members(ASKED, MemberLeft(at=START, member="bo", reason=LeaveReason.LEFT)) == ASKED
    assert reduce_members(ASKED, MemberLeft(at=START, member="ada", reason=LeaveReason.LEFT)) == StageView()


def test_coming_back_changes_nothing() -> None:
    assert reduce_members(ASKED, DeviceAttached(at=START, member="ada", device="a-device")) is ASKED
