"""What is told a second time leads to the view of now, and holds no words that were taken back meanwhile."""

from __future__ import annotations

import pytest
from msgspec import json

from rooms.chat.state import KEPT_MESSAGES
from rooms.chat.terms import (
    Attachment,
    DeleteMessage,
    EditMessage,
    HideMessage,
    MarkImportant,
    PinMessage,
    PostMessage,
    RestoreMessage,
)
from rooms.commands import AnyCommand
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.moderation.events import MessageHeld
from rooms.moderation.terms import (
    ContentRule,
    DropHeld,
    ReleaseHeld,
    RuleEffect,
    RuleKind,
    SetContentRules,
)
from rooms.moving.terms import FlagOffTopic, KeepThread, MoveThread
from rooms.obligations.events import ObligationEvent
from rooms.questions.terms import (
    ApproveQuestion,
    AskQuestion,
    DismissQuestion,
    DismissReason,
    EditQuestion,
    PreModeration,
    ReopenQuestion,
    SetPreModeration,
    SubmitQuestion,
    WithdrawQuestion,
)
from rooms.room import Room
from rooms.terms import Actor
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, STAFF, Audience, audience_of, project
from tests.support.classroom import a_class, a_curious_class
from tests.support.law import ADA, AUDIENCES, BO, TESS, LawRig
from tests.support.moving_thread import a_moving_thread
from tests.support.room_runs import run
from tests.support.rooms import Rig
from tests.support.waiting_class import a_waiting_class

SECRET = "the words of before"
FILE = Attachment("0" * 64 + ".png", "secret.png", 10)
OF_ADA, OF_BO, OF_TESS = (audience_of(actor.member, actor.role) for actor in (ADA, BO, TESS))


class Scene(LawRig):
    """A Q&A in which somebody is away from `missed` on."""

    def __init__(self) -> None:
        super().__init__(RoomKind.QA)
        self.enter(ADA, BO, TESS)
        self.missed = len(self.log)

    def do(self, actor: Actor, *commands: AnyCommand) -> None:
        for command in commands:
            self.now += 1
            self.events(command, actor)

    def told(self, audience: Audience) -> str:
        """Everything that this audience is told of what it missed."""
        return as_text(retold(self.room, self.log[self.missed :], audience))


def retold(room: Room, events: list[AnyEvent], audience: Audience) -> list[AnyEvent | None]:
    return [project(room.retold(event, audience), audience) for event in events]


def as_text(events: list[AnyEvent | None]) -> str:
    return json.encode(events).decode()


def of_runs() -> list[list[AnyEvent]]:
    return [
        a_class(),
        a_waiting_class(),
        a_curious_class(),
        a_moving_thread(),
        *(run(seed, RoomKind.QA, 300).log for seed in range(3)),
    ]


@pytest.mark.row("D2")
@pytest.mark.parametrize("log", of_runs())
def test_what_was_missed_leads_to_the_view_of_now_whenever_one_left(log: list[AnyEvent]) -> None:
    room = Room()
    left: dict[tuple[int, Audience], RoomView] = {}
    for seq, event in enumerate(log):
        if seq % 17 == 1:
            left |= {(seq, audience): room.snapshot(audience) for audience in AUDIENCES}
        room.apply(event)
    for (seq, audience), held in left.items():
        view = held
        for told in retold(room, log[seq:], audience):
            view = reduce_view(view, told)
        assert view == room.snapshot(audience), (seq, audience)


def test_what_nobody_took_back_is_told_as_it_was() -> None:
    scene = Scene()
    scene.do(
        ADA, PostMessage("cid-00001", SECRET), EditMessage(1, f"{SECRET}!"), AskQuestion("cid-00002", SECRET)
    )
    assert all(scene.room.retold(event, EVERYONE) is event for event in scene.log)


@pytest.mark.parametrize("audience", [EVERYONE, STAFF, OF_ADA])
def test_a_deleted_message_is_told_to_nobody_again(audience: Audience) -> None:
    scene = Scene()
    scene.do(ADA, PostMessage("cid-00001", SECRET, mentions=["bo"], attachments=[FILE]))
    scene.do(ADA, EditMessage(1, f"{SECRET}, edited"))
    scene.do(TESS, PinMessage(1, on=True), MarkImportant(1, on=True), HideMessage(1), RestoreMessage(1))
    assert SECRET in scene.told(audience)
    scene.do(TESS, DeleteMessage(1))
    assert SECRET not in scene.told(audience)
    assert FILE.name not in scene.told(audience)


def test_a_hidden_message_is_told_again_to_staff_and_its_author_alone() -> None:
    scene = Scene()
    scene.do(ADA, PostMessage("cid-00001", SECRET))
    scene.do(TESS, HideMessage(1))
    assert SECRET not in scene.told(EVERYONE)
    assert SECRET not in scene.told(OF_BO)
    assert SECRET in scene.told(OF_ADA)
    assert SECRET in scene.told(OF_TESS)
    scene.do(TESS, RestoreMessage(1))
    assert SECRET in scene.told(OF_BO)


