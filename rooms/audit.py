"""The audit trail of a room: who used authority over whom or what, when and why, from its log alone.

Here is everything that staff and content rules did. What people do with what is theirs is not here, nor what time
did. An anonymous asker is in no row: not as target, not as actor of what askers may do, not next to a matched rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from rooms.chat import terms as chat
from rooms.events import AnyEvent
from rooms.life import terms as life
from rooms.members.terms import MemberJoined
from rooms.moderation import events as moderation
from rooms.moderation.terms import Subject, SubjectKind
from rooms.moving import terms as moving
from rooms.obligations import events as obligations
from rooms.obligations.terms import PauseReason
from rooms.polls import terms as polls
from rooms.questions import events as questions
from rooms.schedule import terms as schedule
from rooms.stage import terms as stage
from rooms.sub_rooms import terms as sub_rooms


class AuditSubject(StrEnum):
    """What a row's `number` counts."""

    MESSAGE = "message"
    QUESTION = "question"
    HELD = "held"
    CASE = "case"
    POLL = "poll"
    SUB_ROOM = "sub_room"
    SESSION = "session"
    RULES = "rules"
    OBLIGATION = "obligation"
    SCHEDULED_POST = "scheduled_post"


class AuditRow(Struct, frozen=True):
    """One act. `action` is the event's tag. `actor` is empty when the content rule `rule` did it.

    `target` is the member whom it concerns, or empty. `detail` is the value that was set, in the words of the wire.
    `ends_at`: until when it holds, UTC seconds. Names are those of the moment, empty for who never came in.
    """

    seq: int
    at: float
    action: str
    actor: str
    actor_name: str
    target: str
    target_name: str
    subject: AuditSubject | None
    number: int | None
    detail: str
    reason: str
    rule: str
    ends_at: float | None


def audit_rows(events: Sequence[tuple[int, AnyEvent]]) -> list[AuditRow]:
    """The rows of `events`, which are (seq, event) from the beginning of the log on."""
    facts = _facts(event for _, event in events)
    names: dict[str, str] = {}
    rows = []
    for seq, event in events:
        if isinstance(event, MemberJoined | moderation.WaitingBegan):
            names[event.member] = event.name
        act = _act(event, facts)
        if act is not None:
            rows.append(_row(seq, event, act, names))
    return rows


# ---------------------------------------------------------------- whose is what


class _Question(Struct, frozen=True):
    asker: str
    anonymous: bool


class _Facts(Struct):
    """Who wrote each message, asked each question, opened each sub-room, whom each case is about, and who is owed what.

    `masked` are moments at which somebody put words into an anonymous question.
    """

    authors: dict[int, str] = field(default_factory=dict)
    questions: dict[int, _Question] = field(default_factory=dict)
    openers: dict[int, str] = field(default_factory=dict)
    cases: dict[int, str] = field(default_factory=dict)
    owed: dict[int, str] = field(default_factory=dict)
    masked: set[tuple[str, float]] = field(default_factory=set)

    def author(self, message: int) -> str:
        return self.authors.get(message, "")

    def note(self, event: AnyEvent) -> None:
        match event:
            case chat.MessagePosted():
                self.authors[event.id] = event.author
            case chat.ThreadAdopted():
                self.authors.update((each.id, each.author) for each in event.messages)
            case questions.QuestionAsked():
                self.questions[event.id] = _Question(event.author, event.anonymous)
                self._worded(event.id, event.at)
            case questions.QuestionSubmitted() | questions.QuestionEdited():
                self._worded(event.id, event.at)
            case sub_rooms.SubRoomOpened():
                self.openers[event.number] = event.author
            case moderation.Reported():
                self._opened(event.number, event.subject, event.about)
            case moderation.Appealed():
                self._opened(event.number, event.subject, event.author)
            case obligations.ObligationOpened():
                self.owed[event.id] = "" if event.anonymous else event.asker
            case _:
                pass

    def _worded(self, question: int, at: float) -> None:
        asked = self.questions[question]
        if asked.anonymous:
            self.masked.add((asked.asker, at))

    def _opened(self, case: int, subject: Subject, about: str) -> None:
        """Whose a question is, is never said by a case."""
        self.cases[case] = "" if subject.kind is SubjectKind.QUESTION else about


