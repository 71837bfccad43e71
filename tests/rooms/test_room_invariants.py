"""What holds of a room whatever is asked of it, by whom, and when: hypothesis looks for a sequence that breaks it.

The rig itself holds every event to the snapshot law for every audience, and replay to live.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import to_builtins

from rooms.chat.terms import MessagePosted
from rooms.commands import AnyClientCommand, AnyCommand
from rooms.events import AnyEvent
from rooms.kinds import POLICIES, RoomKind
from rooms.life.terms import TakeOver, Tick
from rooms.members.terms import AttachDevice, DetachDevice, MediaAnnounced, MemberJoined, MemberLeft
from rooms.moderation.events import BanLifted, MemberMuted, MemberRemoved, MemberUnmuted
from rooms.moderation.terms import MuteScope
from rooms.polls.terms import PollState
from rooms.questions import events as questions
from rooms.questions.terms import QuestionState
from rooms.room import Room
from rooms.terms import SYSTEM, Actor, Source
from rooms.visibility import EVERYONE, STAFF, audience_of, project
from tests.support.law import LawRig
from tests.support.plausible import PEOPLE, plausible
from tests.support.room_runs import CLIENT_COMMANDS, ROLES
from tests.support.rooms import person

ACTORS = [
    person(id, role, device=f"{id}-device-{device}")
    for id, role in zip(PEOPLE, ROLES, strict=True)
    for device in range(2)
]
AUDIENCES = (EVERYONE, STAFF, audience_of("ada", ROLES[0]), audience_of("bo", ROLES[1]))
CROWD = [person(f"crowd-{number}") for number in range(18)]  # more than a study room takes

S = QuestionState
MAY_FOLLOW: dict[QuestionState, set[QuestionState]] = {
    S.DRAFT: {S.HELD, S.QUEUED, S.WITHDRAWN},
    S.HELD: {S.QUEUED, S.DISMISSED, S.WITHDRAWN},
    S.QUEUED: {S.FOCUSED, S.ANSWERING, S.ANSWERED, S.DISMISSED, S.MERGED, S.DEFERRED, S.WITHDRAWN},
    S.FOCUSED: {S.QUEUED, S.ANSWERING, S.ANSWERED, S.DISMISSED, S.MERGED, S.DEFERRED, S.WITHDRAWN},
    S.ANSWERING: {S.QUEUED, S.ANSWERED, S.DISMISSED, S.MERGED, S.DEFERRED, S.WITHDRAWN},
    S.ANSWERED: {S.QUEUED, S.DISMISSED},
    S.DISMISSED: {S.QUEUED},
    S.MERGED: {S.QUEUED},
    S.DEFERRED: {S.QUEUED},
    S.WITHDRAWN: set(),
}
"""Written from the specification, not from the code."""


class RoomMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rig = LawRig(None, AUDIENCES)
        self.present: set[str] = set()
        self.banned: dict[str, float] = {}
        self.mute_ends: dict[str, float | None] = {}
        self.posted: set[tuple[str, str]] = set()
        self.states: dict[int, QuestionState] = {}

    @initialize(kind=st.sampled_from(RoomKind))
    def open(self, kind: RoomKind) -> None:
        self.rig.open(kind)
        for actor in ACTORS[::2]:
            self.ask(AttachDevice(actor.device), actor)

    def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> None:
        before = len(self.rig.log)
        self.rig.ask(command, actor)
        for event in self.rig.log[before:]:
            self.note(event)

    def note(self, event: AnyEvent) -> None:
        match event:
            case MemberJoined():
                assert event.member not in self.banned, "who was removed came back"
                self.present.add(event.member)
            case MemberLeft():
                self.present.remove(event.member)
            case MemberRemoved(member=member, until=float(until)):
                self.banned[member] = until
            case BanLifted():
                self.banned.pop(event.member, None)
            case MemberMuted() if MuteScope.TEXT in event.scopes:
                self.mute_ends[event.member] = event.until
            case MemberUnmuted() if MuteScope.TEXT in event.scopes:
                self.mute_ends.pop(event.member, None)
            case _:
                self.note_words(event)

    def note_words(self, event: AnyEvent) -> None:
        match event:
            case MessagePosted(held=None) if event.author_kind == "person":
                assert event.author in self.present, "who left posted"
                assert event.author not in self.mute_ends, "who is muted posted"
                assert (event.author, event.cid) not in self.posted, "a client id posted twice"
                self.posted.add((event.author, event.cid))
            case questions.QuestionAsked(origin=None):
                assert event.author in self.present, "who left asked"
            case MediaAnnounced():
                assert event.member in self.present, "who left publishes"
            case _:
                pass

    @rule(actor=st.sampled_from(ACTORS), kind=st.sampled_from(CLIENT_COMMANDS), random=st.randoms())
    def command(self, actor: Actor, kind: type[AnyClientCommand], random: Random) -> None:
        self.ask(plausible(random, kind), actor)

    @rule(actor=st.sampled_from([*ACTORS, *CROWD]))
    def attach(self, actor: Actor) -> None:
        self.ask(AttachDevice(actor.device), actor)

    @rule(actor=st.sampled_from(ACTORS), clean=st.booleans())
    def detach(self, actor: Actor, clean: bool) -> None:
        self.ask(DetachDevice(actor.device, clean), actor)

    @rule()
    def take_over(self) -> None:
        self.ask(TakeOver())

    @rule(seconds=st.sampled_from([0.0, 1.0, 29.0, 31.0, 600.0, 3600.0]))
    def wait(self, seconds: float) -> None:
        self.rig.now += seconds
        for _ in range(40):
            self.ask(Tick())
        deadline = self.rig.room.next_deadline()
        assert deadline is None or deadline > self.rig.now, "ticks do not end"

    @invariant()
    def capacity_is_never_exceeded(self) -> None:
        view = self.rig.view()
        assert len(view.members) <= POLICIES[view.kind].capacity
        assert {member.id for member in view.members} == self.present

    @invariant()
    def who_has_no_device_is_away_and_who_has_one_is_not(self) -> None:
        for member in self.rig.view().members:
            assert (member.away_until is None) == bool(member.devices)

    @invariant()
    def nobody_shows_what_their_device_may_not_send(self) -> None:
        publishers = self.rig.room.publishers()
        for member in self.rig.view().members:
            for device in member.devices:
                sent = {Source.MIC: device.mic, Source.CAMERA: device.camera, Source.SCREEN: device.screen}
                assert {source for source, on in sent.items() if on} <= publishers[device.id].sources

    @invariant()
    def a_question_goes_only_where_it_may(self) -> None:
        for question in self.rig.room.snapshot(audience_of("otto", ROLES[5])).questions.items:
            former = self.states.get(question.id, question.state)
            assert question.state is former or question.state in _reachable(former), (former, question)
            self.states[question.id] = question.state

    @invariant()
    def at_most_one_question_is_focused(self) -> None:
        live = [item for item in self.rig.view().questions.items if item.state in (S.FOCUSED, S.ANSWERING)]
        assert len(live) <= 1

    @invariant()
    def everybody_has_one_vote(self) -> None:
        view = self.rig.view()
        for question in view.questions.items:
            assert 0 <= question.votes <= len(PEOPLE) + len(CROWD)
        for poll in view.polls:
            assert poll.voters <= len(PEOPLE) + len(CROWD)
            assert poll.state is PollState.REVEALED or poll.live or poll.tallies is None

    @invariant()
    def nothing_tells_peers_who_asked_anonymously(self) -> None:
        for event in self.rig.log:
            if isinstance(event, questions.QuestionAsked) and event.anonymous and event.origin is None:
                for audience in (EVERYONE, STAFF):
                    told = project(event, audience)
                    assert told is None or event.author not in _texts(to_builtins(told)), audience
        for view in (self.rig.room.snapshot(EVERYONE), self.rig.room.snapshot(STAFF)):
            assert not any(item.asker or item.asker_name for item in view.questions.items if item.anonymous)

    @invariant()
    def thawing_gives_the_same_room(self) -> None:
        frozen = self.rig.room.freeze()
        assert Room.thaw(frozen).freeze() == frozen


def _reachable(state: QuestionState) -> set[QuestionState]:
    """One command may take several steps."""
    seen = {state}
    while more := {after for before in seen for after in MAY_FOLLOW[before]} - seen:
        seen |= more
    return seen


def _texts(built: Any) -> list[str]:
    if isinstance(built, dict):
        return [text for value in built.values() for text in _texts(value)]
    if isinstance(built, list):
        return [text for value in built for text in _texts(value)]
    return [built] if isinstance(built, str) else []


RoomMachine.TestCase.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
TestRoom = RoomMachine.TestCase
