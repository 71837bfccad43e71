"""Mutes, warnings, removals and bans by staff: who may, what follows, and when it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms.life.terms import Tick
from rooms.members.terms import AnnounceMedia, LeaveReason, MediaAnnounced, MemberLeft
from rooms.moderation.events import (
    BanLifted,
    MemberMuted,
    MemberRemoved,
    MemberUnmuted,
    MemberWarned,
    WaitingEnded,
    WarningDismissed,
)
from rooms.moderation.sanctions import MAX_SANCTIONS
from rooms.moderation.terms import (
    DismissWarning,
    LiftBan,
    ModerationCommand,
    MuteMember,
    MuteScope,
    RemoveMember,
    SetWaitingRoom,
    UnmuteMember,
    WarnMember,
)
from rooms.moderation.view import MuteView, WarningView
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Role, outranks
from rooms.terms import Actor
from tests.rooms.moderation.scenes import TINA, Classroom, code
from tests.support.law import ADA, BO, CHEN, EVERYBODY, GIL, OTTO, TESS, TOM
from tests.support.rooms import START, Rig, person

TEXT, VOICE, VIDEO = MuteScope.TEXT, MuteScope.VOICE, MuteScope.VIDEO


def test_a_mute_holds_for_its_time_and_ends_by_itself() -> None:
    room = Classroom()
    assert room.ask(MuteMember("ada", [TEXT], 60, "shouting"), TOM) == [
        MemberMuted(at=START, member="ada", scopes=[TEXT], by="tom", reason="shouting", until=START + 60)
    ]
    assert code(room.say("hello")) is RejectionCode.MUTED
    assert room.room.next_deadline() == START + 60
    room.now = START + 59
    assert room.ask(Tick()) == []
    room.now = START + 60
    assert room.ask(Tick()) == [MemberUnmuted(at=room.now, member="ada", scopes=[TEXT], by="")]
    assert room.room.next_deadline() is None
    assert isinstance(room.say("hello"), list)


def test_a_mute_without_an_end_holds_until_it_is_lifted() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [TEXT, VIDEO]), TOM)
    room.now += 10_000_000
    assert room.room.next_deadline() is None
    assert room.ask(UnmuteMember("ada", [TEXT, VOICE]), TESS) == [
        MemberUnmuted(at=room.now, member="ada", scopes=[TEXT], by="tess")
    ]
    assert room.moderation(BO).door.muted == {"ada": [VIDEO]}


def test_muting_again_changes_the_end_and_the_reason() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [TEXT, VOICE], 60), TOM)
    room.now += 10
    room.events(MuteMember("ada", [VOICE, VOICE], 600, "again"), TESS)
    assert room.moderation(ADA).own.mutes == [
        MuteView("ada", TEXT, START, "tom", "", START + 60),
        MuteView("ada", VOICE, START + 10, "tess", "again", START + 610),
    ]


def test_peers_see_that_somebody_is_muted_and_neither_by_whom_nor_why() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [VOICE, TEXT], 60, "shouting"), TOM)
    seen = room.moderation(BO)
    assert seen.door.muted == {"ada": [VOICE, TEXT]}
    assert seen.own.mutes == []
    assert seen.staff is None
    assert room.staff.mutes == room.moderation(ADA).own.mutes


def test_a_mute_outlives_leaving_and_coming_back() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [TEXT], 600), TOM)
    room.leave(ADA)
    room.enter(ADA)
    assert code(room.say("hello")) is RejectionCode.MUTED


def test_a_mute_of_voice_switches_off_what_the_member_says_that_they_send() -> None:
    room = Classroom()
    room.events(AnnounceMedia(mic=True, camera=True, screen=False), ADA)
    _, bounded = room.events(MuteMember("ada", [VOICE]), TOM)
    assert bounded == MediaAnnounced(
        at=START, member="ada", device=ADA.device, mic=False, camera=True, screen=False
    )
    refused = room.ask(AnnounceMedia(mic=True, camera=True, screen=False), ADA)
    assert code(refused) is RejectionCode.NOT_PERMITTED


def test_lifting_what_is_not_muted_is_in_the_wrong_state() -> None:
    room = Classroom()
    room.events(MuteMember("ada", [TEXT]), TOM)
    assert code(room.ask(UnmuteMember("ada", [VOICE, VIDEO]), TOM)) is RejectionCode.WRONG_STATE


@pytest.mark.parametrize("actor", [TOM, TESS, OTTO])
@pytest.mark.parametrize("target", EVERYBODY)
def test_nobody_sanctions_somebody_of_their_own_rank_or_above(actor: Actor, target: Actor) -> None:
    room = Classroom()
    member = target.member
    allowed = outranks(actor.role, target.role)
    commands: list[ModerationCommand] = [
        MuteMember(member, [TEXT]),
        UnmuteMember(member, [TEXT]),
        WarnMember(member, "so not"),
        RemoveMember(member),
    ]
    for command in commands:
        decision = room.ask(command, actor)
        assert isinstance(decision, list) if allowed else code(decision) is RejectionCode.OUTRANKED


def test_rank_counts_for_the_absent_too_and_nobody_ends_their_own_mute() -> None:
    room = Classroom()
    room.events(MuteMember("tom", [TEXT]), TESS)
    assert code(room.ask(UnmuteMember("tom", [TEXT]), TOM)) is RejectionCode.OUTRANKED
    room.leave(TESS)
    assert code(room.ask(RemoveMember("tess"), TOM)) is RejectionCode.OUTRANKED
    room.enter(TESS)


def test_a_stranger_can_be_banned_in_advance() -> None:
    room = Classroom()
    room.events(RemoveMember("zoe", "known elsewhere", 600), TOM)
    assert room.knock(person("zoe")) == Rejection(RejectionCode.BANNED, retry_after=600)
    assert [(ban.member, ban.name) for ban in room.staff.bans] == [("zoe", "")]


def test_a_warning_is_shown_to_its_member_until_they_have_read_it() -> None:
    room = Classroom()
    assert room.ask(WarnMember("ada", "be kind"), TOM) == [
        MemberWarned(at=START, member="ada", by="tom", reason="be kind")
    ]
    room.leave(ADA)
    room.enter(ADA)
    assert room.moderation(ADA).own.warning == WarningView(START, "tom", "be kind")
    assert room.moderation(BO).own.warning is None
    assert room.ask(DismissWarning(), ADA) == [WarningDismissed(at=START, member="ada")]
    assert room.moderation(ADA).own.warning is None
    assert code(room.ask(DismissWarning(), ADA)) is RejectionCode.WRONG_STATE


def test_staff_see_their_own_mutes_and_warnings_apart_from_those_of_others() -> None:
    room = Classroom()
    room.events(MuteMember("tom", [VOICE]), TESS)
    room.events(MuteMember("ada", [VOICE]), TESS)
    room.events(WarnMember("tom", "let them finish"), TESS)
    own = room.moderation(TOM).own
    assert [mute.member for mute in own.mutes] == ["tom"]
    assert own.warning == WarningView(START, "tess", "let them finish")
    assert room.moderation(TESS).own.warning is None


def test_who_is_removed_leaves_at_once_and_is_kept_out_for_the_time_of_the_ban() -> None:
    room = Classroom()
    removed, *gone = room.events(RemoveMember("ada", "abuse", 600), TOM)
    assert removed == MemberRemoved(
        at=START, member="ada", name="Ada", by="tom", reason="abuse", until=START + 600
    )
    assert gone[-1] == MemberLeft(at=START, member="ada", reason=LeaveReason.REMOVED)
    assert room.room.publishers().get(ADA.device) is None
    assert code(room.say("still here")) is RejectionCode.NOT_PRESENT
    room.now += 100
    assert room.knock(ADA) == Rejection(RejectionCode.BANNED, retry_after=500)


def test_a_ban_ends_by_itself() -> None:
    room = Classroom()
    room.events(RemoveMember("ada", ban_seconds=600), TOM)
    room.now = START + 600
    room.enter(ADA)  # also when the tick is late
    assert room.ask(Tick()) == [BanLifted(at=room.now, member="ada", by="")]
    assert room.staff.bans == []


def test_a_removal_without_a_ban_lets_them_come_back() -> None:
    room = Classroom()
    room.events(RemoveMember("ada", ban_seconds=0), TOM)
    assert room.staff.bans == []
    assert room.room.next_deadline() is None
    room.enter(ADA)


def test_removing_somebody_absent_bans_them_or_says_that_nobody_is_there() -> None:
    room = Classroom()
    room.leave(ADA)
    assert room.ask(RemoveMember("ada", ban_seconds=600), TOM) == [
        MemberRemoved(at=START, member="ada", name="Ada", by="tom", reason="", until=START + 600)
    ]
    assert code(room.ask(RemoveMember("bea", ban_seconds=0), TOM)) is RejectionCode.NOT_FOUND


def test_removing_somebody_who_waits_takes_them_from_the_door() -> None:
    room = Classroom(TESS, TOM)
    room.events(SetWaitingRoom(True), TESS)
    room.knock(ADA)
    _, ended = room.events(RemoveMember("ada"), TOM)
    assert ended == WaitingEnded(at=START, member="ada")
    assert room.staff.waiting == []
    assert [ban.name for ban in room.staff.bans] == ["Ada"]


def test_a_ban_can_be_lifted_once() -> None:
    room = Classroom()
    room.events(RemoveMember("ada"), TOM)
    assert room.ask(LiftBan("ada", "mistaken"), TESS) == [
        BanLifted(at=START, member="ada", by="tess", reason="mistaken")
    ]
    room.enter(ADA)
    assert code(room.ask(LiftBan("ada"), TESS)) is RejectionCode.WRONG_STATE


def test_a_ban_of_ones_own_rank_is_lifted_from_above() -> None:
    room = Classroom(TESS, TOM, TINA, BO)
    room.enter(person("theo", Role.TA))
    room.events(RemoveMember("theo"), TESS)
    assert code(room.ask(LiftBan("theo"), TOM)) is RejectionCode.OUTRANKED
    room.events(LiftBan("theo"), TINA)


@pytest.mark.parametrize("actor", [ADA, CHEN, GIL])
def test_who_is_not_staff_sanctions_nobody(actor: Actor) -> None:
    room = Classroom()
    assert code(room.ask(MuteMember("bo", [TEXT]), actor)) is RejectionCode.NOT_PERMITTED
    assert code(room.ask(RemoveMember("bo"), actor)) is RejectionCode.NOT_PERMITTED


@pytest.mark.parametrize(
    "kind",
    [
        lambda id: MuteMember(id, [TEXT]),
        lambda id: WarnMember(id, "so not"),
        lambda id: RemoveMember(id, ban_seconds=600),
    ],
)
def test_so_many_sanctions_of_one_kind_hold_at_once(kind: Callable[[str], ModerationCommand]) -> None:
    rig = Rig()
    rig.enter(TINA)
    for number in range(MAX_SANCTIONS):
        rig.events(kind(f"somebody-{number}"), TINA)
    assert code(rig.ask(kind("one-more"), TINA)) is RejectionCode.TOO_MANY


@pytest.mark.row("D8")
@pytest.mark.parametrize("first", [TOM, TESS])
def test_two_moderators_who_act_on_one_user_at_once_are_put_in_one_order_and_both_stand_in_the_log(
    first: Actor,
) -> None:
    second = TESS if first is TOM else TOM
    room = Classroom()
    room.ask(MuteMember("ada", [TEXT], 60, "of the first"), first)
    room.ask(MuteMember("ada", [TEXT], 600, "of the second"), second)
    room.ask(RemoveMember("ada", "enough"), first)
    assert isinstance(room.ask(RemoveMember("ada", "enough, too", 1200), second), list)
    acts = [event for event in room.log if isinstance(event, MemberMuted | MemberRemoved)]
    assert [(type(act), act.by, act.reason) for act in acts] == [
        (MemberMuted, first.member, "of the first"),
        (MemberMuted, second.member, "of the second"),
        (MemberRemoved, first.member, "enough"),
        (MemberRemoved, second.member, "enough, too"),
    ]
    for moderator in (first, second):
        staff = room.moderation(moderator).staff
        assert staff is not None
        assert [(mute.by, mute.until) for mute in staff.mutes] == [(second.member, START + 600)]
        assert [(ban.by, ban.until) for ban in staff.bans] == [(second.member, START + 1200)]


def test_a_removed_member_may_become_staff_and_is_still_kept_out() -> None:
    room = Classroom()
    room.events(RemoveMember("ada"), TOM)
    assert code(room.knock(person("ada", Role.TEACHER))) is RejectionCode.BANNED
