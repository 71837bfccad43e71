"""A class in which everybody is owed something: all that can happen to an obligation, once at least. For traces."""

from __future__ import annotations

from community.covered_time import Window
from rooms.chat import terms as chat
from rooms.events import AnyEvent
from rooms.life.terms import EndSession, StartSession, Tick
from rooms.members.terms import Leave
from rooms.moderation import terms as moderation
from rooms.obligations import terms as owed
from rooms.obligations.standard import STANDARD
from rooms.questions import terms as questions
from rooms.stage import terms as stage
from rooms.sub_rooms import terms as sub_rooms
from rooms.terms import SYSTEM, Actor
from rooms.visibility import STAFF
from tests.support.classroom import ADA, BO, CHEN, DORA, Class

MINUTE = 60.0
HOUR = 3600.0


def a_waiting_class() -> list[AnyEvent]:
    """The log of it. Event 0 opens the room; Ada is the teacher, Chen may answer, Bo and Dora are students."""
    rig = Class()
    rig.enter(DORA)
    for part in (_said, _answered, _changed, _paused, _asked, _called, _covered):
        part(rig)
    return rig.log


def _says(rig: Class, actor: Actor, body: str, reply_to: int | None = None) -> int:
    """The number of the message."""
    rig.do(actor, chat.PostMessage(rig.cid(), body, reply_to=reply_to))
    return rig.room.last_message


def _newest(rig: Class) -> int:
    """The number of the newest obligation."""
    return rig.room.snapshot(STAFF).obligations.items[-1].id


def _waits(rig: Class, seconds: float) -> None:
    rig.now += seconds
    while rig.events(Tick()):
        pass


def _said(rig: Class) -> None:
    """Bo says something, asks, is answered by a bot and a learner, and nobody else comes for an hour."""
    rig.do(ADA, owed.SetAutoReplies([owed.AutoReply("homework", ["homework", "作业"], "It is on the wiki.")]))
    first = _says(rig, BO, "I am new here")
    _says(rig, BO, "When is the homework due?")
    _says(rig, CHEN, "On Friday.", first)
    rig.do(BO, owed.MarkUnsolved(1))
    _waits(rig, HOUR)
    rig.do(CHEN, owed.ClaimObligation(1), owed.ReleaseObligation(1))
    rig.do(ADA, owed.ClaimObligation(1))


def _answered(rig: Class) -> None:
    """Thanked for, asked again, and solved; a learner's answer counts after a day."""
    _says(rig, ADA, "On Friday, indeed.", 1)
    _says(rig, BO, "谢谢", 1)
    _says(rig, BO, "Why not on Monday?", 1)
    _says(rig, CHEN, "There is no class on Monday.", 1)
    _waits(rig, 25 * HOUR)
    rig.do(BO, owed.MarkUnsolved(1, "still not"), owed.MarkSolved(1))


def _changed(rig: Class) -> None:
    """Acknowledged by a reaction that is taken back; deleted, hidden and restored; waived; of another class."""
    rude = _says(rig, DORA, "It rained today")
    rig.do(ADA, chat.ReactToMessage(rude, "👍", on=True), chat.ReactToMessage(rude, "👍", on=False))
    rig.do(ADA, chat.HideMessage(rude), chat.RestoreMessage(rude))
    rig.do(ADA, owed.ReclassObligation(_newest(rig), owed.ObligationClass.QUESTION))
    rig.do(ADA, owed.PromiseAnswer(_newest(rig)), owed.ClaimObligation(_newest(rig)))
    rig.do(SYSTEM, owed.AssignObligation(_newest(rig), "ada", "tess", "Tess"))
    _waits(rig, 25 * HOUR)
    rig.do(ADA, chat.ReactToMessage(rude, "👍", on=True))
    rig.do(ADA, owed.WaiveObligation(_newest(rig), "answered in class"))
    gone = _says(rig, DORA, "never mind")
    rig.do(DORA, chat.DeleteMessage(gone))


def _paused(rig: Class) -> None:
    """Asked back, and spoken; an exam."""
    _says(rig, DORA, "How do I install it?")
    _says(rig, ADA, "Which version do you have?", rig.room.last_message)
    _says(rig, DORA, "3.11")
    rig.do(ADA, owed.SetExamMode(10))
    _waits(rig, 10 * MINUTE)
    rig.do(ADA, owed.SetExamMode(5), owed.SetExamMode(0))


def _asked(rig: Class) -> None:
    """In the panel, one of them anonymously; merged and unmerged, answered, reopened, and left open by a class."""
    ask = questions.AskQuestion
    rig.do(ADA, StartSession())
    rig.do(BO, ask(rig.cid(), "What is a ring?"))
    rig.do(DORA, ask(rig.cid(), "What is a ring, please?", anonymous=True))
    rig.do(ADA, questions.MergeQuestions(2, 1), questions.UnmergeQuestion(2))
    rig.do(ADA, questions.StartAnswer(1), questions.EndAnswer(1))
    rig.do(ADA, questions.WriteAnswer(rig.cid(), 2, "As above."))
    rig.do(DORA, questions.ReopenQuestion(2, "not quite"))
    rig.do(BO, stage.RaiseHand("about rings"))
    rig.do(ADA, EndSession())
    rig.do(SYSTEM, questions.NoteAdopted(2))


def _called(rig: Class) -> None:
    """Hands, a call for help, a report, a submission."""
    rig.do(BO, stage.RaiseHand("may I?"))
    rig.do(DORA, stage.RaiseHand())
    rig.do(ADA, stage.Promote("bo"), stage.LowerHand("dora"))
    rig.do(DORA, sub_rooms.OpenSubRoom(rig.cid(), "Homework", sub_rooms.Template.PAIR))
    rig.do(SYSTEM, sub_rooms.NoteHelp(1, "dora", "Dora", "stuck", rig.now))
    rig.do(ADA, owed.ClaimObligation(_newest(rig)), sub_rooms.AnswerHelp(1))
    about = moderation.Subject(moderation.SubjectKind.MEMBER, member="dora")
    rig.do(BO, moderation.Report(rig.cid(), about, moderation.ReportReason.SPAM, "again"))
    _waits(rig, 6 * MINUTE)
    rig.do(ADA, moderation.HandleReport(1, moderation.Verdict.DISMISSED, "looked at"))
    rig.do(SYSTEM, owed.NoteSubmission(7, "bo", "Bo"), owed.NoteSubmission(7, "bo", "Bo", done_by="ada"))


def _covered(rig: Class) -> None:
    """A community sets its hours; a clock runs out of them, and gets more."""
    targets = {
        **STANDARD.targets,
        owed.ObligationClass.STATEMENT: owed.Target(600, None, owed.ClockKind.COVERED),
    }
    hours = [Window(rig.now, rig.now + 300)]
    rig.do(SYSTEM, owed.SetCoverage(owed.Coverage(1, targets, hours)))
    rig.do(BO, Leave())
    _says(rig, CHEN, "I have read it")
    rig.do(
        SYSTEM,
        owed.SetCoverage(owed.Coverage(1, targets, [*hours, Window(rig.now + HOUR, rig.now + 2 * HOUR)])),
    )
    _waits(rig, HOUR)
