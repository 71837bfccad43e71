"""A room in which nobody used any authority yet, and what the audit trail says of one more event."""

from __future__ import annotations

from typing import Any

from rooms.audit import AuditRow, AuditSubject, audit_rows
from rooms.chat import terms as chat
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life import terms as life
from rooms.members.terms import MemberJoined
from rooms.moderation import events as moderation
from rooms.moderation.terms import (
    ReportReason,
    Subject,
    SubjectKind,
)
from rooms.questions import events as questions
from rooms.questions.terms import (
    AnswerMode,
    QuestionState,
)
from rooms.questions.view import QuestionView
from rooms.roles import Role
from rooms.sub_rooms import terms as sub_rooms

AT = 10.0


def asked(id: int, asker: str, *, anonymous: bool = False, by: str = "", at: float = AT) -> AnyEvent:
    return questions.QuestionAsked(
        at=at,
        id=id,
        author=asker,
        author_name="",
        cid=f"cid-{id:04d}",
        text="Why?",
        state=QuestionState.QUEUED,
        asked_at=at,
        anonymous=anonymous,
        by=by,
    )


def question(id: int, asker: str, *, anonymous: bool = False) -> QuestionView:
    return QuestionView(
        id=id,
        asker=asker,
        asker_name="",
        at=AT,
        text="Why?",
        state=QuestionState.QUEUED,
        anonymous=anonymous,
    )


def endorsed(id: int, by: str) -> AnyEvent:
    return questions.AnswerEndorsed(
        at=AT, question=id, answer=1, by=by, mode=AnswerMode.PEER, author="chen", asker="ada"
    )


def posted(id: int, author: str) -> chat.MessagePosted:
    return chat.MessagePosted(at=AT, id=id, author=author, author_name="", cid=f"cid-{id:04d}", body="hi")


def view(id: int, author: str) -> chat.MessageView:
    return chat.MessageView(id, AT, author, "", chat.AuthorKind.PERSON, f"cid-{id:04d}", "hi")


BEFORE: list[AnyEvent] = [
    life.RoomOpened(at=1.0, title="Algebra", kind=RoomKind.QA),
    *(
        MemberJoined(at=2.0, member=member, name=member.capitalize(), role=role)
        for member, role in (("ada", Role.STUDENT), ("tess", Role.TEACHER), ("otto", Role.OPERATOR))
    ),
    posted(1, "ada"),
    asked(1, "ada", at=3.0),
    asked(2, "ada", anonymous=True, at=3.0),
    sub_rooms.SubRoomOpened(
        at=4.0, number=1, title="Red", seats=6, author="ada", author_name="Ada", cid="cid-0009"
    ),
    moderation.Reported(
        at=5.0,
        number=1,
        author="bo",
        author_name="Bo",
        cid="cid-0001",
        subject=Subject(SubjectKind.MESSAGE, number=1),
        about="ada",
        excerpt="hi",
        reason=ReportReason.SPAM,
        text="",
    ),
    moderation.Appealed(
        at=5.0,
        number=2,
        author="ada",
        author_name="Ada",
        cid="cid-0002",
        subject=Subject(SubjectKind.MEMBER, member="ada"),
        excerpt="",
        text="please",
    ),
    moderation.Reported(
        at=5.0,
        number=3,
        author="bo",
        author_name="Bo",
        cid="cid-0003",
        subject=Subject(SubjectKind.QUESTION, number=2),
        about="ada",
        excerpt="Why?",
        reason=ReportReason.ABUSE,
        text="",
    ),
]


def rows_of(*events: AnyEvent) -> list[AuditRow]:
    """The rows of what happened after `BEFORE`, in which nobody used any authority."""
    log = list(enumerate((*BEFORE, *events), start=1))
    return audit_rows(log)


def said_of(event: AnyEvent) -> dict[str, Any]:
    """The fields of the one row of `event` that are not empty, but when and what."""
    (row,) = rows_of(event)
    assert (row.seq, row.at, row.action) == (len(BEFORE) + 1, event.at, event.__struct_config__.tag)
    said = {name: getattr(row, name) for name in row.__struct_fields__}
    return {
        name: value
        for name, value in said.items()
        if name not in ("seq", "at", "action") and value not in ("", None)
    }


TESS_DID = {"actor": "tess", "actor_name": "Tess"}
TO_ADA = {"target": "ada", "target_name": "Ada"}


def counted(subject: AuditSubject, number: int) -> dict[str, Any]:
    return {"subject": subject, "number": number}


MESSAGE = counted(AuditSubject.MESSAGE, 1)
QUESTION = counted(AuditSubject.QUESTION, 1)
ANONYMOUS = counted(AuditSubject.QUESTION, 2)
HELD = counted(AuditSubject.HELD, 4)
BY_TESS: dict[str, Any] = {"at": AT, "by": "tess"}
