"""A class written out by hand: everything that people do in a room, once at least. The traces and the golden log are made of it."""

from __future__ import annotations

from itertools import count

from msgspec.structs import replace

from community.post_times import Timing
from rooms.chat import terms as chat
from rooms.commands import AnyCommand
from rooms.events import AnyEvent
from rooms.focus import terms as focus
from rooms.kinds import Purpose, RoomKind
from rooms.life.terms import (
    ArrangeRoom,
    CloseReason,
    CloseRoom,
    Day,
    EndSession,
    OpenRoom,
    SetDays,
    StartSession,
    Tick,
)
from rooms.members.terms import AnnounceMedia, AttachDevice, DetachDevice
from rooms.moderation import terms as moderation
from rooms.polls import terms as polls
from rooms.questions import terms as questions
from rooms.roles import Role
from rooms.schedule import terms as schedule
from rooms.stage import terms as stage
from rooms.sub_rooms import terms as sub_rooms
from rooms.terms import SYSTEM, Actor
from tests.support.rooms import START, Rig, person

ADA = person("ada", Role.TEACHER)
OTTO = person("otto", Role.OPERATOR)
BO = person("bo")
CHEN = person("chen", Role.ACTIVE)
DORA = person("dora")


class Class(Rig):
    """A live Q&A with its people in it. `do` demands that the room takes the command."""

    def __init__(self) -> None:
        super().__init__(RoomKind.QA)
        self._cids = count(1)
        self.enter(ADA, OTTO, BO, CHEN)

    def cid(self) -> str:
        return f"cid-{next(self._cids):05d}"

    def do(self, actor: Actor, *commands: AnyCommand) -> None:
        for command in commands:
            self.now += 1
            assert self.events(command, actor), command


def _time_passes(rig: Class, seconds: float) -> None:
    rig.now += seconds
    while rig.events(Tick()):
        pass


def a_class() -> list[AnyEvent]:
    """The log of a whole class. Event 0 opens the room."""
    rig = Class()
    for part in (
        _door,
        _chat,
        _questions,
        _stage,
        _polls_and_focus,
        _rooms,
        _moderation,
        _schedule,
        _the_end,
    ):
        part(rig)
    return rig.log


def a_daily_zone() -> list[AnyEvent]:
    """The log of a zone that is arranged anew, begins two days, and is archived and taken up again."""
    rig = Rig(RoomKind.ZONE)
    rig.enter(ADA, BO)
    days = [
        Day("2023-11-14", rig.now - 60),
        Day("2023-11-15", rig.now + 60),
        Day("2023-11-16", rig.now + 120),
    ]
    arranged = ArrangeRoom("Check in", Purpose.SHARING, daily=True)
    steps: list[tuple[AnyCommand, Actor]] = [
        (arranged, ADA),
        (SetDays("Asia/Shanghai", days), SYSTEM),
        (Tick(), SYSTEM),
        (chat.PostMessage("cid-daily1", "Day 3: how do I count a make-up day?"), BO),
        (chat.PinMessage(1, on=True), ADA),
    ]
    for command, actor in steps:
        rig.events(command, actor)
    rig.now += 60
    rig.ask(Tick())
    for archived in (True, False):
        rig.events(replace(arranged, archived=archived), ADA)
    rig.events(ArrangeRoom("Lounge", Purpose.LOUNGE), ADA)
    return rig.log


