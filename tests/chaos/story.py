"""A short history in which nothing goes wrong: what the rules are tried on, whole, and broken in every way."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import to_builtins

from rooms.chat.terms import EditMessage, PostMessage
from rooms.commands import AnyClientCommand, AnyCommand
from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom, Tick
from rooms.members.terms import AttachDevice, DetachDevice
from rooms.obligations.terms import SetCoverage
from rooms.polls.terms import OpenPoll, PollKind
from rooms.questions.terms import AdoptQuestion, AskQuestion, DeferQuestion, NoteAdopted, Origin
from rooms.roles import Role
from rooms.room import Room
from rooms.stage.terms import Promote, RaiseHand
from rooms.terms import SYSTEM, Actor, CreatingCommand
from rooms.visibility import audience_of, project
from tests.chaos.history import Asked, Connected, Entry, History, Map, Person, Received, Wrote
from tests.chaos.loop import START
from tests.chaos.simulation import COVERAGE

ADA = Actor("ada", Role.STUDENT, "Ada", "ada-device")
TESS = Actor("tess", Role.TEACHER, "Tess", "tess-device")
BO = Actor("bo", Role.STUDENT, "Bo", "bo-device")
SESSIONS = {"ada": 1, "tess": 2}
EPOCH = 1


class Story:
    """Ada and Tess are connected to one node, which owns both rooms, and are in `qa`. Bo is lost from it."""

    def __init__(self) -> None:
        self.history = History(0, [_person(ADA), _person(TESS)])
        self._now = START
        self._rooms = {"qa": Room(), "zone": Room()}
        self._refs = 0
        self._entered: list[Actor] = []

    def told(self) -> History:
        for room, kind in (("qa", RoomKind.QA), ("zone", RoomKind.ZONE)):
            self._do(room, OpenRoom(room, kind, room))
            self._do(room, SetCoverage(COVERAGE))
        for actor in (BO, ADA, TESS):
            self._do("qa", AttachDevice(actor.device), actor)
        self._do("qa", RaiseHand("nobody calls me"), BO)
        for actor in (ADA, TESS):
            self._connect(actor)
        self._talk()
        self._do("qa", DetachDevice(BO.device, clean=False), BO)
        self._wait(60.0)
        self._audit()
        return self.history

    def _talk(self) -> None:
        self._ask(PostMessage("ada-00001", "hello"), ADA)
        self._ask(EditMessage(1, "hello again"), ADA)
        self._ask(AskQuestion("ada-00002", "why?"), ADA)
        self._ask(OpenPoll("tess-0001", "clear?", PollKind.SINGLE, ["yes", "no"], seconds=10), TESS)
        self._ask(RaiseHand("me"), ADA)
        self._wait(1.0)
        self._ask(Promote("ada", 10), TESS)
        self._ask(AskQuestion("ada-00003", "and why that?"), ADA)
        self._ask(DeferQuestion(2), TESS)
        self._do(
            "zone", AdoptQuestion(Origin("qa", 2), "ada", "Ada", Role.STUDENT, False, START, "and why that?")
        )
        self._do("qa", NoteAdopted(2))

    # ------------------------------------------------------------ what happens

    def _wait(self, seconds: float) -> None:
        until = self._now + seconds
        while True:
            deadlines = {room: each.next_deadline() for room, each in self._rooms.items()}
            due = [(at, room) for room, at in deadlines.items() if at is not None and at <= until]
            if not due:
                break
            self._now, room = max(self._now, min(due)[0]), min(due)[1]
            self._do(room, Tick())
        self._now = until

    def _do(self, room: str, command: AnyCommand, actor: Actor = SYSTEM) -> int:
        decided = self._rooms[room].handle(command, actor, self._now)
        assert isinstance(decided, list), decided
        first = self._rooms[room].seq + 1
        for event in decided:
            self._rooms[room].apply(event)
        self._log(room, first, decided)
        return self._rooms[room].seq

    def _log(self, room: str, first: int, events: Sequence[AnyEvent]) -> None:
        entries = [Entry(EPOCH, seq, to_builtins(event)) for seq, event in enumerate(events, first)]
        self.history.logs.setdefault(room, []).extend(entries)
        if entries:
            self.history.happened.append(Wrote(self._now, room, "node-1", EPOCH, first, len(entries)))
        for actor in self._entered if room == "qa" else ():
            for seq, event in enumerate(events, first):
                shown = project(event, audience_of(actor.member, actor.role))
                self._tell(actor, {"t": "event", **_at(seq), "event": to_builtins(shown)})

    # ------------------------------------------------------------ what is asked and told

    def _connect(self, actor: Actor) -> None:
        self.history.happened.append(Connected(self._now, actor.member, SESSIONS[actor.member], "node-1"))
        self._enter(actor)
        self._entered.append(actor)

    def _enter(self, actor: Actor) -> None:
        ref = self._record(actor, {"t": "enter_room", "room": "qa", "position": None})
        self._tell(actor, {"t": "entered", "ref": ref, "room": "qa", "resumed": False})
        view = to_builtins(self._rooms["qa"].snapshot(audience_of(actor.member, actor.role)))
        self._tell(actor, {"t": "snapshot", **_at(self._rooms["qa"].seq), "view": view})

    def _ask(self, command: AnyClientCommand, actor: Actor) -> None:
        mark = command.cid if isinstance(command, CreatingCommand) else ""
        ref = self._record(actor, {"t": "command", "command": to_builtins(command)}, mark)
        made = self._rooms["qa"].seq + 1
        last = self._do("qa", command, actor)
        self._tell(actor, {"t": "ok", "ref": ref, "seq": made if mark else last})
        self._now += 0.25

    def _record(self, actor: Actor, request: Map, mark: str = "") -> int:
        self._refs += 1
        session = SESSIONS[actor.member]
        self.history.happened.append(
            Asked(self._now, actor.member, session, self._refs, "qa", {**request, "ref": self._refs}, mark)
        )
        return self._refs

    def _tell(self, actor: Actor, frame: Map) -> None:
        self.history.happened.append(Received(self._now, actor.member, SESSIONS[actor.member], frame))

    def _audit(self) -> None:
        self.history.audited_from = self._now
        for actor in (ADA, TESS):
            self.history.audits[actor.member] = (SESSIONS[actor.member], ["qa"])
            self._enter(actor)
            view = self._rooms["qa"].snapshot(audience_of(actor.member, actor.role))
            self.history.replayed.setdefault("qa", {})[actor.member] = to_builtins(view)
        self.history.ended_at = self._now + 1.0


def _person(actor: Actor) -> Person:
    return Person(actor.member, actor.role, actor.device, ["qa"])


def _at(seq: int) -> Map:
    return {"room": "qa", "epoch": EPOCH, "seq": seq}
