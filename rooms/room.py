"""One room: a function with memory. `handle` decides which events happen, `apply` alone changes state.

No clock, no chance, no I/O: `now` is UTC seconds given by the host, ids come from the room's own counters, and
timers are data that `next_deadline` tells. Replay uses the same `apply`, so a room is its log.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from msgspec import msgpack
from msgspec.structs import replace

from rooms.applying import apply
from rooms.chat import rules as chat
from rooms.chat.terms import ChatCommand
from rooms.commands import AnyClientCommand, AnyCommand
from rooms.deadlines import Deadlines
from rooms.decision import AlreadyDone, Decision, Refused
from rooms.errands import Errand, errands
from rooms.events import AnyEvent
from rooms.focus import rules as focus
from rooms.focus.terms import FocusCommand
from rooms.life import days
from rooms.life import rules as life
from rooms.life.arranging import arrange
from rooms.life.terms import (
    ArrangeRoom,
    CloseRoom,
    LifeClientCommand,
    OpenRoom,
    SetDays,
    TakeOver,
    Tick,
)
from rooms.members import rules as members
from rooms.members.publishing import Publisher, may_publish, publishers
from rooms.members.terms import (
    DetachDevice,
    MembersClientCommand,
    MembersSystemCommand,
)
from rooms.moderation import rules as moderation
from rooms.moderation.bequest import Bequest
from rooms.moderation.entrance import let_in
from rooms.moderation.gate import may_speak
from rooms.moderation.inheriting import bequeathed
from rooms.moderation.terms import ModerationCommand
from rooms.moving import rules as moving
from rooms.moving.terms import (
    AdoptThread,
    KeepThread,
    MovingCommand,
    MovingSystemCommand,
    NoteArrived,
    NoteConfirmed,
)
from rooms.obligations import rules as obligations
from rooms.obligations.following import follow
from rooms.obligations.terms import (
    AssignObligation,
    ObligationsCommand,
    ObligationsSystemCommand,
    SetCoverage,
)
from rooms.permissions import FROM_THE_DESK, LEFT_BEHIND, NEEDED, SPEAKING, STILL_DONE_WHEN_ARCHIVED
from rooms.polls import rules as polls
from rooms.polls.terms import PollsCommand
from rooms.questions import rules as questions
from rooms.questions.terms import AdoptQuestion, NoteAdopted, QuestionsCommand, QuestionsSystemCommand
from rooms.rejections import Rejection, RejectionCode
from rooms.retelling import retold
from rooms.roles import is_staff, permits
from rooms.schedule import rules as schedule
from rooms.schedule.terms import ScheduleCommand
from rooms.stage import rules as stage
from rooms.stage.terms import StageCommand
from rooms.state import RoomState
from rooms.sub_rooms import rules as sub_rooms
from rooms.sub_rooms.state import SubRoom
from rooms.sub_rooms.terms import SubRoomsCommand, SubRoomsSystemCommand
from rooms.terms import Actor, CreatingCommand, Source
from rooms.view import RoomView
from rooms.visibility import Audience

_RULES: dict[type, Callable[[RoomState, Any, Actor, float], Decision]] = {
    kind: decide
    for commands, decide in (
        (ChatCommand, chat.decide),
        (MembersClientCommand, members.decide),
        (StageCommand, stage.decide),
        (QuestionsCommand, questions.decide),
        (PollsCommand, polls.decide),
        (FocusCommand, focus.decide),
        (SubRoomsCommand, sub_rooms.decide),
        (ModerationCommand, moderation.decide),
        (ObligationsCommand, obligations.decide),
        (ScheduleCommand, schedule.decide),
        (MovingCommand, moving.decide),
        (LifeClientCommand, life.decide),
    )
    for kind in get_args(commands)
}

_TICKS: tuple[Callable[[RoomState, float], list[AnyEvent]], ...] = (
    members.tick,
    moderation.tick,
    stage.tick,
    questions.tick,
    polls.tick,
    focus.tick,
    sub_rooms.tick,
    schedule.tick,
    obligations.tick,
    days.tick,
)

_TAKEN_WHEN_CLOSED = (
    DetachDevice,
    TakeOver,
    Tick,
    CloseRoom,
    NoteAdopted,
    AssignObligation,
    SetCoverage,
    NoteArrived,
    NoteConfirmed,
    KeepThread,
)
"""What comes to its end in a room that is over, and what those who are still owed something there need."""


class Room:
    def __init__(self, state: RoomState | None = None) -> None:
        self._state = state or RoomState()
        self._deadlines = Deadlines(self._state)

    @property
    def seq(self) -> int:
        """How many events were applied: the sequence number of the last one in the log."""
        return self._state.seq

    @property
    def is_open(self) -> bool:
        return self._state.life.is_open

    @property
    def is_empty(self) -> bool:
        """Nobody is present, not even away within their grace."""
        return not self._state.members.present

    @property
    def title(self) -> str:
        return self._state.life.title

    @property
    def last_question(self) -> int:
        """Number of the newest question, 0 before the first."""
        return self._state.questions.last_id

    @property
    def last_poll(self) -> int:
        """Number of the newest poll, 0 before the first."""
        return self._state.polls.last_id

    @property
    def last_message(self) -> int:
        """Id of the newest message, 0 before the first."""
        return self._state.chat.last_id

    def has_device(self, member: str, device: str) -> bool:
        """Whether this device is attached, and this member's."""
        return self._state.members.has(member, device)

    def is_waiting(self, member: str) -> bool:
        """Whether they stand at the door of a waiting room."""
        return self._state.moderation.is_waiting(member)

    def bars(self, actor: Actor, now: float) -> Rejection | None:
        """Why somebody may not come to a sub-room of this one: not here, and the door would not let them in."""
        if actor.member in self._state.members.present:
            return None
        turned = let_in(self._state, actor, now)
        if isinstance(turned, Refused) or (turned is not None and turned.code is RejectionCode.WAITING):
            return Rejection(RejectionCode.LOCKED, "come to the room itself first")
        return turned

    def bequest(self, member: str) -> Bequest:
        """What goes with this member into a sub-room of this one."""
        return bequeathed(self._state, member)

    def publishers(self) -> dict[str, Publisher]:
        """Every attached device, and what it may publish."""
        return publishers(self._state)

    def may_publish(self, member: str) -> frozenset[Source]:
        """The sources of this member that are forwarded; none of somebody who is not here."""
        return may_publish(self._state, member)

    def present(self) -> list[str]:
        """The names of the members, in order of arrival."""
        return [member.name for member in self._state.members.present.values()]

    @property
    def last_sub_room(self) -> int:
        """Number of the newest sub-room, closed or not; 0 before the first."""
        return self._state.sub_rooms.last_number

    def sub_room(self, number: int) -> SubRoom | None:
        """The sub-room of this number, as long as it is not closed."""
        return self._state.sub_rooms.rooms.get(number)

    def covered_until(self) -> dict[int, float]:
        """By version, of the coverages that something is measured by: the UTC second at which its known hours end."""
        known = self._state.obligations.coverages
        return {
            version: max((window.end for window in coverage.windows), default=0.0)
            for version, coverage in known.items()
        }

    def errands(self) -> list[Errand]:
        """What other rooms must be told, until they confirm it. Telling it twice does no harm."""
        return errands(self._state)

    def next_deadline(self) -> float | None:
        """UTC second at which `Tick` has something to do, or None."""
        if self._state.life.is_closed:
            ends = (life.next_deadline(self._state), self._state.obligations.next_deadline())
            return min((at for at in ends if at is not None), default=None)
        return self._deadlines.earliest()

    # ------------------------------------------------------------ decide

    def handle(self, command: AnyCommand, actor: Actor, now: float) -> Decision:
        """What shall happen; changes nothing. `now` must not be before the last event's `at`."""
        state = self._state
        if isinstance(command, OpenRoom):
            return life.open_room(state, command, now)
        if not state.life.is_open:
            return Rejection(RejectionCode.NOT_OPEN)
        if state.life.is_closed and not _is_taken_when_closed(command, actor):
            return Rejection(RejectionCode.ROOM_CLOSED)
        if state.life.is_archived and not _is_taken_when_archived(command):
            return Rejection(RejectionCode.ROOM_ARCHIVED)
        if isinstance(command, AnyClientCommand):
            return self._refused(command, actor, now) or self._followed(
                self._decide(command, actor, now), actor, now
            )
        return self._followed(self._decide_system(command, actor, now), actor, now)

    def _followed(self, decision: Decision, actor: Actor, now: float) -> Decision:
        """Whatever happens, somebody may be owed an answer for it, or have got one."""
        match decision:
            case list():
                return [*decision, *follow(self._state, decision, actor, now)]
            case Refused():
                followed = follow(self._state, decision.events, actor, now)
                return replace(decision, events=[*decision.events, *followed])
            case _:
                return decision

    def _refused(self, command: AnyClientCommand, actor: Actor, now: float) -> Rejection | AlreadyDone | None:
        """Asked of every client command before any rule of its own: is the actor here, permitted, not muted?"""
        state = self._state
        if actor.member not in state.members.present and not _is_from_desk(command, actor):
            return Rejection(RejectionCode.NOT_PRESENT)
        role, needed = state.members.role_of(actor), NEEDED[type(command)]
        if not permits(role, needed):
            return Rejection(RejectionCode.NOT_PERMITTED, f"{role} may not {needed}")
        if isinstance(command, CreatingCommand):
            done = state.created.get((actor.member, command.cid))
            if done is not None:
                return AlreadyDone(done)
        return may_speak(state, command, actor, now) if type(command) in SPEAKING else None

    def _decide(self, command: AnyClientCommand, actor: Actor, now: float) -> Decision:
        return _RULES[type(command)](self._state, command, actor, now)

    def _decide_system(
        self,
        command: MembersSystemCommand
        | QuestionsSystemCommand
        | SubRoomsSystemCommand
        | ObligationsSystemCommand
        | MovingSystemCommand
        | ArrangeRoom
        | SetDays
        | CloseRoom
        | TakeOver
        | Tick,
        actor: Actor,
        now: float,
    ) -> Decision:
        state = self._state
        if isinstance(command, MembersSystemCommand):
            return members.decide_system(state, command, actor, now)
        if isinstance(command, Tick):
            return self._tick(now)
        if isinstance(command, QuestionsSystemCommand):
            return questions.decide_system(state, command, now)
        if isinstance(command, ObligationsSystemCommand):
            return obligations.decide_system(state, command, now)
        if isinstance(command, SubRoomsSystemCommand):
            return sub_rooms.decide_system(state, command, now)
        if isinstance(command, MovingSystemCommand):
            return moving.decide_system(state, command, now)
        if isinstance(command, TakeOver):
            return members.take_over(state, now)
        return self._decide_life(command, actor, now)

    def _decide_life(self, command: ArrangeRoom | SetDays | CloseRoom, actor: Actor, now: float) -> Decision:
        if isinstance(command, SetDays):
            return days.set_days(self._state, command, now)
        if isinstance(command, CloseRoom):
            return life.close_room(self._state, command, now)
        return arrange(self._state, command, actor, now)

    def _tick(self, now: float) -> list[AnyEvent]:
        """What is due of one concept; if more is due, the deadline is still past and the host asks again."""
        if self._state.life.is_closed:
            return life.tick(self._state, now) or obligations.tick(self._state, now)
        for tick in _TICKS:
            due = tick(self._state, now)
            if due:
                return due
        return []

    # ------------------------------------------------------------ apply

    def apply(self, event: AnyEvent) -> None:
        apply(self._state, event)
        self._deadlines.applied(event)

    # ------------------------------------------------------------ show and store

    def snapshot(self, audience: Audience) -> RoomView:
        """What a client of this audience starts from."""
        state = self._state
        return RoomView(
            title=state.life.title,
            kind=state.kind,
            purpose=state.life.purpose,
            daily=state.life.is_daily,
            archived=state.life.is_archived,
            capacity=state.capacity,
            has_media=state.policy.has_media,
            everyone_publishes=state.policy.everyone_publishes,
            everyone_runs_timer=state.policy.everyone_runs_timer,
            quiet=state.life.is_quiet,
            parent=state.life.parent,
            closed=state.life.is_closed,
            session=state.life.view(),
            day=state.life.day,
            members=state.members.view(),
            chat=state.chat.view(audience),
            stage=state.stage.view(audience),
            questions=state.questions.view(audience),
            polls=state.polls.view(audience),
            focus=state.focus.view(),
            sub_rooms=state.sub_rooms.view(audience),
            moderation=state.moderation.view(audience),
            obligations=state.obligations.view(audience),
            moving=state.moving.view(audience),
            schedule=state.schedule.view(audience),
        )

    def retold(self, event: AnyEvent, audience: Audience) -> AnyEvent:
        """An event of this room's past, without words that `audience` may not read any more."""
        return retold(self._state, event, audience)

    def freeze(self) -> bytes:
        """The whole state, for the log's snapshots."""
        return _encoder.encode(self._state)

    @classmethod
    def thaw(cls, frozen: bytes) -> Room:
        """A room as it was frozen. Raises msgspec.MsgspecError for bytes that are none."""
        return cls(_decoder.decode(frozen))


def _is_taken_when_closed(command: AnyCommand, actor: Actor) -> bool:
    is_left = type(command) in LEFT_BEHIND and actor.at_desk
    return is_left or isinstance(command, _TAKEN_WHEN_CLOSED)


def _is_taken_when_archived(command: AnyCommand) -> bool:
    if isinstance(command, AnyClientCommand):
        return type(command) in STILL_DONE_WHEN_ARCHIVED
    return not isinstance(command, AdoptQuestion | AdoptThread)


def _is_from_desk(command: AnyClientCommand, actor: Actor) -> bool:
    """Staff answer from the board what needs nobody in the room."""
    return actor.at_desk and is_staff(actor.role) and type(command) in FROM_THE_DESK


_encoder = msgpack.Encoder()
_decoder = msgpack.Decoder(RoomState)
