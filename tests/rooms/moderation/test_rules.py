"""Every command of moderation reaches its rule, every event is seen as the law demands, and time ends what it must."""

from __future__ import annotations

from typing import get_args

from msgspec.structs import replace

from rooms.life.terms import Tick
from rooms.members.terms import DetachDevice
from rooms.moderation.events import BanLifted, MemberUnmuted, ModerationEvent
from rooms.moderation.rules import tick
from rooms.moderation.terms import (
    AcceptRules,
    AdmitMember,
    Appeal,
    ConfirmExclusion,
    DecideAppeal,
    DismissWarning,
    DropHeld,
    HandleReport,
    LadderStep,
    LiftBan,
    LockRoom,
    ModerationCommand,
    MuteMember,
    MuteScope,
    ProposeExclusion,
    PublishRules,
    RefuseExclusion,
    ReleaseHeld,
    RemoveMember,
    Report,
    ReportReason,
    RuleEffect,
    SetContentRules,
    SetSlowMode,
    SetWaitingRoom,
    Subject,
    SubjectKind,
    TurnAway,
    UnmuteMember,
    Verdict,
    WarnMember,
)
from rooms.state import RoomState
from rooms.terms import Actor
from tests.rooms.moderation.scenes import SPAM, Classroom
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START, person

ZOE, ZED, ZAC = person("zoe"), person("zed"), person("zac")


class Story(Classroom):
    """Remembers which kinds of commands were asked."""

    def __init__(self) -> None:
        self.asked: set[type[ModerationCommand]] = set()
        super().__init__()

    def do(self, command: ModerationCommand, actor: Actor = TESS) -> None:
        self.asked.add(type(command))
        assert self.events(command, actor)


def a_day_of_moderation() -> Story:
    story = Story()
    _sanctions(story)
    _door(story)
    _content(story)
    return story


def _sanctions(story: Story) -> None:
    story.do(MuteMember("ada", list(MuteScope), 60, "noise"), TOM)
    story.do(MuteMember("tom", [MuteScope.VOICE], 600))
    story.do(UnmuteMember("ada", [MuteScope.TEXT]), TOM)
    story.do(WarnMember("ada", "be kind"))
    story.do(WarnMember("tom", "be kind"))
    story.do(DismissWarning(), ADA)
    story.do(DismissWarning(), TOM)
    story.do(RemoveMember("gil", "abuse", 120))
    story.do(RemoveMember("chen", "abuse", 0))
    story.do(RemoveMember("zac", ban_seconds=600))
    story.do(LiftBan("zac"), TOM)
    for member in ("mallory", "trudy"):
        story.do(ProposeExclusion(member, "threats"), TOM)
    story.do(ConfirmExclusion("mallory"))
    story.do(RefuseExclusion("trudy"))
    story.now += 600
    story.events(Tick())


def _door(story: Story) -> None:
    story.do(PublishRules("Be kind.", "友善。"))
    story.do(AcceptRules(1), ADA)
    story.do(AcceptRules(1), TOM)
    story.do(SetSlowMode(10))
    story.do(SetSlowMode(0))
    story.do(LockRoom(True))
    story.do(LockRoom(False))
    story.do(SetWaitingRoom(True))
    for actor in (ZOE, ZED, ZAC, CHEN):
        story.knock(actor)
    story.do(AdmitMember("zoe"))
    story.enter(ZOE)
    story.do(TurnAway("zed"))
    story.events(DetachDevice(ZAC.device, clean=True), ZAC)
    story.do(SetWaitingRoom(False))
    story.enter(CHEN)


def _content(story: Story) -> None:
    held, hidden = replace(SPAM, effect=RuleEffect.HOLD), replace(SPAM, id="hide", patterns=["hide"])
    story.do(SetContentRules([held, replace(hidden, effect=RuleEffect.HIDE)], [LadderStep(2)]))
    for text in ("spam", "spam", "spam", "hide"):
        story.now += 1
        story.say(text)
    story.now += 120
    assert story.events(Tick())
    story.do(ReleaseHeld(1), TOM)
    story.do(DropHeld(2), TOM)
    story.do(Report("report-1", Subject(SubjectKind.MEMBER, member="bo"), ReportReason.OTHER), ADA)
    story.do(Report("report-2", Subject(SubjectKind.MEMBER, member="bo"), ReportReason.OTHER), TOM)
    story.do(HandleReport(1, Verdict.ACTED))
    story.do(HandleReport(2, Verdict.DISMISSED))
    for number, subject in enumerate((Subject(SubjectKind.HELD, number=3), _message(1)), start=3):
        story.do(Appeal(f"appeal-{number}", subject, "please"), ADA)
        story.do(DecideAppeal(number, True))
    story.say("fine", BO)


def _message(id: int) -> Subject:
    return Subject(SubjectKind.MESSAGE, number=id)


def test_a_day_in_which_every_command_is_asked_and_every_event_happens_is_seen_by_the_law() -> None:
    story = a_day_of_moderation()
    assert story.asked == set(get_args(ModerationCommand))
    assert {type(event) for event in story.log} >= set(get_args(ModerationEvent))


def test_every_act_of_staff_says_who_did_it() -> None:
    acts = [event for event in a_day_of_moderation().log if isinstance(event, ModerationEvent)]
    by = {getattr(act, "by", None) for act in acts}
    assert by == {None, "", "tess", "tom"}


def test_only_what_is_due_ends_and_all_of_it_at_once() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [MuteScope.TEXT, MuteScope.VOICE], 60), TOM)
    room.events(MuteMember("bo", [MuteScope.TEXT], 61), TOM)
    room.events(MuteMember("chen", [MuteScope.TEXT]), TOM)
    room.events(RemoveMember("gil", ban_seconds=60), TOM)
    room.now = START + 60
    assert room.ask(Tick()) == [
        MemberUnmuted(at=room.now, member="ada", scopes=[MuteScope.VOICE, MuteScope.TEXT], by=""),
        BanLifted(at=room.now, member="gil", by=""),
    ]
    assert room.ask(Tick()) == []
    assert room.room.next_deadline() == START + 61
    assert tick(RoomState(), START) == []