def _facts(events: Iterable[AnyEvent]) -> _Facts:
    facts = _Facts()
    for event in events:
        facts.note(event)
    return facts


# ---------------------------------------------------------------- what is an act


class _Act(Struct, frozen=True):
    """What one event says. `owner` may do the same by their own right, and then it is no act."""

    actor: str
    target: str = ""
    subject: AuditSubject | None = None
    number: int | None = None
    detail: str = ""
    reason: str = ""
    rule: str | None = None
    ends_at: float | None = None
    owner: str = ""


def _act(event: AnyEvent, facts: _Facts) -> _Act | None:
    read = AUDITED.get(type(event))
    if read is None:
        return None
    act: _Act = read(event, facts)
    if not act.actor:
        return act if act.rule else None  # time did it, or whoever it concerns by leaving
    return None if act.actor == act.owner else act


def _row(seq: int, event: AnyEvent, act: _Act, names: dict[str, str]) -> AuditRow:
    return AuditRow(
        seq=seq,
        at=event.at,
        action=str(event.__struct_config__.tag),
        actor=act.actor,
        actor_name=names.get(act.actor, ""),
        target=act.target,
        target_name=names.get(act.target, ""),
        subject=act.subject,
        number=act.number,
        detail=act.detail,
        reason=act.reason,
        rule=act.rule or "",
        ends_at=act.ends_at,
    )


def _on_message(event: Any, facts: _Facts, **said: Any) -> _Act:
    return _Act(event.by, facts.author(event.id), AuditSubject.MESSAGE, event.id, **said)


def _message_deleted(event: chat.MessageDeleted, facts: _Facts) -> _Act:
    return _on_message(event, facts, reason=event.reason, owner=facts.author(event.id))


def _thread_moved(event: chat.ThreadMoved, _: _Facts) -> _Act:
    return _Act(
        event.by,
        event.author,
        AuditSubject.MESSAGE,
        event.ids[0],
        detail=event.to,
        reason=event.reason,
    )


def _thread_adopted(event: chat.ThreadAdopted, _: _Facts) -> _Act:
    first = event.messages[0]
    return _Act(
        event.author,
        first.author,
        AuditSubject.MESSAGE,
        first.id,
        detail=event.source.room,
        reason=event.reason,
    )


def _on_question(event: Any, facts: _Facts, **said: Any) -> _Act:
    question = facts.questions[event.id]
    target = "" if question.anonymous else question.asker
    return _Act(event.by, target, AuditSubject.QUESTION, event.id, **said)


def _on_question_by_asker_too(event: Any, facts: _Facts, **said: Any) -> _Act:
    """What an asker does here must be no row: it would say who the asker is."""
    return _on_question(event, facts, owner=facts.questions[event.id].asker, **said)


def _answer_endorsed(event: questions.AnswerEndorsed, facts: _Facts) -> _Act:
    question = facts.questions[event.question]
    target = "" if question.anonymous else question.asker
    return _Act(event.by, target, AuditSubject.QUESTION, event.question, owner=question.asker)


def _on_case(event: Any, facts: _Facts, detail: str) -> _Act:
    target = facts.cases.get(event.number, "")
    return _Act(event.by, target, AuditSubject.CASE, number=event.number, detail=detail, reason=event.note)


def _rule_matched(event: moderation.RuleMatched, facts: _Facts) -> _Act:
    masked = event.anonymous or (event.member, event.at) in facts.masked
    return _Act("", "" if masked else event.member, detail="shadow" if event.shadow else "", rule=event.rule)


def _message_held(event: moderation.MessageHeld, facts: _Facts) -> _Act:
    return _Act("", event.author, AuditSubject.HELD, event.number, rule=event.rule)


def _muted(event: moderation.MemberMuted, facts: _Facts) -> _Act:
    return _Act(
        event.by,
        event.member,
        detail=" ".join(event.scopes),
        reason=event.reason,
        rule=event.rule,
        ends_at=event.until,
    )


