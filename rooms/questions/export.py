"""The questions of a room as rows, from its log: what was asked, what became of it, and how long that took.

Rows are for staff. An anonymous asker stays a pseudonym in them, also as who endorsed an answer; a draft that nobody
else ever saw is in none. What the room has forgotten is still here. How rows are written down is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from rooms.events import AnyEvent
from rooms.life.terms import LifeEvent, SessionEnded, SessionStarted
from rooms.members.terms import MemberJoined
from rooms.questions.changes import changed, concerned, new_question
from rooms.questions.events import (
    AnswerEnded,
    AnswerEndorsed,
    AnswerStarted,
    AnswerWritten,
    QuestionArchived,
    QuestionAsked,
    QuestionFocused,
    QuestionReopened,
    QuestionsEvent,
    QuestionSubmitted,
    QuestionWithdrawn,
)
from rooms.questions.terms import AnswerMode, DismissReason, QuestionState
from rooms.questions.view import QuestionView

FIRST_RESPONSE_MS = 3 * 60 * 1000
"""Within this, a question of a live Q&A should have a first human response."""


class QuestionRow(Struct, frozen=True):
    """One question. Times are UTC seconds, `_ms` are milliseconds; an offset is counted from the start of the session.

    asker: a name, or `#` and the pseudonym of the session · held_ms: how long it waited for approval, in all ·
    focused_at, answer_*: the latest · answerer, endorsed_by: names · first_response_ms: until somebody else began to
    answer live or wrote an answer · within_target: None without a response · answers: their texts, oldest first ·
    tags: where it came from (panel, chat, class), and whether it is anonymous · link: where to read it in the page.
    """

    seq: int
    question: int
    session: int | None
    asker: str
    asked_at: float
    asked_offset_ms: int | None
    text: str
    tags: list[str]
    votes: int
    status: QuestionState
    held_ms: int
    focused_at: float | None
    answer_started_at: float | None
    answer_started_offset_ms: int | None
    answer_ended_at: float | None
    answer_ended_offset_ms: int | None
    mode: AnswerMode | None
    answerer: str
    endorsed_by: str
    merged_into: int | None
    dismissed_for: DismissReason | None
    reopened: int
    first_response_ms: int | None
    within_target: bool | None
    answers: list[str]
    link: str


class _Course(Struct):
    """A question with nothing hidden, and what its view does not keep."""

    seq: int
    seen: QuestionView
    asked_offset_ms: int | None = None
    held_ms: int = 0
    focused_at: float | None = None
    started: AnswerStarted | None = None
    ended: AnswerEnded | None = None
    first_response_at: float | None = None
    endorsed_by: str = ""


def question_rows(log: Iterable[tuple[int, AnyEvent]], address: str) -> list[QuestionRow]:
    """A row per question that was asked, in the order of asking. `log` has sequence numbers and events, from the first.

    `address` is that of the room's page.
    """
    reading = _Reading()
    for seq, event in log:
        reading.read(seq, event)
    return [
        _row(course, reading.names, f"{address}?question={course.seen.id}")
        for _, course in sorted(reading.courses.items())
        if course.seen.state is not QuestionState.DRAFT
    ]


class _Reading(Struct):
    """`names` by member, the latest; `session_at` the start of the session that runs."""

    courses: dict[int, _Course] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    session_at: float | None = None

    def read(self, seq: int, event: AnyEvent) -> None:
        if isinstance(event, MemberJoined):
            self.names[event.member] = event.name
        elif isinstance(event, LifeEvent):
            self._session(event)
        elif isinstance(event, QuestionAsked):
            self._asked(seq, event)
        elif isinstance(event, QuestionsEvent) and not isinstance(event, QuestionArchived):
            for id in concerned(event):
                self._follow(self.courses[id], seq, event)

    def _session(self, event: LifeEvent) -> None:
        if isinstance(event, SessionStarted):
            self.session_at = event.at
        elif isinstance(event, SessionEnded):
            self.session_at = None

    def _asked(self, seq: int, event: QuestionAsked) -> None:
        self.courses[event.id] = _Course(seq, new_question(event), self._offset_ms(event.asked_at))

    def _offset_ms(self, asked_at: float) -> int | None:
        """None when no session ran then."""
        if self.session_at is None or asked_at < self.session_at:
            return None
        return _ms(asked_at - self.session_at)

    def _follow(self, course: _Course, seq: int, event: QuestionsEvent) -> None:
        if isinstance(event, QuestionWithdrawn) and event.state is QuestionState.DRAFT:
            return
        before = course.seen
        course.seen = changed(before, event)
        if before.state is QuestionState.HELD and course.seen.state is not QuestionState.HELD:
            course.held_ms += _ms(event.at - (before.changed_at or event.at))
        match event:
            case QuestionSubmitted():
                course.seq, course.asked_offset_ms = seq, self._offset_ms(event.at)
            case QuestionFocused():
                course.focused_at = event.at
            case AnswerStarted():
                course.started, course.ended = event, None
                _respond(course, event.by, event.at)
            case AnswerEnded():
                course.ended = event
            case AnswerWritten():
                _respond(course, event.author, event.at)
            case AnswerEndorsed():
                course.endorsed_by = event.by
            case QuestionReopened():
                course.endorsed_by = ""
            case _:
                pass


def _respond(course: _Course, by: str, at: float) -> None:
    if course.first_response_at is None and by != course.seen.asker:
        course.first_response_at = at


def _row(course: _Course, names: dict[str, str], link: str) -> QuestionRow:
    seen, started, ended = course.seen, course.started, course.ended
    response = course.first_response_at
    response_ms = None if response is None else _ms(response - seen.at)
    asker = f"#{seen.pseudonym}" if seen.anonymous else seen.asker_name
    by_asker = course.endorsed_by == seen.asker
    return QuestionRow(
        seq=course.seq,
        question=seen.id,
        session=seen.session,
        asker=asker,
        asked_at=seen.at,
        asked_offset_ms=course.asked_offset_ms,
        text=seen.text,
        tags=[seen.source, *(["anonymous"] if seen.anonymous else [])],
        votes=seen.votes,
        status=seen.state,
        held_ms=course.held_ms,
        focused_at=course.focused_at,
        answer_started_at=None if started is None else started.at,
        answer_started_offset_ms=None if started is None else started.offset_ms,
        answer_ended_at=None if ended is None else ended.at,
        answer_ended_offset_ms=None if ended is None else ended.offset_ms,
        mode=seen.mode,
        answerer=names.get(seen.answered_by, seen.answered_by),
        endorsed_by=asker if by_asker else names.get(course.endorsed_by, course.endorsed_by),
        merged_into=seen.merged_into,
        dismissed_for=seen.dismissed_for,
        reopened=seen.reopened,
        first_response_ms=response_ms,
        within_target=None if response_ms is None else response_ms <= FIRST_RESPONSE_MS,
        answers=[answer.text for answer in seen.answers],
        link=link,
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
