"""The audit trail: who used authority, over whom or what, and why."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from rooms.audit import AUDITED, AuditSubject, audit_rows
from rooms.chat import terms as chat
from rooms.events import AnyEvent
from rooms.focus import terms as focus
from rooms.kinds import Purpose
from rooms.life import terms as life
from rooms.members.terms import MemberJoined
from rooms.moderation import events as moderation
from rooms.moderation.terms import (
    ContentRule,
    MuteScope,
    RuleEffect,
    RuleKind,
    Verdict,
)
from rooms.moving.terms import AdoptThread, FlagOffTopic, SettleOffTopic
from rooms.obligations import events as obligations
from rooms.obligations.terms import AutoReply, ClockKind, ObligationClass, PauseReason, TargetKind
from rooms.polls import terms as polls
from rooms.questions import events as questions
from rooms.questions.terms import (
    AnswerEnd,
    PreModeration,
    QuestionOrder,
)
from rooms.roles import Role
from rooms.stage import terms as stage
from rooms.sub_rooms import terms as sub_rooms
from rooms.terms import Source
from tests.rooms.audited import (
    AT,
    BY_TESS,
    HELD,
    MESSAGE,
    TESS_DID,
    TO_ADA,
    asked,
    counted,
    rows_of,
    said_of,
    view,
)
from tests.support.law import ADA, TESS, LawRig


def test_what_people_do_with_what_is_theirs_is_in_no_row() -> None:
    assert rows_of() == []


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            moderation.MemberMuted(
                **BY_TESS, member="ada", scopes=[MuteScope.VOICE, MuteScope.TEXT], reason="noise", until=99.0
            ),
            {**TO_ADA, "detail": "voice text", "reason": "noise", "ends_at": 99.0},
        ),
        (
            moderation.MemberUnmuted(**BY_TESS, member="ada", scopes=[MuteScope.TEXT]),
            {**TO_ADA, "detail": "text"},
        ),
        (moderation.MemberWarned(**BY_TESS, member="ada", reason="rude"), {**TO_ADA, "reason": "rude"}),
        (
            moderation.MemberRemoved(**BY_TESS, member="ada", name="Ada", reason="spam", until=99.0),
            {**TO_ADA, "reason": "spam", "ends_at": 99.0},
        ),
        (moderation.BanLifted(**BY_TESS, member="ada", reason="sorry"), {**TO_ADA, "reason": "sorry"}),
        (
            moderation.ExclusionProposed(
                **BY_TESS, member="ada", name="Ada", by_name="Tess", reason="threats"
            ),
            {**TO_ADA, "reason": "threats"},
        ),
        (moderation.ExclusionConfirmed(**BY_TESS, member="ada"), TO_ADA),
        (
            moderation.ExclusionRefused(**BY_TESS, member="ada", note="once more"),
            {**TO_ADA, "reason": "once more"},
        ),
        (moderation.MemberAdmitted(**BY_TESS, member="ada"), TO_ADA),
        (moderation.MemberTurnedAway(**BY_TESS, member="ada", until=99.0), {**TO_ADA, "ends_at": 99.0}),
        (moderation.StrikeTaken(**BY_TESS, member="ada", struck_at=9.0), TO_ADA),
        (moderation.HeldReleased(**BY_TESS, number=4, author="ada"), {**TO_ADA, **HELD}),
        (
            moderation.HeldDropped(**BY_TESS, number=4, author="ada", reason="ads"),
            {**TO_ADA, **HELD, "reason": "ads"},
        ),
        (
            chat.ThreadMoved(**BY_TESS, ids=[1, 2], to="lounge", author="ada", reason="chatter"),
            {**TO_ADA, **MESSAGE, "detail": "lounge", "reason": "chatter"},
        ),
        (stage.HandLowered(**BY_TESS, member="ada"), TO_ADA),
        (stage.HandMoved(**BY_TESS, member="ada", place=0), TO_ADA),
        (
            stage.Promoted(
                **BY_TESS, member="ada", sources=[Source.MIC, Source.CAMERA], until=99.0, question=2
            ),
            {**TO_ADA, "detail": "mic camera", "ends_at": 99.0},
        ),
        (stage.Demoted(**BY_TESS, member="ada", why=stage.StageEnd.STAFF), {**TO_ADA, "detail": "staff"}),
        (stage.UnmuteAsked(**BY_TESS, member="ada", by_name="Tess"), TO_ADA),
    ],
)
def test_a_row_says_who_did_what_to_whom_and_why(event: AnyEvent, said: dict[str, Any]) -> None:
    assert said_of(event) == {**TESS_DID, **said}


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (chat.MessageDeleted(**BY_TESS, id=1, reason="rude"), {"reason": "rude"}),
        (chat.MessageHidden(**BY_TESS, id=1, author="ada", reason="rude"), {"reason": "rude"}),
        (chat.MessageRestored(**BY_TESS, id=1, body="hi"), {}),
        (chat.MessagePinned(**BY_TESS, id=1, on=True, message=view(1, "ada")), {"detail": "on"}),
        (chat.MessageMarked(**BY_TESS, id=1, on=False, message=view(1, "ada")), {"detail": "off"}),
    ],
)
def test_a_row_names_the_message_and_its_author(event: AnyEvent, said: dict[str, Any]) -> None:
    assert said_of(event) == {**TESS_DID, **TO_ADA, **MESSAGE, **said}


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            life.RoomArranged(**BY_TESS, title="Tea", purpose=Purpose.LOUNGE, daily=True, archived=True),
            {"detail": "lounge daily archived: Tea"},
        ),
        (
            life.RoomArranged(**BY_TESS, title="Ask", purpose=Purpose.QUESTIONS, daily=False, archived=False),
            {"detail": "questions: Ask"},
        ),
        (life.SessionStarted(**BY_TESS, number=3), counted(AuditSubject.SESSION, 3)),
        (life.SessionEnded(**BY_TESS, number=3), counted(AuditSubject.SESSION, 3)),
        (polls.PollClosed(**BY_TESS, id=5), counted(AuditSubject.POLL, 5)),
        (polls.PollRevealed(**BY_TESS, id=5, tallies=[], right=[]), counted(AuditSubject.POLL, 5)),
        (questions.QuestionsOrdered(**BY_TESS, mode=QuestionOrder.MANUAL), {"detail": "manual"}),
        (questions.PreModerationSet(**BY_TESS, mode=PreModeration.ALL), {"detail": "all"}),
        (moderation.SlowModeSet(**BY_TESS, seconds=30), {"detail": "30"}),
        (moderation.RoomLocked(**BY_TESS, on=True), {"detail": "on"}),
        (moderation.WaitingRoomSet(**BY_TESS, on=False), {"detail": "off"}),
        (moderation.RulesPublished(**BY_TESS, version=2, en="a", zh="b"), counted(AuditSubject.RULES, 2)),
        (
            moderation.ContentRulesSet(
                **BY_TESS,
                rules=[
                    ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HOLD),
                    ContentRule("links", RuleKind.LINKS, RuleEffect.HIDE),
                ],
                ladder=[],
            ),
            {"detail": "ads links"},
        ),
        (sub_rooms.BreakoutAssigned(**BY_TESS, rooms={"ada": 1}), {}),
        (sub_rooms.BreakoutRecalled(**BY_TESS, until=99.0), {"ends_at": 99.0}),
        (
            sub_rooms.BreakoutTold(
                at=AT, author="tess", author_name="Tess", cid="cid-0001", text="five minutes", rooms=[1]
            ),
            {},
        ),
        (
            sub_rooms.SubRoomClosing(**BY_TESS, number=1, reason=life.CloseReason.CLOSED),
            {**TO_ADA, **counted(AuditSubject.SUB_ROOM, 1), "detail": "closed"},
        ),
        (
            moderation.ReportHandled(
                **BY_TESS, number=1, author="bo", verdict=Verdict.ACTED, note="thank you"
            ),
            {**TO_ADA, **counted(AuditSubject.CASE, 1), "detail": "acted", "reason": "thank you"},
        ),
        (
            moderation.AppealDecided(**BY_TESS, number=2, author="ada", granted=True, note="sorry"),
            {**TO_ADA, **counted(AuditSubject.CASE, 2), "detail": "granted", "reason": "sorry"},
        ),
        (
            moderation.AppealDecided(**BY_TESS, number=2, author="ada", granted=False, note=""),
            {**TO_ADA, **counted(AuditSubject.CASE, 2), "detail": "refused"},
        ),
    ],
)
def test_a_row_says_what_was_set_for_the_whole_room(event: AnyEvent, said: dict[str, Any]) -> None:
    assert said_of(event) == {**TESS_DID, **said}


@pytest.mark.parametrize(
    "event",
    [
        polls.PollClosed(at=AT, id=1, by=""),
        moderation.MemberUnmuted(at=AT, member="ada", scopes=[MuteScope.TEXT], by=""),
        moderation.BanLifted(at=AT, member="ada", by=""),
        stage.Demoted(at=AT, member="ada", by="", why=stage.StageEnd.TIMER),
        questions.AnswerEnded(at=AT, id=1, by="", why=AnswerEnd.CAP),
    ],
)
def test_what_time_did_is_no_row(event: AnyEvent) -> None:
    assert rows_of(event) == []


def test_a_message_that_staff_made_a_question_of_names_its_author() -> None:
    assert said_of(asked(3, "ada", by="tess")) == {**TESS_DID, **TO_ADA, **counted(AuditSubject.QUESTION, 3)}


def test_a_thread_that_came_names_who_moved_it_and_from_where() -> None:
    rig = LawRig()
    rig.enter(ADA, TESS)
    rig.events(
        AdoptThread(
            source=chat.Place("maths", "Maths", 4),
            messages=[view(4, "ada")],
            by="tess",
            reason="chatter",
            left_at=rig.now,
            owed=[],
            is_new=False,
        )
    )
    rig.events(FlagOffTopic(1, True), TESS)
    rig.events(SettleOffTopic(1), TESS)
    came, settled = audit_rows(list(enumerate(rig.log, start=1)))
    assert (came.actor, came.target, came.number, came.detail, came.reason) == (
        "tess",
        "ada",
        1,
        "maths",
        "chatter",
    )
    assert (settled.actor, settled.target, settled.number) == ("tess", "ada", 1)


def test_what_staff_decide_about_what_somebody_is_owed_has_a_row() -> None:
    one: dict[str, Any] = {"at": AT, "id": 1, "asker": "ada"}
    opened = obligations.ObligationOpened(
        **one,
        asker_name="Ada",
        class_=ObligationClass.STATEMENT,
        anchor=None,
        excerpt="hi",
        due_at=None,
        clock=ClockKind.COVERED,
    )
    unnamed = replace(opened, id=2, anonymous=True)
    waived = obligations.ObligationWaived(**one, by="tess", reason="said twice", consumed=1.0)
    reclassed = obligations.ObligationReclassed(
        **one,
        by="tess",
        class_=ObligationClass.QUESTION,
        clock=ClockKind.COVERED,
        target=TargetKind.FIRST,
        due_at=None,
        consumed=1.0,
    )
    asked_back = obligations.ObligationPaused(**one, by="tess", why=PauseReason.ASKED_BACK, consumed=1.0)
    exam = obligations.ExamModeSet(**BY_TESS, until=99.0)
    rows = rows_of(
        opened,
        unnamed,
        reclassed,
        asked_back,
        replace(asked_back, why=PauseReason.EXAM),
        replace(waived, id=2),
        waived,
        exam,
        obligations.AutoRepliesSet(**BY_TESS, rules=[AutoReply("hours", ["when"], "At nine.")]),
    )
    assert [(row.target, row.number, row.detail, row.reason, row.ends_at) for row in rows] == [
        ("ada", 1, "question", "", None),
        ("ada", 1, "asked_back", "", None),
        ("", 2, "", "said twice", None),
        ("ada", 1, "", "said twice", None),
        ("", None, "", "", 99.0),
        ("", None, "hours", "", None),
    ]
    assert {row.actor for row in rows} == {"tess"}


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            moderation.RuleMatched(at=AT, rule="ads", member="ada", excerpt="buy", shadow=True),
            {"detail": "shadow"},
        ),
        (moderation.RuleMatched(at=AT, rule="ads", member="ada", excerpt="buy", shadow=False), {}),
        (
            moderation.MemberMuted(at=AT, member="ada", scopes=[MuteScope.TEXT], by="", rule="ads"),
            {"detail": "text"},
        ),
        (
            moderation.MessageHeld(
                at=AT, number=4, author="ada", author_name="Ada", cid="cid-0001", body="buy", rule="ads"
            ),
            HELD,
        ),
        (chat.MessageHidden(at=AT, id=1, author="ada", by="", rule="ads"), MESSAGE),
    ],
)
def test_a_content_rule_acts_without_an_actor(event: AnyEvent, said: dict[str, Any]) -> None:
    assert said_of(event) == {**TO_ADA, "rule": "ads", **said}


def test_a_row_has_the_name_of_its_moment() -> None:
    locked = moderation.RoomLocked(**BY_TESS, on=True)
    rejoined = MemberJoined(at=AT, member="tess", name="Ms Tess", role=Role.TEACHER)
    assert [row.actor_name for row in rows_of(locked, rejoined, locked)] == ["Tess", "Ms Tess"]


def test_who_was_turned_away_at_the_door_has_a_name_too() -> None:
    waiting = moderation.WaitingBegan(at=AT, member="fred", name="Fred", role=Role.GUEST)
    (row,) = rows_of(waiting, moderation.MemberTurnedAway(**BY_TESS, member="fred", until=99.0))
    assert (row.target, row.target_name) == ("fred", "Fred")


def test_the_rows_of_a_room_carry_the_sequence_numbers_of_its_log() -> None:
    rig = LawRig()
    rig.enter(ADA, TESS)
    rig.events(chat.PostMessage("cid-0001", "rude"), ADA)
    rig.events(chat.DeleteMessage(1, "rude"), TESS)
    (row,) = audit_rows(list(enumerate(rig.log, start=1)))
    seq = next(seq for seq, event in enumerate(rig.log, start=1) if isinstance(event, chat.MessageDeleted))
    assert (row.seq, row.actor_name, row.target_name, row.reason) == (seq, "Tess", "Ada", "rude")


NO_AUTHORITY = {
    chat.MessageEdited,  # one's own
    focus.FocusStarted,  # the timer is everybody's who may run it
    focus.PhaseBegan,
    focus.FocusPaused,
    focus.FocusResumed,
    focus.FocusStopped,
    sub_rooms.HelpEnded,  # help is given, not imposed
    sub_rooms.HelpAnswered,
    obligations.ObligationAcked,  # so is an answer
    obligations.ObligationAnswered,
    obligations.PeerAnswered,
    obligations.ObligationReopened,
    obligations.ObligationClaimed,  # who takes it on is shown to all
    obligations.ObligationReleased,
    obligations.PromiseMade,
    obligations.PromiseBroken,
    obligations.ObligationRemoved,  # its message, or its question, has a row
    obligations.ObligationMerged,
    obligations.ObligationMoved,
}


def test_every_event_that_somebody_did_is_read_here_or_is_known_to_need_no_authority() -> None:
    done_by_somebody = {event for event in get_args(AnyEvent) if "by" in event.__struct_fields__}
    assert done_by_somebody - AUDITED.keys() == NO_AUTHORITY
    assert not NO_AUTHORITY & AUDITED.keys()
