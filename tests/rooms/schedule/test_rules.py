"""Posts for later: each time is kept once, by the room and for whoever is there then."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from community.post_times import Timing
from rooms.audit import AuditSubject, audit_rows
from rooms.chat.terms import AuthorKind
from rooms.kinds import RoomKind
from rooms.life.terms import ArrangeRoom, OpenRoom, Tick
from rooms.members.terms import Leave
from rooms.rejections import Rejection, RejectionCode
from rooms.room import Room
from rooms.schedule.terms import (
    LATEST_SECONDS,
    MAX_SCHEDULED,
    ChangeScheduledPost,
    DeleteScheduledPost,
    PauseScheduledPost,
    ScheduledState,
    SchedulePost,
)
from tests.rooms.obligations.zone import DAY, HOUR, MINUTE, utc
from tests.rooms.schedule.planned import EVENINGS, MONDAY, WORDS, Planned
from tests.support.law import ADA, TESS, TOM, LawRig

ONCE = Timing("Europe/Berlin", "2026-10-06", 8 * 60)
TUESDAY = utc(2026, 10, 6, 6)


@pytest.fixture
def plan() -> Planned:
    return Planned()


@pytest.mark.row("A27")
def test_four_evenings_a_week_fire_once_each_for_eight_weeks_though_clocks_are_set(plan: Planned) -> None:
    plan.write()
    end = plan.now + 8 * 7 * DAY
    while (at := plan.room.next_deadline()) is not None and at < end:
        plan.comes(at)
    local = [datetime.fromtimestamp(post.at, ZoneInfo("Europe/Berlin")) for post in plan.posted()]
    assert [(at.weekday(), at.hour) for at in local] == [(day, 20) for day in (0, 2, 4, 6)] * 8
    assert plan.missed() == []


def test_who_wrote_it_may_leave_and_the_room_goes_on(plan: Planned) -> None:
    post = plan.write()
    assert (post.by, post.by_name, post.next_at) == ("tom", "Tom", MONDAY)
    plan.events(Leave(), TOM)
    message = plan.sent(MONDAY)
    assert (message.author_kind, message.author_name, message.body) == (AuthorKind.SYSTEM, "Algebra", WORDS)
    (post,) = plan.posts(TESS)
    assert (post.sent, post.last_at, post.last_message) == (1, MONDAY, message.id)
    assert post.next_at == MONDAY + 2 * DAY


def test_once_is_once(plan: Planned) -> None:
    plan.write(ONCE)
    plan.comes(TUESDAY)
    (post,) = plan.posts()
    assert (post.state, post.next_at, post.sent) == (ScheduledState.ENDED, None, 1)
    assert plan.comes(TUESDAY + 365 * DAY) == []


@pytest.mark.row("A27")
def test_what_was_due_while_nobody_could_post_it_is_posted_once_if_it_is_not_too_late(plan: Planned) -> None:
    plan.write(ONCE)
    assert plan.sent(TUESDAY + LATEST_SECONDS).body == WORDS
    assert plan.events(Tick()) == []


@pytest.mark.row("A27")
def test_later_than_that_it_is_noted_as_missed(plan: Planned) -> None:
    plan.write(ONCE)
    plan.comes(TUESDAY + LATEST_SECONDS + MINUTE)
    assert plan.posted() == []
    (missed,) = plan.missed()
    assert (missed.due_at, missed.times) == (TUESDAY, 1)
    (post,) = plan.posts()
    assert (post.missed, post.missed_at, post.state) == (1, TUESDAY, ScheduledState.ENDED)


def test_of_several_times_that_passed_the_last_is_posted_and_the_others_were_missed(plan: Planned) -> None:
    plan.write()
    plan.comes(MONDAY + 4 * DAY + HOUR)
    (missed,) = plan.missed()
    assert (missed.due_at, missed.times) == (MONDAY, 2)
    (post,) = plan.posts()
    assert (post.sent, post.missed, post.next_at) == (1, 2, MONDAY + 6 * DAY)


def test_a_room_that_comes_back_from_its_snapshot_posts_nothing_twice(plan: Planned) -> None:
    plan.write()
    plan.comes(MONDAY)
    again = Room.thaw(plan.room.freeze())
    assert again.next_deadline() == plan.room.next_deadline()
    plan.room = again
    assert plan.comes(MONDAY + HOUR) == []


def test_only_staff_write_change_and_see_them(plan: Planned) -> None:
    plan.write()
    for command in (
        SchedulePost(plan.cid(), WORDS, EVENINGS),
        ChangeScheduledPost(1, WORDS, EVENINGS),
        PauseScheduledPost(1, on=True),
        DeleteScheduledPost(1),
    ):
        assert plan.refusal(command, ADA) is RejectionCode.NOT_PERMITTED
    assert plan.posts(ADA) == []


def test_paused_it_neither_posts_nor_misses_and_goes_on_with_the_next_time(plan: Planned) -> None:
    plan.write()
    plan.events(PauseScheduledPost(1, on=True), TOM)
    assert plan.events(PauseScheduledPost(1, on=True), TOM) == []
    assert plan.comes(MONDAY + DAY) == []
    plan.events(PauseScheduledPost(1, on=False), TESS)
    (post,) = plan.posts()
    assert (post.state, post.next_at, post.missed) == (ScheduledState.WAITING, MONDAY + 2 * DAY, 0)


def test_what_goes_on_after_its_last_time_has_ended_and_is_not_paused_any_more(plan: Planned) -> None:
    plan.write(ONCE)
    plan.events(PauseScheduledPost(1, on=True), TOM)
    plan.now = TUESDAY + DAY
    plan.events(PauseScheduledPost(1, on=False), TOM)
    assert plan.posts()[0].state is ScheduledState.ENDED
    assert plan.refusal(PauseScheduledPost(1, on=True), TOM) is RejectionCode.WRONG_STATE


def test_changed_it_says_something_else_at_another_time(plan: Planned) -> None:
    plan.write()
    plan.events(ChangeScheduledPost(1, "And now?", ONCE, important=True, expects_reply=False), TESS)
    message = plan.sent(TUESDAY)
    assert (message.body, message.important) == ("And now?", True)
    assert plan.posts()[0].by == "tess"


def test_a_change_of_words_does_not_lose_the_time_that_has_come(plan: Planned) -> None:
    plan.write()
    plan.now = MONDAY + 1
    plan.events(ChangeScheduledPost(1, "Better words", EVENINGS), TOM)
    assert plan.sent(MONDAY + 2).body == "Better words"


def test_what_is_paused_stays_so_when_it_is_changed(plan: Planned) -> None:
    plan.write()
    plan.events(PauseScheduledPost(1, on=True), TOM)
    plan.events(ChangeScheduledPost(1, WORDS, ONCE), TOM)
    assert (plan.posts()[0].state, plan.posts()[0].next_at) == (ScheduledState.PAUSED, None)


def test_deleted_it_is_gone_and_what_it_posted_stays(plan: Planned) -> None:
    plan.write()
    message = plan.sent(MONDAY)
    plan.events(DeleteScheduledPost(1), TOM)
    assert plan.posts() == []
    assert plan.view(ADA).chat.messages[-1].id == message.id
    assert plan.refusal(DeleteScheduledPost(1), TOM) is RejectionCode.NOT_FOUND
    assert plan.write().id == 2


def test_an_archived_room_posts_nothing_and_goes_on_when_it_is_taken_up_again(plan: Planned) -> None:
    plan.write()
    plan.events(ArrangeRoom("Algebra", plan.view().purpose, daily=False, archived=True))
    assert plan.room.next_deadline() is None
    plan.comes(MONDAY + 3 * HOUR)
    assert (plan.posted(), plan.missed()) == ([], [])
    plan.events(ArrangeRoom("Algebra", plan.view().purpose, daily=False, archived=False))
    plan.comes(MONDAY + 3 * HOUR)
    assert (plan.posted(), [event.times for event in plan.missed()]) == ([], [1])


@pytest.mark.parametrize(
    ("body", "timing", "code"),
    [
        ("  \u200b ", EVENINGS, RejectionCode.EMPTY_MESSAGE),
        (WORDS, replace(EVENINGS, zone="Mars/Olympus"), RejectionCode.BAD_CHOICE),
        (WORDS, replace(ONCE, since="2026-10-01"), RejectionCode.BAD_CHOICE),
    ],
)
def test_without_words_or_a_time_to_come_it_is_refused(
    plan: Planned, body: str, timing: Timing, code: RejectionCode
) -> None:
    plan.write()
    assert plan.refusal(SchedulePost(plan.cid(), body, timing), TOM) is code
    assert plan.refusal(ChangeScheduledPost(1, body, timing), TOM) is code


def test_a_room_has_so_many_and_no_more() -> None:
    plan = Planned()
    for number in range(MAX_SCHEDULED):
        plan.write(body=f"post {number}")
    assert plan.refusal(SchedulePost(plan.cid(), WORDS, EVENINGS), TOM) is RejectionCode.TOO_MANY


def test_a_sub_room_does_not_last_long_enough() -> None:
    rig = LawRig(None)
    rig.ask(OpenRoom("Team", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    rig.enter(TOM)
    refused = rig.ask(SchedulePost("cid-00001", WORDS, EVENINGS), TOM)
    assert isinstance(refused, Rejection)
    assert refused.code is RejectionCode.WRONG_STATE


def test_whoever_writes_changes_or_deletes_one_stands_in_the_audit_trail(plan: Planned) -> None:
    post = plan.write()
    plan.events(PauseScheduledPost(post.id, on=True), TESS)
    plan.events(DeleteScheduledPost(post.id), TESS)
    rows = [
        (row.action, row.actor, row.number, row.detail)
        for row in audit_rows(list(enumerate(plan.log, 1)))
        if row.subject == AuditSubject.SCHEDULED_POST
    ]
    assert rows == [
        ("post_scheduled", "tom", post.id, "waiting"),
        ("scheduled_post_changed", "tess", post.id, "paused"),
        ("scheduled_post_deleted", "tess", post.id, ""),
    ]
