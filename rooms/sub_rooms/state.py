"""What a room remembers of its sub-rooms, and a sub-room of its own call for help.

Of a message to all sub-rooms it remembers who does not have it yet: what is owed survives a crash of either side.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field

from rooms.life.terms import CloseReason
from rooms.sub_rooms.terms import (
    BreakoutAssigned,
    BreakoutHeard,
    BreakoutRecalled,
    BreakoutTold,
    HelpAnswered,
    HelpCalled,
    HelpEnded,
    HelpNoted,
    HelpView,
    SubRoomClosed,
    SubRoomClosing,
    SubRoomOccupied,
    SubRoomOpened,
    SubRoomsEvent,
    SubRoomsView,
    SubRoomView,
)
from rooms.visibility import Audience


class Help(Struct, gc=False):
    """A call for help that waits since `since`. `answered_by` is who of the staff goes there, or empty."""

    member: str
    name: str
    summary: str
    since: float
    answered_by: str = ""
    answered_by_name: str = ""

    def view(self) -> HelpView:
        return HelpView(self.member, self.name, self.summary, self.since, self.answered_by_name)


class SubRoom(Struct, gc=False):
    """One that is not closed yet. `closing` is set once it is told to close, and by whom is in the log."""

    title: str
    seats: int
    quiet: bool
    author: str
    author_name: str
    breakout: bool
    closes_at: float | None
    count: int = 0
    closing: CloseReason | None = None
    help: Help | None = None

    @property
    def is_open(self) -> bool:
        return self.closing is None

    def view(self, number: int, audience: Audience) -> SubRoomView:
        return SubRoomView(
            number=number,
            title=self.title,
            seats=self.seats,
            author=self.author,
            author_name=self.author_name,
            breakout=self.breakout,
            quiet=self.quiet,
            count=self.count,
            closing=not self.is_open,
            closes_at=self.closes_at,
            help=self.help.view() if self.help is not None and audience.is_staff else None,
        )


class Told(Struct, gc=False):
    """A message to the sub-rooms `missing`, which have not confirmed it."""

    cid: str
    author: str
    author_name: str
    text: str
    missing: list[int]


class SubRooms(Struct, gc=False):
    """`assigned` maps members to the breakout that they were sent to. `help` is this room's own call, in a sub-room."""

    last_number: int = 0
    rooms: dict[int, SubRoom] = field(default_factory=dict)
    assigned: dict[str, int] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    recalled_at: float | None = None
    recalled_by: str = ""
    help: Help | None = None

    def next_deadline(self) -> float | None:
        """A sub-room that was recalled waits for its parent, which closes it."""
        deadlines = [room.closes_at for room in self.rooms.values() if room.is_open]
        if self.open_breakouts():
            deadlines.append(self.recalled_at)
        return min((at for at in deadlines if at is not None), default=None)

    def open_numbers(self) -> list[int]:
        return [number for number, room in self.rooms.items() if room.is_open]

    def open_breakouts(self) -> list[int]:
        return [number for number, room in self.rooms.items() if room.is_open and room.breakout]

    def view(self, audience: Audience) -> SubRoomsView:
        return SubRoomsView(
            rooms=[room.view(number, audience) for number, room in self.rooms.items()],
            assigned=None if audience.member is None else self.assigned.get(audience.member),
            recalled_at=self.recalled_at,
            help=self.help.view() if self.help is not None else None,
        )

    # ------------------------------------------------------------ apply

    def apply(self, event: SubRoomsEvent) -> None:
        match event:
            case SubRoomOpened() | SubRoomOccupied() | SubRoomClosing() | SubRoomClosed():
                self._apply_to_rooms(event)
            case HelpCalled() | HelpEnded() | HelpNoted() | HelpAnswered():
                self._apply_to_help(event)
            case BreakoutAssigned():
                self.assigned |= event.rooms
            case BreakoutTold():
                self.told.append(
                    Told(event.cid, event.author, event.author_name, event.text, list(event.rooms))
                )
            case BreakoutHeard():
                self._heard(event.number, event.cid)
            case BreakoutRecalled():
                self.recalled_at, self.recalled_by = event.until, event.by
            case _:
                assert_never(event)

    def _apply_to_rooms(
        self, event: SubRoomOpened | SubRoomOccupied | SubRoomClosing | SubRoomClosed
    ) -> None:
        match event:
            case SubRoomOpened():
                self._opened(event)
            case SubRoomOccupied():
                room = self.rooms[event.number]
                room.count, room.closes_at = event.count, event.closes_at
            case SubRoomClosing():
                self.rooms[event.number].closing = event.reason
                if not self.open_breakouts():
                    self.recalled_at, self.recalled_by = None, ""
            case SubRoomClosed():
                del self.rooms[event.number]
                self.assigned = {
                    member: number for member, number in self.assigned.items() if number != event.number
                }
                self._heard(event.number)
            case _:
                assert_never(event)

    def _opened(self, event: SubRoomOpened) -> None:
        self.last_number = event.number
        self.rooms[event.number] = SubRoom(
            title=event.title,
            seats=event.seats,
            quiet=event.quiet,
            author=event.author,
            author_name=event.author_name,
            breakout=event.breakout,
            closes_at=event.closes_at,
        )

    def _apply_to_help(self, event: HelpCalled | HelpEnded | HelpNoted | HelpAnswered) -> None:
        match event:
            case HelpCalled():
                since = event.at if self.help is None else self.help.since
                self.help = Help(event.member, event.name, event.summary, since)
            case HelpEnded():
                self.help = None
            case HelpNoted():
                self._noted(event)
            case HelpAnswered():
                help = self.rooms[event.number].help
                if help is not None:
                    help.answered_by, help.answered_by_name = event.by, event.by_name
            case _:
                assert_never(event)

    def _noted(self, event: HelpNoted) -> None:
        room = self.rooms[event.number]
        known, room.help = room.help, None
        if event.summary is not None:
            room.help = Help(event.member, event.name, event.summary, event.since)
            if known is not None and known.since == event.since:
                room.help.answered_by = known.answered_by
                room.help.answered_by_name = known.answered_by_name

    def _heard(self, number: int, cid: str | None = None) -> None:
        """The sub-room needs this message no more; without a `cid`, none of them."""
        for told in self.told:
            if number in told.missing and cid in (None, told.cid):
                told.missing.remove(number)
        self.told = [told for told in self.told if told.missing]