def _removed(event: moderation.MemberRemoved, facts: _Facts) -> _Act:
    return _Act(event.by, event.member, reason=event.reason, rule=event.rule, ends_at=event.until)


def _sub_room_closing(event: sub_rooms.SubRoomClosing, facts: _Facts) -> _Act:
    opener = facts.openers.get(event.number, "")
    return _Act(event.by, opener, AuditSubject.SUB_ROOM, event.number, event.reason, owner=opener)


def _on_off(on: bool) -> str:
    return "on" if on else "off"


def _on_member(event: Any, _: _Facts, **said: Any) -> _Act:
    """Of the stage, where one lowers one's own hand and goes back by oneself."""
    return _Act(event.by, event.member, owner=event.member, **said)


def _on_poll(event: polls.PollClosed | polls.PollRevealed, _: _Facts) -> _Act:
    return _Act(event.by, subject=AuditSubject.POLL, number=event.id)


def _arranged(event: life.RoomArranged) -> str:
    marks = [event.purpose, *(["daily"] if event.daily else []), *(["archived"] if event.archived else [])]
    return f"{' '.join(marks)}: {event.title}"


def _on_session(event: life.SessionStarted | life.SessionEnded, _: _Facts) -> _Act:
    return _Act(event.by, subject=AuditSubject.SESSION, number=event.number)


def _on_owed(event: Any, facts: _Facts, **said: Any) -> _Act:
    return _Act(event.by, facts.owed[event.id], AuditSubject.OBLIGATION, event.id, **said)


def _paused(event: obligations.ObligationPaused, facts: _Facts) -> _Act:
    """That an exam stops all clocks is one act, and said elsewhere."""
    return _Act("") if event.why is PauseReason.EXAM else _on_owed(event, facts, detail=event.why)


def _on_scheduled(post: schedule.ScheduledPost, by: str) -> _Act:
    return _Act(by, subject=AuditSubject.SCHEDULED_POST, number=post.id, detail=post.state)


