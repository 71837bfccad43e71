"""The signalling of one process: give it ports, then give it sockets. It owns every task that outlives a connection.

async with Node(log=..., ...) as node:
    await node.serve(socket)  # once per client
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from rooms.chat.terms import MessagePosted
from rooms.commands import AnyCommand
from rooms.members.terms import ChangeRole, Leave, MemberJoined, MemberLeft
from rooms.roles import Role
from rooms.room import Room
from rooms.terms import SYSTEM, Actor
from signaling import board
from signaling.board import Board, Boards
from signaling.client import Client
from signaling.cluster.guests import Guests
from signaling.cluster.membership import AnyNews, Connected, Membership, RoleChanged, ShutOut
from signaling.cluster.placement import Alone
from signaling.cluster.registry import Registry
from signaling.cluster.relaying import Relay
from signaling.cluster.routed_media import RoutedMedia
from signaling.codes import CloseCode
from signaling.connection import Connection
from signaling.errands import Errands
from signaling.finding import Finder
from signaling.hosts import Hosts, OpenedRoom
from signaling.lobby import Lobbies, LobbyBoard
from signaling.mailbox import Outcome
from signaling.ports import (
    Bus,
    Clock,
    Directory,
    Duty,
    EventLog,
    LogEntry,
    Media,
    NoticeBoard,
    ReadMarks,
    RoomSpec,
    Socket,
    Tickets,
)
from signaling.rate_limit import Limits
from signaling.reading import Reading
from signaling.room_host import OnEntries, arrangement
from signaling.services import Services
from signaling.sleepers import Sleepers

logger = logging.getLogger(__name__)

_SHOWN_IN_LOBBY = MemberJoined | MemberLeft | MessagePosted

OnOpened = Callable[[RoomSpec, Room], None]
"""Called with a room when it has been opened; must not block, nor keep the room."""


class Node:
    def __init__(
        self,
        *,
        log: EventLog,
        bus: Bus,
        tickets: Tickets,
        directory: Directory,
        media: Media,
        duty: Duty,
        notices: NoticeBoard,
        read_marks: ReadMarks,
        clock: Clock,
        limits: Limits | None = None,
        id: str = "",
        registry: Registry | None = None,
        relay: Relay | None = None,
    ) -> None:
        """`registry`: where nodes find each other, under ids of their own; without one this node is alone. `relay`: what
        lets a node serve who looks at a room of another."""
        self._id = id
        self._bus = bus
        self._tasks = asyncio.TaskGroup()
        membership = None if registry is None else Membership(id, registry, bus, clock)
        self._membership = membership
        placement = Alone() if membership is None else membership.neighbours
        hosts = Hosts(
            log,
            bus,
            clock,
            self._tasks,
            self._entries_appended,
            on_opened=self._opened,
            on_asleep=lambda room, until: self._sleepers.sleep(room, until),
            on_followed=self._followed,
            on_moved=self._moved,
            on_rehosted=self._rehosted,
            placement=placement,
            calls=None if membership is None else membership.calls,
        )
        self._finder = finder = Finder(directory, hosts, clock)
        self._errands = Errands(hosts, finder, clock, self._tasks)
        self._sleepers = Sleepers(log, hosts, finder, clock, placement.wakes)
        self._running: list[asyncio.Task[None]] = []
        lobbies = Lobbies(lambda space: LobbyBoard(space, directory, hosts, clock), self._tasks)
        boards = Boards(lambda space: Board(space, log, finder, bus, clock), self._tasks)
        self._media = (
            None
            if membership is None
            else RoutedMedia(media, hosts, membership.calls, clock, self._tasks, relay)
        )
        self._services = Services(
            log=log,
            tickets=tickets,
            finder=finder,
            media=self._media or media,
            clock=clock,
            limits=limits or Limits(),
            hosts=hosts,
            lobbies=lobbies,
            boards=boards,
            duty=duty,
            notices=notices,
            reading=Reading(read_marks, bus, clock),
            claims={},
        )
        self._listeners: list[OnEntries] = []
        self._opening_listeners: list[OnOpened] = []
        self._connections: dict[Connection, tuple[str, str] | None] = {}
        self._connected: dict[tuple[str, str], Connection] = {}
        self._nobody_left = asyncio.Event()
        self._nobody_left.set()
        self._is_draining = False
        self._guests: Guests | None = None

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        if self._membership is not None and self._media is not None:
            self._guests = self._membership.join(
                self._services.hosts,
                self._media,
                self._services.claims,
                self._sleepers,
                self._tasks,
                self._hear,
            )
        self._running = [
            self._tasks.create_task(self._sleepers.run(), name="sleepers"),
            self._tasks.create_task(self._services.reading.run(), name="read marks"),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self.drain()
        finally:
            await self._tasks.__aexit__(kind, error, traceback)

    def on_entries(self, listener: OnEntries) -> Callable[[], None]:
        """Hear of every entry that a room of this node appended, in order; returns the call that ends it.

        Called on the event loop once it stands in the log, before any client hears of it answered. Read of the room
        what is needed (`Room.publishers`), keep nothing, and do not block.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def on_opened(self, listener: OnOpened) -> Callable[[], None]:
        """Hear of every room that is opened on this node; returns the call that ends it."""
        self._opening_listeners.append(listener)
        return lambda: self._opening_listeners.remove(listener)

    def open_rooms(self) -> list[tuple[RoomSpec, Room]]:
        """Those that this node owns and has open now, to be read and not kept."""
        return [(opened.spec, opened.host.room) for opened in self._services.hosts if opened.host.is_owner]

    def is_connected(self, person: str) -> bool:
        """Whether any device of this person is connected to this node."""
        return any(connected == person for connected, _ in self._connected)

    def change_role(self, person: str, role: Role) -> None:
        """The space gave them this role: rooms that they are in know it at once, and connections come again with it.

        Tickets that say otherwise must be void by now. Never waits.
        """
        self._spread(RoleChanged(self._id, person, role))

    def shut_out(self, person: str) -> None:
        """They may not be in this space any more: as `change_role`, and their place in every room is free at once."""
        self._spread(ShutOut(self._id, person))

    async def ask(self, room: str, command: AnyCommand, actor: Actor = SYSTEM) -> Outcome | None:
        """Ask a room that need not be open. None: there is no such room, or it cannot be opened now.

        Raises what the directory raises, and NotSaved when the parent of a sub-room cannot be opened.
        """
        spec = await self._finder.left(room)
        opened = None if spec is None else await self._services.hosts.hold(spec)
        if opened is None:
            return None
        try:
            return await opened.host.submit(command, actor)
        finally:
            self._services.hosts.release(opened)

    async def arrange(self, spec: RoomSpec, by: Actor) -> None:
        """The directory has this room so from now on: it, everybody in it, and the lobby know at once.

        A room that cannot be told now is as the directory has it when it opens next.
        """
        opened = await self._services.hosts.hold(spec)
        if opened is not None:
            opened.host.spec = spec
            try:
                await opened.host.submit(arrangement(spec), by)
            finally:
                self._services.hosts.release(opened)
        self.rooms_changed(spec.space)

    def rooms_changed(self, space: str) -> None:
        """There are other rooms in this space, or in another order. Never waits."""
        self._services.lobbies.change(space)

    async def serve(self, socket: Socket) -> None:
        """One client, from after the upgrade until its socket is closed."""
        if self._is_draining:
            await socket.close(CloseCode.SHUTTING_DOWN, "reconnect")
            return
        connection = Connection(socket, self._services, self._welcomed)
        self._connections[connection] = None
        self._nobody_left.clear()
        try:
            await connection.serve()
        finally:
            self._left(connection)

    def opened(self, room: str) -> OpenedRoom | None:
        """A room that is open on this node now."""
        return self._services.hosts.opened(room)

    async def drain(self) -> None:
        """Take nobody in, send everybody to reconnect, and end every room with what it was asked done and saved."""
        self._is_draining = True
        for connection in tuple(self._connections):
            connection.end(CloseCode.SHUTTING_DOWN, "reconnect")
        await self._nobody_left.wait()
        self._services.lobbies.close()
        self._services.boards.close()
        self._errands.close()
        for task in self._running:
            task.cancel()
        await self._services.reading.close()
        self._services.hosts.close()
        await self._services.hosts.closed()
        if self._membership is not None:
            await self._membership.leave()

    # ------------------------------------------------------------ what the parts report

    def _welcomed(self, connection: Connection, client: Client) -> None:
        """The same device again: the older connection is a leftover of a line that broke."""
        older = self._connected.get(client.identity)
        if older is not None:
            older.end(CloseCode.REPLACED, "this device connected again")
        self._connected[client.identity] = connection
        self._connections[connection] = client.identity
        if self._membership is not None:
            self._membership.tell(Connected(self._id, *client.identity))

    def _end_all_of(self, person: str, code: CloseCode, reason: str) -> None:
        for connection, identity in self._connections.items():
            if identity is not None and identity[0] == person:
                connection.end(code, reason)

    def _left(self, connection: Connection) -> None:
        identity = self._connections.pop(connection)
        if identity is not None and self._connected.get(identity) is connection:
            del self._connected[identity]
        if not self._connections:
            self._nobody_left.set()

    def _spread(self, news: RoleChanged | ShutOut) -> None:
        self._hear(news)
        if self._membership is not None:
            self._membership.tell(news)

    def _hear(self, news: AnyNews) -> None:
        """Each node tells its own rooms and its own connections."""
        match news:
            case Connected(_, person, device):
                older = self._connected.get((person, device))
                if older is not None:
                    older.end(CloseCode.REPLACED, "this device connected again")
            case RoleChanged(_, person, role):
                self._tell_own_rooms(ChangeRole(), Actor(person, role, ""))
                self._end_all_of(person, CloseCode.ROLE_CHANGED, "come again with your new role")
            case ShutOut(_, person):
                self._tell_own_rooms(Leave(), Actor(person, Role.GUEST, ""))
                self._end_all_of(person, CloseCode.SHUT_OUT, "you were shut out of this space")

    def _tell_own_rooms(self, command: ChangeRole | Leave, actor: Actor) -> None:
        for opened in self._services.hosts:
            if opened.host.is_owner:
                opened.host.tell(command, actor)

    def _moved(self, opened: OpenedRoom) -> None:
        if self._guests is not None and self._media is not None:
            self._guests.moved(opened)
            self._media.moved(opened)

    def _rehosted(self, opened: OpenedRoom) -> None:
        if self._media is not None:
            self._media.rehosted(opened)

    def _followed(self, spec: RoomSpec, entries: Sequence[LogEntry]) -> None:
        """In a room of another node."""
        if any(isinstance(entry.event, _SHOWN_IN_LOBBY) for entry in entries):
            self._services.lobbies.change(spec.space)

    def _opened(self, opened: OpenedRoom) -> None:
        self._errands.look(opened)
        for listener in tuple(self._opening_listeners):
            try:
                listener(opened.spec, opened.host.room)
            except Exception:
                logger.exception("a listener of %s failed", opened.spec.id)

    def _entries_appended(self, spec: RoomSpec, room: Room, entries: Sequence[LogEntry]) -> None:
        self._followed(spec, entries)
        board.publish(self._bus, spec, entries)
        opened = self._services.hosts.opened(spec.id)
        if opened is not None:
            self._errands.look(opened)
        for listener in tuple(self._listeners):
            try:
                listener(spec, room, entries)
            except Exception:
                logger.exception("a listener of %s failed", spec.id)
