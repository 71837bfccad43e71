"""A school's year from a seed: two hundred students, six staff, a question zone and a live class, in Berlin.

Students ask whenever they like; who is on duty by the roster answers within the hours of the calendar, soon or late or
not at all. There are holidays, both changes of the clocks, a new plan in February, bots, peers, questions that are
withdrawn, waived, merged, asked back about, reopened, and handed on by the class. Hosts tick at every deadline.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import count
from random import Random

from community.calendars import windows
from community.covered_time import is_covered
from community.duty import duty_at
from rooms.chat import terms as chat
from rooms.commands import AnyCommand
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, OpenRoom, StartSession, Tick
from rooms.members.terms import AttachDevice
from rooms.obligations import terms as owed
from rooms.obligations.events import ObligationOpened
from rooms.obligations.standard import HOUR, MINUTE
from rooms.questions import terms as questions
from rooms.questions.deferring import owed_questions
from rooms.questions.events import QuestionAsked
from rooms.stage import terms as stage
from rooms.terms import SYSTEM, Actor
from tests.support.rooms import Rig
from tests.support.school import (
    ASSISTANTS,
    CALENDAR,
    CLASS,
    DAY,
    END,
    FIRST_DAY,
    HELPERS,
    LAST_DAY,
    LEARNERS,
    NEW_PLAN,
    ROSTER,
    STAFF,
    START,
    STUDENTS,
    TARGETS,
    TEACHER,
    ZONE,
    covered,
    moment,
)


class Place(Rig):
    """A room whose host ticks at every deadline."""

    def __init__(self, id: str, kind: RoomKind) -> None:
        super().__init__(None)
        self.id, self.now = id, START
        self.ask(OpenRoom(id.capitalize(), kind, id=id))
        self._cids = count(1)

    def cid(self) -> str:
        return f"cid-{next(self._cids):07d}"

    def until(self, at: float) -> None:
        while (due := self.room.next_deadline()) is not None and due <= at:
            self.now = max(due, self.now)
            self.ask(Tick())
        self.now = max(at, self.now)

    def do(self, actor: Actor, command: AnyCommand) -> list[AnyEvent]:
        """What stands in the log for it; nothing if it was refused."""
        before = len(self.log)
        self.ask(command, actor)
        return self.log[before:]


Action = Callable[[], None]


class SchoolYear:
    """`asked_a_day`: messages to the question zone on a day of school."""

    def __init__(self, seed: int, asked_a_day: float) -> None:
        self.zone, self.hall = Place(ZONE, RoomKind.ZONE), Place(CLASS, RoomKind.QA)
        self._random = Random(seed)
        self._asked_a_day = asked_a_day
        self._agenda: list[tuple[float, int, Place, Action]] = []
        self._order = count()

    # ------------------------------------------------------------ the year

    def live(self) -> None:
        for place in (self.zone, self.hall):
            for actor in (*STAFF, *LEARNERS):
                place.do(actor, AttachDevice(actor.device))
        rules = [owed.AutoReply("wiki", ["homework", "deadline"], "See the wiki.", cooldown=int(DAY))]
        self.zone.do(TEACHER, owed.SetAutoReplies(rules))
        day = FIRST_DAY
        while day < LAST_DAY:
            self._plan(day)
            day += timedelta(days=1)
        while self._agenda and self._agenda[0][0] < END:
            at, _, place, action = heapq.heappop(self._agenda)
            place.until(at)
            action()
        for place in (self.zone, self.hall):
            place.until(END)

    def at(self, at: float, place: Place, action: Action) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), place, action))

    def _plan(self, day: date) -> None:
        if (day - FIRST_DAY).days % 14 == 0 or day == NEW_PLAN:
            for place in (self.zone, self.hall):
                self.at(moment(day), place, partial(self._cover, place, day))
        share = 1.0 if day.weekday() < 5 else 0.3
        for _ in range(round(self._random.gauss(1.0, 0.3) * self._asked_a_day * share)):
            self.at(
                moment(day, self._random.randrange(7 * 60, 22 * 60)) + self._random.random() * 60,
                self.zone,
                self._asks,
            )
        if day.weekday() in (1, 3) and is_covered(covered(), moment(day, 15 * 60)):
            self._class(moment(day, 17 * 60))

    def _cover(self, place: Place, day: date) -> None:
        """Told for some weeks ahead, as the server does."""
        newest = 2 if day >= NEW_PLAN else 1
        for version in range(1, newest + 1):
            hours = windows(CALENDAR, moment(day) - DAY, moment(day) + 45 * DAY)
            place.do(SYSTEM, owed.SetCoverage(owed.Coverage(version, TARGETS[version], hours)))

    # ------------------------------------------------------------ the question zone

    def _asks(self) -> None:
        zone, random = self.zone, self._random
        asker = random.choice(LEARNERS)
        text = random.choices(
            [
                "Why is 0! = 1?",
                "这道题怎么做?",
                "When is the homework due?",
                "It rained on the way here.",
                "I did not get the last step.",
            ],
            (5, 5, 2, 3, 3),
        )[0]
        happened = zone.do(asker, chat.PostMessage(zone.cid(), text))
        opened = next((each for each in happened if isinstance(each, ObligationOpened)), None)
        if opened is None or opened.anchor is None or opened.anchor.number is None:
            return
        message = opened.anchor.number
        fates: list[tuple[int, Callable[[Actor, int, int], None]]] = [
            (46, self._is_answered),
            (10, self._is_acknowledged_first),
            (6, self._is_asked_back),
            (10, self._is_answered_by_a_helper),
            (5, self._is_promised),
            (4, self._is_withdrawn),
            (3, self._is_hidden),
            (4, self._is_waived),
            (3, self._is_edited),
            (4, self._is_solved_alone),
            (6, self._is_claimed_first),
            (4, self._nobody_cares),
        ]
        (fate,) = random.choices([fate for _, fate in fates], [weight for weight, _ in fates])
        fate(asker, message, opened.id)

    def _on_duty(self, at: float) -> Actor | None:
        duty = duty_at(ROSTER, ZONE, at) if is_covered(covered(), at) else None
        if duty is None:
            return None
        return next(each for each in STAFF if each.member == duty.primary)

    def _when_somebody_is_there(self, do: Callable[[Actor], None], slow: float = 1.0) -> None:
        """After a while in which somebody is on duty; off duty, on the next morning."""
        zone = self.zone
        at = zone.now + self._random.lognormvariate(6.0, 1.0) * slow
        for window in covered():
            if window.end > at:
                at = max(at, window.start + self._random.random() * 20 * MINUTE)
                if at < window.end and (somebody := self._on_duty(at)) is not None:
                    self.at(at, zone, lambda: do(somebody))
                    return

    def _says(self, actor: Actor, text: str, root: int) -> None:
        self.zone.do(actor, chat.PostMessage(self.zone.cid(), text, root))

    def _is_answered(self, asker: Actor, message: int, id: int) -> None:
        def answer(somebody: Actor) -> None:
            self._says(somebody, "Because the empty product is one.", message)
            if self._random.random() < 0.3:
                self.at(self.zone.now + 5 * MINUTE, self.zone, lambda: self._says(asker, "谢谢老师", message))
            elif self._random.random() < 0.15:
                self.at(self.zone.now + HOUR, self.zone, lambda: self._is_not_solved(asker, message, id))

        self._when_somebody_is_there(answer)

    def _is_not_solved(self, asker: Actor, message: int, id: int) -> None:
        if self._random.random() < 0.5:
            self.zone.do(asker, owed.MarkUnsolved(id, "still not"))
        else:
            self._says(asker, "But why one?", message)
        self._when_somebody_is_there(
            lambda somebody: self._says(somebody, "By convention.", message), slow=2.0
        )

    def _is_acknowledged_first(self, asker: Actor, message: int, id: int) -> None:
        def react(somebody: Actor) -> None:
            self.zone.do(somebody, chat.ReactToMessage(message, "👍", True))
            if self._random.random() < 0.2:
                undo = chat.ReactToMessage(message, "👍", False)
                self.at(self.zone.now + 5, self.zone, lambda: self._does(somebody, undo))
            self._is_answered(asker, message, id)

        self._when_somebody_is_there(react, slow=0.5)

    def _does(self, actor: Actor, command: AnyCommand) -> None:
        self.zone.do(actor, command)

    def _is_asked_back(self, asker: Actor, message: int, id: int) -> None:
        def ask_back(somebody: Actor) -> None:
            self._says(somebody, "Which version do you have?", message)
            if self._random.random() < 0.8:
                after = self.zone.now + self._random.random() * DAY
                self.at(after, self.zone, lambda: self._says(asker, "The one of last week.", message))
                self.at(after + 1, self.zone, lambda: self._is_answered(asker, message, id))

        self._when_somebody_is_there(ask_back)

    def _is_promised(self, asker: Actor, message: int, id: int) -> None:
        def promise(somebody: Actor) -> None:
            self._says(somebody, "I'll get back to you.", message)
            if self._random.random() < 0.7:
                self._is_answered(asker, message, id)

        self._when_somebody_is_there(promise)

    def _is_answered_by_a_helper(self, asker: Actor, message: int, id: int) -> None:
        helper = self._random.choice([each for each in HELPERS if each != asker])
        at = self.zone.now + self._random.random() * 3 * HOUR
        self.at(at, self.zone, lambda: self._says(helper, "Look at page 12.", message))
        if self._random.random() < 0.5:
            self.at(at + HOUR, self.zone, lambda: self._does(asker, owed.MarkSolved(id)))

    def _is_withdrawn(self, asker: Actor, message: int, id: int) -> None:
        at = self.zone.now + self._random.random() * HOUR
        self.at(at, self.zone, lambda: self._does(asker, chat.DeleteMessage(message)))

    def _is_hidden(self, asker: Actor, message: int, id: int) -> None:
        def hide(somebody: Actor) -> None:
            self._does(somebody, chat.HideMessage(message))
            if self._random.random() < 0.4:
                self.at(self.zone.now + HOUR, self.zone, lambda: self._comes_back(asker, message, id))

        self._when_somebody_is_there(hide)

    def _comes_back(self, asker: Actor, message: int, id: int) -> None:
        self._does(TEACHER, chat.RestoreMessage(message))
        self._is_answered(asker, message, id)

    def _is_waived(self, asker: Actor, message: int, id: int) -> None:
        waive = owed.WaiveObligation(id, "answered in class")
        self._when_somebody_is_there(lambda somebody: self._does(somebody, waive), slow=3.0)

    def _is_edited(self, asker: Actor, message: int, id: int) -> None:
        at = self.zone.now + self._random.random() * HOUR
        edit = chat.EditMessage(message, "How does the last step work?")
        self.at(at, self.zone, lambda: self._does(asker, edit))
        self._is_answered(asker, message, id)

    def _is_solved_alone(self, asker: Actor, message: int, id: int) -> None:
        """By a bot, if one replied."""
        at = self.zone.now + self._random.random() * 2 * HOUR
        for how in (owed.How.BOT, owed.How.ASKER):
            self.at(at, self.zone, partial(self._does, asker, owed.MarkSolved(id, how)))

    def _is_claimed_first(self, asker: Actor, message: int, id: int) -> None:
        def claim(somebody: Actor) -> None:
            self._does(somebody, owed.ClaimObligation(id))
            after = self.zone.now + self._random.random() * 20 * MINUTE
            self.at(
                after, self.zone, lambda: self._says(somebody, "It follows from the definition.", message)
            )

        self._when_somebody_is_there(claim)

    def _nobody_cares(self, asker: Actor, message: int, id: int) -> None:
        pass

    # ------------------------------------------------------------ the class

    def _class(self, begins: float) -> None:
        hall, random = self.hall, self._random
        self.at(begins, hall, lambda: self._in_class(TEACHER, StartSession()))
        for number in range(4):
            at = begins + 2 * MINUTE + number * 12 * MINUTE
            self.at(at + random.random() * MINUTE, hall, self._asks_in_class)
        self.at(begins + 30 * MINUTE, hall, self._raises_a_hand)
        self.at(begins + HOUR, hall, self._ends_class)

    def _in_class(self, actor: Actor, command: AnyCommand) -> None:
        self.hall.do(actor, command)

    def _asks_in_class(self) -> None:
        hall, random = self.hall, self._random
        ask = questions.AskQuestion(hall.cid(), "Why does this hold?", anonymous=random.random() < 0.2)
        happened = hall.do(random.choice(LEARNERS), ask)
        number = next((each.id for each in happened if isinstance(each, QuestionAsked)), None)
        if number is None:
            return
        after = hall.now + random.lognormvariate(4.5, 1.0)
        fate = random.random()
        if fate < 0.4:
            self.at(after, hall, lambda: self._spoken(number))
        elif fate < 0.6:
            write = questions.WriteAnswer(hall.cid(), number, "By the lemma before it.")
            self.at(after, hall, lambda: self._write(write))
        elif fate < 0.7:
            dismiss = questions.DismissQuestion(number, questions.DismissReason.OFF_TOPIC)
            self.at(after, hall, lambda: self._write(dismiss))
        elif fate < 0.85:
            merge = questions.MergeQuestions(number, max(1, number - 1))
            self.at(after, hall, lambda: self._write(merge))

    def _write(self, command: AnyCommand) -> None:
        self._in_class(self._random.choice(ASSISTANTS), command)

    def _spoken(self, number: int) -> None:
        self._in_class(TEACHER, questions.StartAnswer(number))
        end = questions.EndAnswer(number, answered=self._random.random() < 0.8)
        self.at(self.hall.now + 90, self.hall, lambda: self._end_answer(end))

    def _end_answer(self, end: questions.EndAnswer) -> None:
        self._in_class(TEACHER, end)

    def _raises_a_hand(self) -> None:
        student = self._random.choice(STUDENTS)
        self._in_class(student, stage.RaiseHand("about the last step"))
        promote = stage.Promote(student.member)
        if self._random.random() < 0.8:
            self.at(
                self.hall.now + self._random.random() * 4 * MINUTE, self.hall, lambda: self._calls(promote)
            )

    def _calls(self, promote: stage.Promote) -> None:
        self._in_class(TEACHER, promote)
        self._in_class(TEACHER, stage.Demote(promote.member))

    def _ends_class(self) -> None:
        """What is open goes to the question zone."""
        self._in_class(TEACHER, EndSession())
        self.zone.until(self.hall.now)
        for _, adopt, then in list(owed_questions(self.hall.room._state)):  # noqa: SLF001  # what a node does for it
            self.zone.do(SYSTEM, adopt)
            self._in_class(SYSTEM, then)
            number = self.zone.room.last_question
            if self._random.random() < 0.85:
                self._when_somebody_is_there(
                    partial(self._writes_in_zone, number),
                    slow=20.0,
                )

    def _writes_in_zone(self, number: int, somebody: Actor) -> None:
        self._does(somebody, questions.WriteAnswer(self.zone.cid(), number, "As shown in class."))


def a_school_year(seed: int = 1, asked_a_day: float = 12.0) -> SchoolYear:
    year = SchoolYear(seed, asked_a_day)
    year.live()
    return year
