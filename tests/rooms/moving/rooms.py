"""Several rooms of a space for tests of moving: each holds its events to the law, and errands between them are carried by hand."""

from __future__ import annotations

from msgspec.structs import replace
from typing_extensions import override

from rooms.errands import Errand
from rooms.kinds import Purpose, RoomKind
from rooms.life.terms import OpenRoom
from rooms.moving.terms import MoveThread
from rooms.obligations.outcomes import RoomLog
from rooms.rejections import Rejection, RejectionCode
from rooms.visibility import Audience
from tests.rooms.obligations.zone import Zone
from tests.support.law import AUDIENCES, TOM


class Named(Zone):
    def __init__(
        self,
        id: str,
        purpose: Purpose = Purpose.QUESTIONS,
        audiences: tuple[Audience, ...] = AUDIENCES,
    ) -> None:
        self.id = id
        super().__init__(RoomKind.ZONE, audiences, purpose=purpose)

    @override
    def open(self, kind: RoomKind) -> None:
        self.ask(OpenRoom(self.id.title(), kind, id=self.id, purpose=self._purpose))

    def log_of(self) -> RoomLog:
        return RoomLog(self.id, self.id, self.log)


class Space:
    """A zone for questions, one for sharing, and a lounge."""

    def __init__(self) -> None:
        self.maths = Named("maths")
        self.notes = Named("notes", Purpose.SHARING)
        self.lounge = Named("lounge", Purpose.LOUNGE)
        self._rooms = {each.id: each for each in (self.maths, self.notes, self.lounge)}

    def add(self, room: Named) -> None:
        """One more, in which it is as late."""
        room.now = self.maths.now
        self._rooms[room.id] = room

    def waits(self, seconds: float) -> None:
        for room in self._rooms.values():
            room.waits(seconds)

    def move(self, source: Named, message: int, target: Named, reason: str = "") -> int:
        """Carried all the way. The number of the first message there."""
        source.events(MoveThread(message, target.id, reason), TOM)
        self.carry()
        place = source.message(message).moved
        assert place is not None
        assert place.id is not None
        return place.id

    def carry(self) -> None:
        """Until nobody owes another room anything."""
        while carried := [(room, errand) for room in self._rooms.values() for errand in room.room.errands()]:
            for room, errand in carried:
                self.carry_one(room, errand)

    def carry_one(self, room: Named, errand: Errand) -> None:
        target = self._rooms.get(errand.target.room)
        if target is None:
            refused: Rejection | None = Rejection(RejectionCode.NOT_FOUND)
        else:
            decided = target.ask(errand.command)
            refused = decided if isinstance(decided, Rejection) else None
        if refused is None:
            if errand.then is not None:
                room.events(errand.then)
        elif errand.otherwise is not None:
            room.events(replace(errand.otherwise, why=refused.code))
