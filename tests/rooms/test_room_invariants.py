"""What holds of a room whatever is asked of it, by whom, and when: hypothesis looks for a sequence that breaks it."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rooms.chat.terms import MessagePosted, PostMessage
from rooms.commands import AnyCommand
from rooms.kinds import POLICIES, RoomKind
from rooms.life.terms import TakeOver, Tick
from rooms.members.publishing import publishable
from rooms.members.terms import (
    AnnounceMedia,
    AttachDevice,
    DetachDevice,
    Leave,
    MediaAnnounced,
    MemberJoined,
    MemberLeft,
)
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import SYSTEM, Actor, Source
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, STAFF, Audience, one, project
from tests.support.rooms import Rig, person

AUDIENCES = (EVERYONE, STAFF, one("p0"))

people = st.builds(
    lambda number, device, role: person(f"p{number}", role, device=f"p{number}-device-{device}"),
    st.integers(0, 19),  # more than a study room takes
    st.integers(0, 1),
    st.sampled_from(Role),
)


class RoomMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rig = Rig()
        self.views: dict[Audience, RoomView] = {}
        self.present: set[str] = set()
        self.posted: set[tuple[str, str]] = set()

    @initialize(kind=st.sampled_from(RoomKind))
    def open(self, kind: RoomKind) -> None:
        self.rig = Rig(kind)
        self.views = {audience: self.rig.room.snapshot(audience) for audience in AUDIENCES}

    def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> None:
        before = len(self.rig.log)
        self.rig.ask(command, actor)
        for event in self.rig.log[before:]:
            self.views = {
                audience: reduce_view(view, project(event, audience)) for audience, view in self.views.items()
            }
            match event:
                case MemberJoined():
                    self.present.add(event.member)
                case MemberLeft():
                    self.present.remove(event.member)
                case MessagePosted():
                    assert event.author in self.present, "who left posted"
                    assert (event.author, event.cid) not in self.posted, "a client id posted twice"
                    self.posted.add((event.author, event.cid))
                case MediaAnnounced():
                    assert event.member in self.present, "who left publishes"
                case _:
                    pass

    @rule(actor=people)
    def attach(self, actor: Actor) -> None:
        self.ask(AttachDevice(actor.device), actor)

    @rule(actor=people, clean=st.booleans())
    def detach(self, actor: Actor, clean: bool) -> None:
        self.ask(DetachDevice(actor.device, clean), actor)

    @rule(actor=people)
    def leave(self, actor: Actor) -> None:
        self.ask(Leave(), actor)

    @rule(actor=people, cid=st.integers(0, 5), body=st.sampled_from(["hi", " ", "again"]))
    def post(self, actor: Actor, cid: int, body: str) -> None:
        self.ask(PostMessage(f"cid-{cid:04d}", body), actor)

    @rule(actor=people, flags=st.tuples(st.booleans(), st.booleans(), st.booleans()))
    def announce(self, actor: Actor, flags: tuple[bool, bool, bool]) -> None:
        self.ask(AnnounceMedia(*flags), actor)

    @rule()
    def take_over(self) -> None:
        self.ask(TakeOver())

    @rule(seconds=st.sampled_from([0.0, 1.0, 29.0, 30.0, 31.0]))
    def wait(self, seconds: float) -> None:
        self.rig.now += seconds
        self.ask(Tick())

    @invariant()
    def the_snapshot_law_holds_for_every_audience(self) -> None:
        for audience, view in self.views.items():
            assert view == self.rig.room.snapshot(audience)

    @invariant()
    def replay_and_thaw_equal_live(self) -> None:
        live = self.rig.room.freeze()
        replayed = Room()
        for event in self.rig.log:
            replayed.apply(event)
        assert replayed.freeze() == live
        assert Room.thaw(live).freeze() == live

    @invariant()
    def capacity_is_never_exceeded(self) -> None:
        view = self.rig.room.snapshot(EVERYONE)
        assert len(view.members) <= POLICIES[view.kind].capacity
        assert {member.id for member in view.members} == self.present

    @invariant()
    def the_next_deadline_is_the_earliest_end_of_a_grace_and_not_past(self) -> None:
        away = [member.away_until for member in self.rig.room.snapshot(EVERYONE).members]
        deadline = self.rig.room.next_deadline()
        assert deadline == min((until for until in away if until is not None), default=None)
        assert deadline is None or deadline > self.rig.now

    @invariant()
    def who_has_no_device_is_away_and_who_has_one_is_not(self) -> None:
        for member in self.rig.room.snapshot(EVERYONE).members:
            assert (member.away_until is None) == bool(member.devices)

    @invariant()
    def nobody_shows_what_their_device_may_not_send(self) -> None:
        view = self.rig.room.snapshot(EVERYONE)
        for member in view.members:
            for device in member.devices:
                sent = {Source.MIC: device.mic, Source.CAMERA: device.camera, Source.SCREEN: device.screen}
                assert {source for source, on in sent.items() if on} <= publishable(view.kind, member.role)


RoomMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestRoom = RoomMachine.TestCase
