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
from signaling.cluster.draining import send_away
from signaling.cluster.guests import Guests
from signaling.cluster.load import points
from signaling.cluster.membership import AnyNews, Connected, Membership, RoleChanged, ShutOut
from signaling.cluster.placement import Alone
from signaling.cluster.presence import Presence
from signaling.cluster.registry import Registry
from signaling.cluster.relaying import Relay
from signaling.cluster.routed_media import RoutedMedia
from signaling.codes import CloseCode
from signaling.connected import ConnectedClients
from signaling.connection import Connection
from signaling.errands import Errands
from signaling.finding import Finder
from signaling.hosts import Hosts, OpenedRoom
from signaling.lobby import Lobbies, LobbyBoard
from signaling.mailbox import Outcome
from signaling.media_lines import DeviceLine
from signaling.metering import UNMEASURED, Instruments
from signaling.ports import (
    Bus,
    Clock,
    Directory,
    Duty,
    EventLog,
    Grant,
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
from signaling.regrants import Regrants
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
        instruments: Instruments = UNMEASURED,
        id: str = "",
        registry: Registry | None = None,
        version: str = "",
        relay: Relay | None = None,
    ) -> None:
        """`registry`: where nodes find each other, under ids of their own and telling their `version`; without one this
        node is alone. `relay`: what lets a node serve who looks at a room of another.
        """
        self._id = id
        self._bus = bus
        self._tasks = asyncio.TaskGroup()
        membership = None if registry is None else Membership(id, registry, bus, clock, version)
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
            on_failed=lambda room: self._sleepers.again(room),
            on_followed=self._followed,
            on_moved=self._moved,
            on_rehosted=self._rehosted,
            placement=placement,
            calls=None if membership is None else membership.calls,
            instruments=instruments,
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
            instruments=instruments,
        )
        self._presence = None if registry is None else Presence(bus, clock, self.is_connected)
        self._regrants = Regrants(tickets, clock, self._grants, self._regranted)
        bus.on_loss(self._regrants.doubt)
        self._listeners: list[OnEntries] = []
        self._opening_listeners: list[OnOpened] = []
        self._clients = ConnectedClients()
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
            self._membership.neighbours.points = self._points
        self._running = [
            self._tasks.create_task(self._sleepers.run(), name="sleepers"),
            self._tasks.create_task(self._services.reading.run(), name="read marks"),
            self._tasks.create_task(self._regrants.run(), name="regrants"),
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

    @property
    def sockets(self) -> int:
        """Clients that are connected to this node, welcomed or not."""
        return len(self._clients)

    @property
    def membership(self) -> Membership | None:
        """This node among others, to be read; None when it is alone."""
        return self._membership

    @property
    def is_in_touch(self) -> bool:
        """Whether the registry answers, where there is one."""
        return self._membership is None or self._membership.neighbours.is_in_touch

    @property
    def is_draining(self) -> bool:
        """Nobody is taken in any more."""
        return self._is_draining

    def is_connected(self, person: str) -> bool:
        """Whether any device of this person is connected to this node."""
        return self._clients.has(person)

    async def is_connected_anywhere(self, person: str) -> bool:
        """Whether any device of this person is connected to any node, as far as nodes answer."""
        return self.is_connected(person) or (self._presence is not None and await self._presence.ask(person))

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
        async with self._services.hosts.held(await self._finder.left(room)) as opened:
            return None if opened is None else await opened.host.submit(command, actor)

    async def lines(self, room: str) -> list[DeviceLine]:
        """How media reaches everybody in the room, whichever node has it."""
        async with self._services.hosts.held(await self._finder.left(room)) as opened:
            return [] if opened is None else await self._services.media.lines(room)

    async def arrange(self, spec: RoomSpec, by: Actor) -> None:
        """The directory has this room so from now on: it, everybody in it, and the lobby know at once.

        A room that cannot be told now is as the directory has it when it opens next.
        """
        async with self._services.hosts.held(spec) as opened:
            if opened is not None:
                opened.host.spec = spec
                await opened.host.submit(arrangement(spec), by)
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
        self._clients.come(connection)
        try:
            await connection.serve()
        finally:
            self._clients.go(connection)

    def opened(self, room: str) -> OpenedRoom | None:
        """A room that is open on this node now."""
        return self._services.hosts.opened(room)

    async def hand_over(self, room: str, to: str = "") -> None:
        """Give a room of this node, with its sub-rooms, to another node: to `to` if that has place. Raises Unreachable."""
        await self._services.hosts.hand_over(room, to)

    async def drain(self) -> None:
        """Take nobody in, give rooms to other nodes, send everybody to reconnect, and end with all that was asked saved."""
        self._is_draining = True
        if self._membership is not None and self._guests is not None:
            await self._membership.hand_over(self._services.hosts, self._guests)
        await send_away(tuple(self._clients), self._services.clock, at_once=self._membership is None)
        await self._clients.gone()
        self._services.lobbies.close()
        self._services.boards.close()
        self._errands.close()
        for task in self._running:
            task.cancel()
        await self._services.reading.close()
        self._services.hosts.close()
        if self._membership is None:
            await self._services.hosts.closed()
        else:
            await self._membership.leave(self._services.hosts)

    # ------------------------------------------------------------ what the parts report

    def _welcomed(self, connection: Connection, client: Client) -> None:
        self._clients.welcome(connection, client.identity)
        if self._membership is not None:
            self._membership.tell(Connected(self._id, *client.identity))

    def _grants(self) -> list[Grant]:
        return [connection.grant for connection in self._clients if connection.grant is not None]

    def _regranted(self, person: str, role: Role | None) -> None:
        self._hear(ShutOut(self._id, person) if role is None else RoleChanged(self._id, person, role))

    def _spread(self, news: RoleChanged | ShutOut) -> None:
        self._hear(news)
        if self._membership is not None:
            self._membership.tell(news)

    def _hear(self, news: AnyNews) -> None:
        """Each node tells its own rooms and its own connections."""
        match news:
            case Connected(_, person, device):
                self._clients.replace((person, device))
            case RoleChanged(_, person, role):
                self._tell_own_rooms(ChangeRole(), Actor(person, role, ""))
                self._clients.end_all_of(person, CloseCode.ROLE_CHANGED, "come again with your new role")
            case ShutOut(_, person):
                self._tell_own_rooms(Leave(), Actor(person, Role.GUEST, ""))
                self._clients.end_all_of(person, CloseCode.SHUT_OUT, "you were shut out of this space")

    def _tell_own_rooms(self, command: ChangeRole | Leave, actor: Actor) -> None:
        for opened in self._services.hosts:
            if opened.host.is_owner:
                opened.host.tell(command, actor)

    def _points(self) -> int:
        return points(self.open_rooms(), len(self._clients))

    def _moved(self, opened: OpenedRoom) -> None:
        if self._membership is not None and self._guests is not None and self._media is not None:
            self._membership.given_away += 1
            self._guests.moved(opened)
            self._media.moved(opened)

    def _rehosted(self, opened: OpenedRoom) -> None:
        if self._membership is not None and self._media is not None:
            self._membership.taken_over += opened.host.is_owner
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