def a_sub_room() -> list[AnyEvent]:
    """The log of a sub-room that calls for help, is told something, and closes."""
    rig = Rig(None)
    rig.ask(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    rig.enter(ADA, BO)
    steps: list[tuple[AnyCommand, Actor]] = [
        (AnnounceMedia(mic=True, camera=True, screen=False), BO),
        (sub_rooms.CallForHelp("stuck at 3"), BO),
        (sub_rooms.HelpIsComing("ada", "Ada", START + 2), SYSTEM),
        (sub_rooms.CallForHelp("again"), BO),
        (sub_rooms.CancelHelp(), BO),
        (sub_rooms.Tell("cid-tell1", "ada", "Ada", "five minutes left"), SYSTEM),
        (sub_rooms.NoteRecall("ada", rig.now + 60), SYSTEM),
        (focus.StartFocus(quiet=True), BO),
        (DetachDevice(BO.device, clean=True, moved=True), BO),
        (CloseRoom(CloseReason.RECALLED), SYSTEM),
    ]
    for command, actor in steps:
        rig.now += 1
        rig.events(command, actor)
    for _ in range(3):
        rig.now += 60
        rig.ask(Tick())
    return rig.log


def a_curious_class() -> list[AnyEvent]:
    """The log of a class with more questions than a room remembers."""
    rig = Class()
    for number in range(1, 104):
        rig.do(BO, questions.AskQuestion(rig.cid(), f"And number {number}?"))
        rig.do(ADA, questions.DismissQuestion(number, questions.DismissReason.NO_TIME))
    return rig.log


def _door(rig: Class) -> None:
    rig.do(ADA, StartSession(), moderation.SetWaitingRoom(on=True))
    rig.now += 1
    rig.ask(AttachDevice(DORA.device), DORA)
    rig.do(ADA, moderation.AdmitMember("dora"))
    rig.ask(AttachDevice(DORA.device), DORA)
    for id in ("fred", "gus"):
        rig.ask(AttachDevice(f"{id}-device"), person(id))
    rig.do(ADA, moderation.TurnAway("fred"))
    rig.ask(DetachDevice("gus-device", clean=True), person("gus"))
    rig.do(
        ADA, moderation.SetWaitingRoom(on=False), moderation.LockRoom(on=True), moderation.LockRoom(on=False)
    )
    rig.do(ADA, moderation.PublishRules("Be kind.", "友善待人。"))
    for actor in (BO, CHEN, DORA):
        rig.do(actor, moderation.AcceptRules(1))


def _chat(rig: Class) -> None:
    file = chat.Attachment("0" * 64 + ".png", "board.png", 1234)
    rig.do(BO, chat.PostMessage(rig.cid(), "Why is $0! = 1$?", mentions=["ada"], attachments=[file]))
    rig.do(ADA, chat.PostMessage(rig.cid(), "Because of the empty product.", reply_to=1))
    rig.do(CHEN, chat.PostMessage(rig.cid(), "也可以用伽马函数", reply_to=2))
    rig.do(ADA, chat.PostMessage(rig.cid(), "Homework is due on Friday", important=True))
    rig.do(BO, chat.EditMessage(1, "Why is $0! = 1$ so?"), chat.ReactToMessage(2, "👍", on=True))
    rig.do(DORA, chat.ReactToMessage(2, "👍", on=True), chat.ReactToMessage(2, "🎉", on=True))
    rig.do(DORA, chat.ReactToMessage(2, "👍", on=False))
    rig.do(ADA, chat.PinMessage(2, on=True), chat.PinMessage(4, on=True), chat.PinMessage(4, on=False))
    rig.do(ADA, chat.MarkImportant(2, on=True), chat.MarkImportant(4, on=False))
    rig.do(DORA, chat.PostMessage(rig.cid(), "oops"), chat.DeleteMessage(5))
    rig.do(DORA, chat.PostMessage(rig.cid(), "rude"))
    rig.do(ADA, chat.HideMessage(6, "rude"))
    rig.do(DORA, moderation.Appeal(rig.cid(), _message(6), "it was a joke"))
    rig.do(ADA, moderation.DecideAppeal(1, granted=True), chat.HideMessage(6), chat.RestoreMessage(6))
    for number in range(60):
        rig.do(BO, chat.PostMessage(rig.cid(), f"line {number}"))
    rig.do(BO, chat.ReactToMessage(2, "🎉", on=True))


def _questions(rig: Class) -> None:
    ask = questions.AskQuestion
    rig.do(BO, ask(rig.cid(), "What is a group?", tried="the book", expected="an example"))
    rig.do(DORA, ask(rig.cid(), "Is zero natural?", anonymous=True), ask(rig.cid(), "a draft", draft=True))
    rig.do(BO, questions.VoteQuestion(2, on=True))
    rig.do(
        CHEN,
        questions.VoteQuestion(1, on=True),
        questions.VoteQuestion(2, on=True),
        questions.VoteQuestion(2, on=False),
    )
    rig.do(DORA, questions.EditQuestion(3, "a better draft"), questions.SubmitQuestion(3))
    rig.do(ADA, questions.SetPreModeration(questions.PreModeration.ALL))
    rig.do(CHEN, ask(rig.cid(), "held one"), ask(rig.cid(), "held two", anonymous=True))
    _time_passes(rig, 180.0)
    rig.do(ADA, questions.ApproveQuestion(4), questions.DismissQuestion(5, questions.DismissReason.OFF_TOPIC))
    rig.do(ADA, questions.SetPreModeration(questions.PreModeration.OFF))
    rig.do(ADA, questions.FocusQuestion(1), questions.FocusQuestion(None), questions.FocusQuestion(1))
    rig.do(ADA, questions.StartAnswer(1), questions.EndAnswer(1, note="an example on the board"))
    rig.do(CHEN, questions.WriteAnswer(rig.cid(), 2, "In this book it is."))
    rig.do(ADA, questions.WriteAnswer(rig.cid(), 3, "privately", private=True))
    rig.do(DORA, questions.EndorseAnswer(2, 1), questions.ReopenQuestion(2, "and in others?"))
    rig.do(OTTO, questions.UnmaskQuestion(2, "a threat in it"))
    rig.do(
        ADA,
        questions.DismissQuestion(2, questions.DismissReason.INAPPROPRIATE, "no"),
        questions.ReopenQuestion(2),
    )
    rig.do(ADA, questions.MergeQuestions(4, 2), questions.UnmergeQuestion(4), questions.MergeQuestions(4, 2))
    rig.do(BO, ask(rig.cid(), "withdrawn soon"), questions.WithdrawQuestion(6))
    rig.do(
        ADA, questions.ConvertMessage(rig.cid(), 1), questions.OrderQuestions(questions.QuestionOrder.MANUAL)
    )
    rig.do(ADA, questions.MoveQuestion(7, 0), questions.DeferQuestion(7))
    rig.do(SYSTEM, questions.NoteAdopted(7))
    rig.do(
        SYSTEM,
        questions.AdoptQuestion(
            questions.Origin("other", 3),
            "bo",
            "Bo",
            Role.STUDENT,
            True,
            rig.now - 600,
            "from a class",
            voters=["dora"],
        ),
    )


def _stage(rig: Class) -> None:
    rig.do(BO, questions.AskQuestion(rig.cid(), "May I ask aloud?"))
    rig.do(BO, stage.RaiseHand("about groups", question=9))
    rig.do(DORA, stage.RaiseHand("me too"))
    rig.do(CHEN, stage.RaiseHand())
    rig.do(ADA, stage.MoveHand("chen", 0), stage.LowerHand("chen"), stage.Promote("bo", seconds=60))
    rig.do(BO, AnnounceMedia(mic=True, camera=True, screen=False))
    rig.do(ADA, stage.Demote("bo"), stage.Promote("dora", seconds=30))
    rig.do(ADA, moderation.MuteMember("dora", [moderation.MuteScope.VOICE]), stage.AskToUnmute("dora"))
    rig.do(DORA, AnnounceMedia(mic=True, camera=False, screen=False))
    rig.now += 60
    rig.ask(Tick())


def _polls_and_focus(rig: Class) -> None:
    kind = polls.PollKind
    rig.do(ADA, polls.OpenPoll(rig.cid(), "Ready?", kind.SINGLE, ["yes", "no"], live=True))
    rig.do(BO, polls.VotePoll(1, [0]), polls.VotePoll(1, [1]))
    rig.do(ADA, polls.ClosePoll(1))
    rig.do(ADA, polls.OpenPoll(rig.cid(), "1 + 1?", kind.QUIZ, ["2", "3"], anonymous=False, right=[0]))
    rig.do(BO, polls.VotePoll(2, [0]))
    rig.do(DORA, polls.VotePoll(2, [1]))
    rig.do(ADA, polls.RevealPoll(2))
    rig.do(ADA, polls.OpenPoll(rig.cid(), "Order", kind.ORDERED, ["a", "b", "c"], seconds=10))
    rig.do(BO, polls.VotePoll(3, [2, 0, 1]))
    rig.now += 10
    rig.ask(Tick())
    rig.do(ADA, focus.StartFocus(focus_minutes=1, break_minutes=1, rounds=2, quiet=True))
    rig.do(ADA, focus.PauseFocus(), focus.ResumeFocus(), focus.SkipPhase())
    rig.now += 60
    rig.ask(Tick())
    rig.do(ADA, focus.StopFocus())


def _rooms(rig: Class) -> None:
    rig.do(BO, sub_rooms.OpenSubRoom(rig.cid(), "Homework", sub_rooms.Template.PAIR))
    rig.do(ADA, sub_rooms.AssignBreakout(rig.cid(), ["Red", "Blue"], [["bo"], ["dora", "chen"]]))
    rig.do(SYSTEM, sub_rooms.NoteOccupancy(2, 1), sub_rooms.NoteOccupancy(2, 0))
    rig.do(SYSTEM, sub_rooms.NoteHelp(3, "dora", "Dora", "stuck", rig.now))
    rig.do(ADA, sub_rooms.AnswerHelp(3))
    rig.do(SYSTEM, sub_rooms.NoteHelp(3, "dora", "Dora", None, rig.now))
    tell = rig.cid()
    rig.do(ADA, sub_rooms.TellBreakouts(tell, "five minutes left"))
    rig.do(SYSTEM, sub_rooms.NoteTold(tell, 2))
    rig.do(ADA, sub_rooms.RecallBreakouts(10))
    rig.now += 10
    rig.ask(Tick())
    rig.do(SYSTEM, sub_rooms.NoteClosed(2), sub_rooms.NoteClosed(3))
    rig.do(BO, sub_rooms.CloseSubRoom(1))
    rig.do(SYSTEM, sub_rooms.NoteClosed(1))


def _moderation(rig: Class) -> None:
    rule, effect = moderation.RuleKind, moderation.RuleEffect
    rules = [
        moderation.ContentRule("ads", rule.KEYWORDS, effect.HOLD, ["buy now"], shadow=False),
        moderation.ContentRule("contacts", rule.CONTACTS, effect.HIDE, shadow=False),
        moderation.ContentRule("links", rule.LINKS, effect.HOLD),
    ]
    ladder = [moderation.LadderStep(1), moderation.LadderStep(2, mute=60), moderation.LadderStep(4, ban=600)]
    rig.do(
        ADA, moderation.SetContentRules(rules, ladder), moderation.SetSlowMode(1), moderation.SetSlowMode(0)
    )
    rig.do(DORA, chat.PostMessage(rig.cid(), "buy now!"), moderation.DismissWarning())
    _time_passes(rig, 180.0)
    rig.do(ADA, moderation.ReleaseHeld(1))
    rig.do(DORA, chat.PostMessage(rig.cid(), "call 13812345678"))
    rig.do(ADA, moderation.UnmuteMember("dora", [moderation.MuteScope.TEXT]))
    rig.do(DORA, chat.PostMessage(rig.cid(), "buy now, again"))
    rig.do(
        ADA,
        moderation.DropHeld(2, "advertising"),
        moderation.UnmuteMember("dora", [moderation.MuteScope.TEXT]),
    )
    rig.do(BO, chat.PostMessage(rig.cid(), "see https://example.org"))
    rig.do(BO, chat.PostMessage(rig.cid(), "the answer is 13912345678"))
    rig.do(BO, moderation.Appeal(rig.cid(), _message(rig.room.last_message), "a number of the exercise"))
    rig.do(ADA, moderation.DecideAppeal(2, granted=True))
    about = moderation.Subject(moderation.SubjectKind.MEMBER, member="dora")
    rig.do(BO, moderation.Report(rig.cid(), about, moderation.ReportReason.SPAM, "again and again"))
    rig.do(ADA, moderation.HandleReport(3, moderation.Verdict.ACTED, "thank you"))
    rig.do(ADA, moderation.WarnMember("dora", "last time"))
    rig.do(ADA, moderation.MuteMember("dora", [moderation.MuteScope.VOICE], seconds=30))
    rig.do(DORA, moderation.Appeal(rig.cid(), about, "please"))
    rig.do(ADA, moderation.DecideAppeal(4, granted=False, note="no"))
    rig.now += 31
    rig.ask(Tick())
    rig.do(DORA, chat.PostMessage(rig.cid(), "buy now, a third time"))
    rig.do(ADA, moderation.LiftBan("dora", "once more"))
    for stranger in ("mallory", "trudy"):
        rig.do(ADA, moderation.ProposeExclusion(stranger, "threats, again and again"))
    rig.do(OTTO, moderation.ConfirmExclusion("mallory"), moderation.RefuseExclusion("trudy", "once more"))


def _schedule(rig: Class) -> None:
    daily = Timing("UTC", "2023-11-14", 23 * 60, "FREQ=DAILY")
    rig.do(ADA, schedule.SchedulePost(rig.cid(), "What did you learn today?", daily))
    rig.do(ADA, schedule.SchedulePost(rig.cid(), "Never sent", daily), schedule.DeleteScheduledPost(2))
    rig.do(ADA, schedule.ChangeScheduledPost(1, "What was new to you today?", daily))
    rig.do(ADA, schedule.PauseScheduledPost(1, on=True), schedule.PauseScheduledPost(1, on=False))
    rig.now += 3600
    rig.ask(Tick())
    posted = rig.room.last_message
    rig.do(BO, chat.PostMessage(rig.cid(), "That zero is natural.", reply_to=posted))
    rig.do(ADA, chat.PostMessage(rig.cid(), "In this book.", reply_to=posted))
    rig.now += 2 * 86_400
    for _ in range(20):
        rig.ask(Tick())


def _the_end(rig: Class) -> None:
    rig.do(ADA, moderation.RemoveMember("chen", "disturbing", 600))
    rig.do(ADA, EndSession())


def _message(number: int) -> moderation.Subject:
    return moderation.Subject(moderation.SubjectKind.MESSAGE, number=number)
