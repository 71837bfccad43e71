"""A room with a hand-moved clock and the log it would have written: what tests of `rooms/` talk to."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.commands import AnyCommand
from rooms.decision import Decision, Refused
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom
from rooms.members.terms import AttachDevice
from rooms.obligations.events import ObligationEvent
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import SYSTEM, Actor

START = 1_700_000_000.0


def person(
    id: str, role: Role = Role.STUDENT, *, device: str | None = None, name: str | None = None
) -> Actor:
    """Somebody with one device; `ada` is named Ada and sits at `ada-device`."""
    return Actor(id, role, name or id.capitalize(), device or f"{id}-device")


class Rig:
    """Handles and applies at once, as a host does when its log takes everything."""

    def __init__(self, kind: RoomKind | None = RoomKind.STUDY) -> None:
        self.room = Room()
        self.now = START
        self.log: list[AnyEvent] = []
        if kind is not None:
            self.open(kind)

    def open(self, kind: RoomKind) -> None:
        self.ask(OpenRoom("Algebra", kind, id="algebra"))

    def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> Decision:
        """What was decided. What somebody is owed because of it stands in the log alone."""
        decision = self.room.handle(command, actor, self.now)
        for event in _events(decision):
            self.room.apply(event)
            self.log.append(event)
        return _itself(decision)

    def events(self, command: AnyCommand, actor: Actor = SYSTEM) -> list[AnyEvent]:
        """Ask for what must be allowed."""
        decision = self.ask(command, actor)
        assert isinstance(decision, list), decision
        return decision

    def enter(self, *actors: Actor) -> None:
        for actor in actors:
            self.events(AttachDevice(actor.device), actor)


def _itself(decision: Decision) -> Decision:
    """Without the obligations that follow from something else."""
    events = _events(decision)
    others: list[AnyEvent] = [event for event in events if not isinstance(event, ObligationEvent)]
    match decision:
        case list():
            return others or events
        case Refused():
            return replace(decision, events=others)
        case _:
            return decision


def _events(decision: Decision) -> list[AnyEvent]:
    match decision:
        case list():
            return decision
        case Refused():
            return decision.events
        case _:
            return []
