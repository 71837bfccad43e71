"""The shared timer: who runs it, phases without drift, pausing, and quiet while people focus."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.events import AnyEvent
from rooms.focus.terms import (
    FocusCommand,
    FocusPaused,
    FocusPhase,
    FocusResumed,
    FocusStarted,
    FocusStopped,
    FocusView,
    PauseFocus,
    PhaseBegan,
    ResumeFocus,
    SkipPhase,
    StartFocus,
    StopFocus,
)
from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.members.terms import AnnounceMedia, MediaAnnounced
from rooms.rejections import Rejection, RejectionCode
from rooms.terms import Source
from rooms.visibility import EVERYONE
from tests.support.law import ADA, BO, GIL, TESS, LawRig
from tests.support.rooms import START, Rig

FOCUS, BREAK, LONG_BREAK = FocusPhase.FOCUS, FocusPhase.BREAK, FocusPhase.LONG_BREAK
MINUTES = 60
SHORT = StartFocus(focus_minutes=25, break_minutes=5, long_break_minutes=15, rounds=2)
QUIET = StartFocus(focus_minutes=25, break_minutes=5, long_break_minutes=15, rounds=2, quiet=True)
SPEAKS = AnnounceMedia(mic=True, camera=True, screen=False)


@pytest.fixture
def rig() -> LawRig:
    rig = LawRig(RoomKind.STUDY)
    rig.enter(ADA, BO, TESS)
    return rig


def timer(rig: LawRig) -> FocusView:
    focus = rig.view().focus
    assert focus is not None
    return focus


def refused(decision: object) -> RejectionCode:
    assert isinstance(decision, Rejection), decision
    return decision.code


def silenced(member: str, at: float) -> MediaAnnounced:
    return MediaAnnounced(
        at=at, member=member, device=f"{member}-device", mic=False, camera=True, screen=False
    )


# ---------------------------------------------------------------- who


def test_everybody_runs_the_timer_of_a_study_room_but_a_guest(rig: LawRig) -> None:
    rig.enter(GIL)
    assert refused(rig.ask(SHORT, GIL)) is RejectionCode.NOT_PERMITTED
    rig.events(SHORT, ADA)
    rig.events(StopFocus(), BO)


@pytest.mark.parametrize("kind", [RoomKind.QA, RoomKind.ZONE])
@pytest.mark.parametrize("command", [SHORT, PauseFocus(), ResumeFocus(), SkipPhase(), StopFocus()])
def test_elsewhere_the_timer_is_for_staff(kind: RoomKind, command: FocusCommand) -> None:
    rig = LawRig(kind)
    rig.enter(ADA, TESS)
    assert refused(rig.ask(command, ADA)) is RejectionCode.NOT_PERMITTED
    rig.events(SHORT, TESS)
    assert refused(rig.ask(command, ADA)) is RejectionCode.NOT_PERMITTED


# ---------------------------------------------------------------- start, pause, resume, skip, stop


def test_a_timer_starts_with_its_first_round_of_focus(rig: LawRig) -> None:
    assert rig.ask(SHORT, ADA) == [
        FocusStarted(
            at=START,
            by="ada",
            focus_minutes=25,
            break_minutes=5,
            long_break_minutes=15,
            rounds=2,
            quiet=False,
            ends_at=START + 25 * MINUTES,
        )
    ]
    assert timer(rig) == FocusView(
        FOCUS, 1, 2, 25, 5, 15, quiet=False, by="ada", ends_at=START + 25 * MINUTES
    )
    assert rig.room.next_deadline() == START + 25 * MINUTES


def test_one_timer_at_a_time_also_while_it_is_paused(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    assert refused(rig.ask(SHORT, BO)) is RejectionCode.WRONG_STATE
    rig.events(PauseFocus(), ADA)
    assert refused(rig.ask(SHORT, BO)) is RejectionCode.WRONG_STATE
    rig.events(StopFocus(), ADA)
    rig.events(SHORT, BO)


@pytest.mark.parametrize("command", [PauseFocus(), ResumeFocus(), SkipPhase(), StopFocus()])
def test_without_a_timer_there_is_nothing_to_run(rig: LawRig, command: FocusCommand) -> None:
    assert refused(rig.ask(command, ADA)) is RejectionCode.WRONG_STATE


def test_a_pause_keeps_what_is_left_and_has_no_deadline(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    rig.now += 10 * MINUTES
    assert rig.ask(PauseFocus(), BO) == [FocusPaused(at=rig.now, by="bo", remaining=15 * MINUTES)]
    assert (timer(rig).ends_at, timer(rig).remaining) == (None, 15 * MINUTES)
    assert rig.room.next_deadline() is None
    rig.now += 3600
    assert rig.ask(Tick()) == []
    assert rig.ask(ResumeFocus(), ADA) == [FocusResumed(at=rig.now, by="ada", ends_at=rig.now + 15 * MINUTES)]
    assert (timer(rig).ends_at, timer(rig).remaining) == (rig.now + 15 * MINUTES, None)


def test_a_pause_that_comes_after_the_end_of_a_phase_leaves_nothing(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    rig.now += 25 * MINUTES + 0.2
    assert rig.ask(PauseFocus(), ADA) == [FocusPaused(at=rig.now, by="ada", remaining=0)]


def test_only_a_running_timer_pauses_and_only_a_paused_one_resumes(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    assert refused(rig.ask(ResumeFocus(), ADA)) is RejectionCode.WRONG_STATE
    rig.events(PauseFocus(), ADA)
    assert refused(rig.ask(PauseFocus(), ADA)) is RejectionCode.WRONG_STATE


def test_skipping_begins_the_next_phase_now(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    rig.now += 90
    assert rig.ask(SkipPhase(), BO) == [
        PhaseBegan(at=rig.now, phase=BREAK, round=1, ends_at=rig.now + 5 * MINUTES, by="bo")
    ]


def test_skipping_while_paused_runs_on(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    rig.events(PauseFocus(), ADA)
    rig.events(SkipPhase(), ADA)
    assert (timer(rig).phase, timer(rig).ends_at, timer(rig).remaining) == (BREAK, START + 5 * MINUTES, None)


def test_skipping_the_long_break_ends_it(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    for _ in range(3):
        rig.events(SkipPhase(), ADA)
    assert timer(rig).phase is LONG_BREAK
    assert rig.ask(SkipPhase(), ADA) == [FocusStopped(at=START, by="ada")]
    assert rig.view().focus is None


def test_a_stopped_timer_is_gone(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    assert rig.ask(StopFocus(), BO) == [FocusStopped(at=START, by="bo")]
    assert rig.view().focus is None
    assert rig.room.next_deadline() is None


# ---------------------------------------------------------------- the clock


def test_phases_follow_each_other_without_drift_and_stop_after_the_long_break(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    begun: list[AnyEvent] = []
    while (deadline := rig.room.next_deadline()) is not None:
        rig.now = deadline + 0.4
        begun += rig.events(Tick())
    ends = [START + minutes * MINUTES for minutes in (25, 30, 55, 70)]
    assert begun == [
        PhaseBegan(at=ends[0] + 0.4, phase=BREAK, round=1, ends_at=ends[1]),
        PhaseBegan(at=ends[1] + 0.4, phase=FOCUS, round=2, ends_at=ends[2]),
        PhaseBegan(at=ends[2] + 0.4, phase=LONG_BREAK, round=2, ends_at=ends[3]),
        FocusStopped(at=ends[3] + 0.4, by=""),
    ]


def test_nothing_is_due_before_the_end_of_a_phase(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    rig.now += 25 * MINUTES - 0.001
    assert rig.ask(Tick()) == []


def test_one_late_tick_catches_up_with_all_phases_that_passed(rig: LawRig) -> None:
    rig.events(SHORT, ADA)
    rig.now += 31 * MINUTES
    assert [type(event) for event in rig.events(Tick())] == [PhaseBegan, PhaseBegan]
    assert (timer(rig).phase, timer(rig).round, timer(rig).ends_at) == (FOCUS, 2, START + 55 * MINUTES)
    rig.now += 24 * 3600
    rig.events(Tick())
    assert rig.view().focus is None


@settings(max_examples=40, deadline=None)
@given(
    st.builds(
        StartFocus,
        focus_minutes=st.integers(1, 180),
        break_minutes=st.integers(1, 60),
        long_break_minutes=st.integers(1, 120),
        rounds=st.integers(1, 12),
    ),
    st.lists(st.floats(0.01, 20_000), max_size=8),
)
def test_however_late_the_clock_is_asked_the_phase_is_the_one_of_now(
    start: StartFocus, waits: list[float]
) -> None:
    often, seldom = Rig(), Rig()
    for rig in (often, seldom):
        rig.enter(ADA)
        rig.events(start, ADA)
    end = START + sum(waits)
    while (deadline := often.room.next_deadline()) is not None and deadline <= end:
        often.now = deadline
        often.events(Tick())
    for wait in waits:
        seldom.now += wait
        seldom.events(Tick())
    seldom.now = end
    seldom.events(Tick())
    assert seldom.room.snapshot(EVERYONE).focus == often.room.snapshot(EVERYONE).focus


# ---------------------------------------------------------------- quiet


def test_when_quiet_begins_the_microphones_of_students_go_off_and_the_teachers_does_not(rig: LawRig) -> None:
    for actor in (ADA, BO, TESS):
        rig.events(SPEAKS, actor)
    assert rig.events(QUIET, ADA)[1:] == [silenced("ada", START), silenced("bo", START)]
    publishers = rig.room.publishers()
    assert Source.MIC not in publishers[ADA.device].sources
    assert Source.CAMERA in publishers[ADA.device].sources
    assert Source.MIC in publishers[TESS.device].sources
    assert refused(rig.ask(SPEAKS, ADA)) is RejectionCode.NOT_PERMITTED


def test_people_talk_in_the_break_and_are_quiet_again_in_the_next_round(rig: LawRig) -> None:
    rig.events(QUIET, ADA)
    rig.now = START + 25 * MINUTES
    rig.events(Tick())
    rig.events(SPEAKS, BO)
    rig.now = START + 30 * MINUTES
    assert rig.events(Tick())[1:] == [silenced("bo", rig.now)]


def test_people_talk_while_a_quiet_timer_is_paused_and_are_quiet_when_it_resumes(rig: LawRig) -> None:
    rig.events(QUIET, ADA)
    rig.events(PauseFocus(), ADA)
    rig.events(SPEAKS, ADA)
    assert rig.events(ResumeFocus(), ADA)[1:] == [silenced("ada", START)]


def test_people_are_quiet_when_a_break_is_skipped(rig: LawRig) -> None:
    rig.events(QUIET, ADA)
    rig.events(SkipPhase(), ADA)
    rig.events(SPEAKS, ADA)
    assert rig.events(SkipPhase(), TESS)[1:] == [silenced("ada", START)]


def test_a_late_tick_that_ends_in_a_break_silences_nobody(rig: LawRig) -> None:
    rig.events(QUIET, ADA)
    rig.events(SkipPhase(), ADA)
    rig.events(SPEAKS, ADA)
    rig.now += 31 * MINUTES
    assert [type(event) for event in rig.events(Tick())] == [PhaseBegan, PhaseBegan]
    assert rig.view().members[0].devices[0].mic


def test_a_timer_that_is_not_quiet_silences_nobody(rig: LawRig) -> None:
    rig.events(SPEAKS, ADA)
    assert len(rig.events(SHORT, ADA)) == 1


def test_the_end_of_a_quiet_timer_lets_people_speak(rig: LawRig) -> None:
    rig.events(QUIET, ADA)
    rig.events(StopFocus(), ADA)
    rig.events(SPEAKS, BO)