AUDITED: dict[type, Callable[[Any, _Facts], _Act]] = {
    life.RoomArranged: lambda e, _: _Act(e.by, detail=_arranged(e)),
    life.SessionStarted: _on_session,
    life.SessionEnded: _on_session,
    chat.MessageDeleted: _message_deleted,
    chat.MessageHidden: lambda e, facts: _on_message(e, facts, reason=e.reason, rule=e.rule),
    chat.MessageRestored: _on_message,
    chat.MessagePinned: lambda e, facts: _on_message(e, facts, detail=_on_off(e.on)),
    chat.MessageMarked: lambda e, facts: _on_message(e, facts, detail=_on_off(e.on)),
    chat.ThreadMoved: _thread_moved,
    chat.ThreadAdopted: _thread_adopted,
    moving.OffTopicSettled: lambda e, facts: _on_message(e, facts),
    stage.HandLowered: _on_member,
    stage.HandMoved: _on_member,
    stage.Promoted: lambda e, facts: _on_member(e, facts, detail=" ".join(e.sources), ends_at=e.until),
    stage.Demoted: lambda e, facts: _on_member(e, facts, detail=e.why),
    stage.UnmuteAsked: _on_member,
    questions.QuestionAsked: _on_question_by_asker_too,
    questions.QuestionApproved: _on_question,
    questions.QuestionFocused: _on_question,
    questions.QuestionUnfocused: _on_question,
    questions.AnswerStarted: lambda e, facts: _on_question(e, facts, ends_at=e.until),
    questions.AnswerEnded: lambda e, facts: _on_question_by_asker_too(e, facts, detail=e.why, reason=e.note),
    questions.AnswerEndorsed: _answer_endorsed,
    questions.QuestionDismissed: lambda e, facts: _on_question(e, facts, detail=e.reason, reason=e.note),
    questions.QuestionReopened: lambda e, facts: _on_question_by_asker_too(e, facts, reason=e.note),
    questions.QuestionMerged: lambda e, facts: _on_question(e, facts, detail=str(e.into)),
    questions.QuestionUnmerged: lambda e, facts: _on_question(e, facts, detail=str(e.into)),
    questions.QuestionDeferred: _on_question,
    questions.QuestionUnmasked: lambda e, facts: _on_question(e, facts, reason=e.reason),
    questions.QuestionsOrdered: lambda e, _: _Act(e.by, detail=e.mode),
    questions.QuestionMoved: _on_question,
    questions.PreModerationSet: lambda e, _: _Act(e.by, detail=e.mode),
    polls.PollClosed: _on_poll,
    polls.PollRevealed: _on_poll,
    sub_rooms.BreakoutAssigned: lambda e, _: _Act(e.by),
    sub_rooms.BreakoutTold: lambda e, _: _Act(e.author),
    sub_rooms.BreakoutRecalled: lambda e, _: _Act(e.by, ends_at=e.until),
    sub_rooms.SubRoomClosing: _sub_room_closing,
    moderation.MemberMuted: _muted,
    moderation.MemberUnmuted: lambda e, _: _Act(e.by, e.member, detail=" ".join(e.scopes)),
    moderation.MemberWarned: lambda e, _: _Act(e.by, e.member, reason=e.reason, rule=e.rule),
    moderation.MemberRemoved: _removed,
    moderation.ExclusionProposed: lambda e, _: _Act(e.by, e.member, reason=e.reason),
    moderation.ExclusionConfirmed: lambda e, _: _Act(e.by, e.member),
    moderation.ExclusionRefused: lambda e, _: _Act(e.by, e.member, reason=e.note),
    moderation.BanLifted: lambda e, _: _Act(e.by, e.member, reason=e.reason),
    moderation.SlowModeSet: lambda e, _: _Act(e.by, detail=str(e.seconds)),
    moderation.RoomLocked: lambda e, _: _Act(e.by, detail=_on_off(e.on)),
    moderation.WaitingRoomSet: lambda e, _: _Act(e.by, detail=_on_off(e.on)),
    moderation.MemberAdmitted: lambda e, _: _Act(e.by, e.member),
    moderation.MemberTurnedAway: lambda e, _: _Act(e.by, e.member, ends_at=e.until),
    moderation.RulesPublished: lambda e, _: _Act(e.by, subject=AuditSubject.RULES, number=e.version),
    moderation.ContentRulesSet: lambda e, _: _Act(e.by, detail=" ".join(rule.id for rule in e.rules)),
    moderation.RuleMatched: _rule_matched,
    moderation.StrikeTaken: lambda e, _: _Act(e.by, e.member),
    moderation.MessageHeld: _message_held,
    moderation.HeldReleased: lambda e, _: _Act(e.by, e.author, AuditSubject.HELD, e.number),
    moderation.HeldDropped: lambda e, _: _Act(e.by, e.author, AuditSubject.HELD, e.number, reason=e.reason),
    moderation.ReportHandled: lambda e, facts: _on_case(e, facts, e.verdict),
    obligations.ObligationReclassed: lambda e, facts: _on_owed(e, facts, detail=e.class_),
    obligations.ObligationPaused: _paused,
    obligations.ObligationWaived: lambda e, facts: _on_owed(e, facts, reason=e.reason),
    obligations.ExamModeSet: lambda e, _: _Act(e.by, ends_at=e.until),
    obligations.AutoRepliesSet: lambda e, _: _Act(e.by, detail=" ".join(rule.id for rule in e.rules)),
    schedule.PostScheduled: lambda e, _: _on_scheduled(e.post, e.author),
    schedule.ScheduledPostChanged: lambda e, _: _on_scheduled(e.post, e.by),
    schedule.ScheduledPostDeleted: lambda e, _: _Act(e.by, "", AuditSubject.SCHEDULED_POST, e.id),
    moderation.AppealDecided: lambda e, facts: _on_case(e, facts, "granted" if e.granted else "refused"),
}
"""How each event of authority is read. Whatever is not here is no act, whoever did it."""