def test_the_words_of_a_message_that_the_room_forgot_are_not_told_again() -> None:
    rig = Rig(RoomKind.ZONE)
    rig.enter(ADA, TESS)
    rig.events(PostMessage("cid-00001", "harmless"), ADA)
    missed = len(rig.log)
    rig.events(EditMessage(1, SECRET), ADA)
    for number in range(KEPT_MESSAGES):
        rig.events(PostMessage(f"cid-1{number:05d}", "more"), TESS)
    rig.events(DeleteMessage(1), TESS)
    assert SECRET not in as_text(retold(rig.room, rig.log[missed:], EVERYONE))


def test_what_a_rule_held_back_is_told_again_only_while_it_is_held() -> None:
    for outcome in (DropHeld(1), ReleaseHeld(1)):
        scene = Scene()
        rule = ContentRule("secrets", RuleKind.KEYWORDS, RuleEffect.HOLD, ["words"], shadow=False)
        scene.do(TESS, SetContentRules([rule], []))
        scene.missed = len(scene.log)
        scene.do(ADA, PostMessage("cid-00001", SECRET))
        assert SECRET in scene.told(OF_ADA)
        held = [event for event in scene.log if isinstance(event, MessageHeld)]
        scene.do(TESS, outcome)
        assert SECRET not in as_text(retold(scene.room, [*held], OF_ADA))


@pytest.mark.parametrize("audience", [EVERYONE, STAFF, OF_ADA])
def test_a_withdrawn_question_is_told_to_nobody_again(audience: Audience) -> None:
    scene = Scene()
    scene.do(TESS, SetPreModeration(PreModeration.ALL))
    scene.do(ADA, AskQuestion("cid-00001", SECRET, tried=SECRET, draft=True), SubmitQuestion(1))
    scene.do(ADA, EditQuestion(1, f"{SECRET}?", expected=SECRET))
    scene.do(TESS, ApproveQuestion(1), DismissQuestion(1, DismissReason.NO_TIME), ReopenQuestion(1))
    assert SECRET in scene.told(audience)
    scene.do(ADA, WithdrawQuestion(1))
    assert SECRET not in scene.told(audience)


def test_a_draft_that_was_withdrawn_is_not_even_told_to_its_asker() -> None:
    scene = Scene()
    scene.do(ADA, AskQuestion("cid-00001", SECRET, draft=True), WithdrawQuestion(1))
    assert SECRET not in scene.told(OF_ADA)


def test_an_inappropriate_question_is_told_again_to_staff_and_its_asker_alone() -> None:
    scene = Scene()
    scene.do(ADA, AskQuestion("cid-00001", SECRET))
    scene.do(TESS, DismissQuestion(1, DismissReason.INAPPROPRIATE))
    assert SECRET not in scene.told(EVERYONE)
    assert SECRET in scene.told(OF_ADA)
    assert SECRET in scene.told(OF_TESS)


def test_a_dismissed_question_that_is_not_inappropriate_is_told_as_it_was() -> None:
    scene = Scene()
    scene.do(ADA, AskQuestion("cid-00001", SECRET))
    scene.do(TESS, DismissQuestion(1, DismissReason.NO_TIME))
    assert SECRET in scene.told(EVERYONE)


def test_the_excerpt_of_what_is_owed_goes_with_the_words() -> None:
    scene = Scene()
    scene.do(ADA, PostMessage("cid-00001", f"{SECRET}?"), EditMessage(1, f"{SECRET}, why?"))
    scene.do(TESS, DeleteMessage(1))
    assert SECRET not in scene.told(OF_TESS)


def test_words_that_moved_to_another_room_are_not_told_where_they_stood() -> None:
    scene = Scene()
    scene.do(ADA, PostMessage("cid-00001", SECRET))
    scene.do(BO, FlagOffTopic(1, True))
    scene.do(TESS, MoveThread(1, "lounge"))
    assert SECRET in as_text(list(scene.log))
    for audience in (EVERYONE, OF_BO, OF_TESS):
        texts = [event for event in retold(scene.room, scene.log[scene.missed :], audience) if event]
        assert SECRET not in as_text([event for event in texts if not isinstance(event, ObligationEvent)])


def test_words_that_were_taken_back_since_they_came_are_not_told() -> None:
    scene = Scene()
    scene.do(ADA, PostMessage("cid-00001", "It rained."), PostMessage("cid-00002", SECRET, reply_to=1))
    scene.do(TESS, MoveThread(1, "nowhere"))
    scene.events(KeepThread(1))
    scene.do(TESS, DeleteMessage(2))
    assert SECRET not in scene.told(OF_BO)
    assert "It rained." in scene.told(OF_BO)
