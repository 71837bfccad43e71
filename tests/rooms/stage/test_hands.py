"""The queue of hands: places are kept, clocks are kept, and nobody stands in it twice."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from rooms.decision import Refused
from rooms.kinds import RoomKind
from rooms.life.terms import TakeOver, Tick
from rooms.members.terms import AttachDevice, DetachDevice, Leave
from rooms.moderation.terms import ContentRule, MuteMember, MuteScope, RuleEffect, RuleKind, SetContentRules
from rooms.questions.terms import AskQuestion, WithdrawQuestion
from rooms.rejections import Rejection, RejectionCode
from rooms.stage.hands import MAX_HANDS
from rooms.stage.terms import (
    HandLowered,
    HandMoved,
    HandRaised,
    HandView,
    LowerHand,
    MoveHand,
    Promote,
    RaiseHand,
)
from rooms.terms import Actor
from rooms.visibility import EVERYONE
from tests.support.law import ADA, BO, CHEN, GIL, TESS, TOM, LawRig
from tests.support.rooms import START, Rig, person


@pytest.fixture
def rig() -> LawRig:
    rig = LawRig(RoomKind.QA)
    rig.enter(ADA, BO, CHEN, GIL, TESS, TOM)
    return rig


def raise_hands(rig: Rig, actors: Iterable[Actor]) -> None:
    for actor in actors:
        rig.events(RaiseHand(), actor)
        rig.now += 1


def queue(rig: Rig) -> list[str]:
    return [hand.member for hand in rig.room.snapshot(EVERYONE).stage.hands]


def refused(decision: object) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


# ---------------------------------------------------------------- raising


def test_a_hand_joins_the_end_of_the_queue(rig: LawRig) -> None:
    raise_hands(rig, [ADA])
    assert rig.ask(RaiseHand("  limits "), BO) == [HandRaised(at=START + 1, member="bo", topic="limits")]
    assert rig.view().stage.hands == [HandView("ada", START), HandView("bo", START + 1, "limits")]


def test_raising_again_changes_the_topic_and_keeps_place_and_clock(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    rig.events(RaiseHand("limits"), ADA)
    assert rig.view().stage.hands[0] == HandView("ada", START, "limits")


def test_raising_the_same_hand_again_changes_nothing(rig: LawRig) -> None:
    rig.events(RaiseHand("limits"), ADA)
    assert rig.ask(RaiseHand("limits"), ADA) == []


def test_a_guest_may_raise_a_hand_and_so_may_people_of_a_study_room() -> None:
    for kind in (RoomKind.QA, RoomKind.STUDY):
        rig = LawRig(kind)
        rig.enter(GIL)
        raise_hands(rig, [GIL])
        assert queue(rig) == ["gil"]


def test_staff_have_no_hand_to_raise(rig: LawRig) -> None:
    assert refused(rig.ask(RaiseHand(), TOM)) is RejectionCode.WRONG_STATE


def test_who_was_called_onto_the_stage_has_no_hand_to_raise(rig: LawRig) -> None:
    rig.events(Promote("ada"), TESS)
    assert refused(rig.ask(RaiseHand(), ADA)) is RejectionCode.WRONG_STATE


def test_whose_text_is_muted_cannot_raise_a_hand_with_a_topic_in_it(rig: LawRig) -> None:
    rig.events(MuteMember("ada", [MuteScope.TEXT]), TESS)
    assert refused(rig.ask(RaiseHand("limits"), ADA)) is RejectionCode.MUTED


def test_a_topic_that_a_rule_of_content_stops_is_refused_and_the_match_is_noted(rig: LawRig) -> None:
    rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HIDE, ["buy now"], shadow=False)
    rig.events(SetContentRules([rule], []), TESS)
    decision = rig.ask(RaiseHand("Buy now!"), ADA)
    assert isinstance(decision, Refused)
    assert decision.rejection == Rejection(RejectionCode.REFUSED_BY_RULE, "ads")
    assert decision.events
    assert queue(rig) == []


def test_a_shadow_rule_notes_a_topic_and_lets_it_stand(rig: LawRig) -> None:
    rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HIDE, ["buy now"], shadow=True)
    rig.events(SetContentRules([rule], []), TESS)
    noted = rig.events(RaiseHand("Buy now!"), ADA)
    assert len(noted) > 1
    assert queue(rig) == ["ada"]


def test_a_queue_has_an_end_but_who_stands_in_it_may_change_their_topic() -> None:
    rig = Rig(RoomKind.QA)
    waiting = [person(f"member-{number}") for number in range(MAX_HANDS)]
    rig.enter(*waiting, ADA)
    raise_hands(rig, waiting)
    assert refused(rig.ask(RaiseHand(), ADA)) is RejectionCode.TOO_MANY
    rig.events(RaiseHand("limits"), waiting[0])
    rig.events(LowerHand(), waiting[1])
    rig.events(RaiseHand(), ADA)
    assert queue(rig)[-1] == "ada"


# ---------------------------------------------------------------- with a question


def test_a_hand_carries_an_open_question_of_ones_own(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), ADA)
    rig.events(RaiseHand(question=1), ADA)
    assert rig.view().stage.hands == [HandView("ada", START, question=1)]


@pytest.mark.parametrize("number", [1, 2, 99], ids=["another's", "withdrawn", "unknown"])
def test_a_hand_carries_no_other_question(rig: LawRig, number: int) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?"), BO)
    rig.events(AskQuestion("cid-0002", "Is 1 a prime?"), ADA)
    rig.events(WithdrawQuestion(2), ADA)
    assert refused(rig.ask(RaiseHand(question=number), ADA)) is RejectionCode.NOT_YOURS
    assert queue(rig) == []


def test_a_hand_never_tells_who_asked_anonymously(rig: LawRig) -> None:
    rig.events(AskQuestion("cid-0001", "Why is 0! = 1?", anonymous=True), ADA)
    assert refused(rig.ask(RaiseHand(question=1), ADA)) is RejectionCode.WRONG_STATE
    assert queue(rig) == []


# ---------------------------------------------------------------- lowering


def test_everybody_lowers_their_own_hand(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    assert rig.ask(LowerHand(), ADA) == [HandLowered(at=rig.now, member="ada", by="ada")]
    assert rig.ask(LowerHand("bo"), BO) == [HandLowered(at=rig.now, member="bo", by="bo")]
    assert queue(rig) == []


def test_staff_lower_the_hand_of_another_and_nobody_else_does(rig: LawRig) -> None:
    raise_hands(rig, [ADA])
    assert refused(rig.ask(LowerHand("ada"), BO)) is RejectionCode.NOT_YOURS
    assert rig.ask(LowerHand("ada"), TOM) == [HandLowered(at=rig.now, member="ada", by="tom")]


def test_lowering_a_hand_that_is_not_up_changes_nothing(rig: LawRig) -> None:
    assert rig.ask(LowerHand(), ADA) == []
    assert rig.ask(LowerHand("bo"), TESS) == []


# ---------------------------------------------------------------- moving


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (0, ["bo", "ada", "chen", "gil"]),
        (2, ["ada", "chen", "bo", "gil"]),
        (3, ["ada", "chen", "gil", "bo"]),
        (9, ["ada", "chen", "gil", "bo"]),
    ],
)
def test_a_moved_hand_takes_its_place_and_the_others_keep_order_and_clocks(
    rig: LawRig, place: int, order: list[str]
) -> None:
    raise_hands(rig, [ADA, BO, CHEN, GIL])
    before = {hand.member: hand for hand in rig.view().stage.hands}
    rig.events(MoveHand("bo", place), TESS)
    assert queue(rig) == order
    assert {hand.member: hand for hand in rig.view().stage.hands} == before


def test_the_event_of_a_move_says_the_place_that_it_came_to(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    assert rig.ask(MoveHand("ada", 70), TESS) == [HandMoved(at=rig.now, member="ada", place=1, by="tess")]


def test_moving_a_hand_to_where_it_is_changes_nothing(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    assert rig.ask(MoveHand("bo", 5), TESS) == []


def test_a_hand_that_is_not_up_cannot_be_moved(rig: LawRig) -> None:
    assert refused(rig.ask(MoveHand("ada", 0), TESS)) is RejectionCode.NOT_FOUND


# ---------------------------------------------------------------- coming and going


def test_a_hand_keeps_its_place_while_its_member_reconnects_within_the_grace(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    before = rig.view().stage
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    rig.now += 29
    assert rig.ask(Tick()) == []
    rig.events(AttachDevice("ada-phone"), person("ada", device="ada-phone"))
    assert rig.view().stage == before


def test_hands_stay_up_when_another_node_takes_the_room_over(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    rig.events(TakeOver())
    assert queue(rig) == ["ada", "bo"]


def test_who_leaves_takes_their_hand_down(rig: LawRig) -> None:
    raise_hands(rig, [ADA, BO])
    rig.events(Leave(), ADA)
    assert queue(rig) == ["bo"]


def test_when_the_grace_is_over_the_hand_is_down(rig: LawRig) -> None:
    raise_hands(rig, [ADA])
    rig.events(DetachDevice(ADA.device, clean=False), ADA)
    rig.now += 30
    rig.events(Tick())
    assert queue(rig) == []
