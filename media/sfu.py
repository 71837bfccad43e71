"""The selective forwarding unit: applies commands to peers, connections and slots, and says so to the plane.

It decides nothing about people: who may publish and who is together comes in as commands. No packet comes here,
only STUN, DTLS and commands. Everything runs on one event loop, each call to its end.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import assert_never

from studyhall_plane import DtlsDatagram, Plane, StreamActive, StunDatagram

from media.addresses import Address
from media.aiortc_seam import BadSdp, Certificate
from media.answer import write_answer
from media.commands import (
    AcceptLink,
    AddPeer,
    AnyCommand,
    CheckPath,
    Direction,
    MovePeer,
    Negotiate,
    Permit,
    RemovePeer,
    Source,
    TakeStatistics,
    Watch,
)
from media.connection import Connection, Relation, tell_of_path
from media.counting import Counting
from media.demand import Demand
from media.events import Answered, AnyEvent, Connected, Disconnected, RefusalCode, Refused
from media.group import Group, Peer
from media.ice import CONSENT_SECONDS, IceLite, Path
from media.links import Links
from media.measuring import VOICES_SECONDS, Measuring
from media.negotiation import AgreedSection, agree
from media.offer import Offer, read_offer
from media.publishing import Publishing
from media.receiving import Receiving
from media.threads import RECEIVERS_AT_HOME, Threads

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 4_000
CHECK_SECONDS = 20.0
"""For which a connection that only tries the way is kept."""


class Sfu:
    """`tasks` owns one task per connection; `emit` takes each event and must not block. From `relay_sockets`, the plane's
    numbers with their addresses, links are opened."""

    def __init__(
        self,
        plane: Plane,
        candidates: tuple[Address, ...],
        tcp_candidates: tuple[Address, ...],
        tasks: asyncio.TaskGroup,
        emit: Callable[[AnyEvent], None],
        *,
        relay_sockets: Sequence[tuple[int, Address]] = (),
        threads: int = 1,
        receivers_at_home: int = RECEIVERS_AT_HOME,
        max_connections: int = MAX_CONNECTIONS,
        consent_seconds: float = CONSENT_SECONDS,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self._plane = plane
        self._candidates = candidates
        self._tcp_candidates = tcp_candidates
        self._threads = Threads(threads, receivers_at_home)
        self._check_seconds = check_seconds
        self._tasks = tasks
        self._emit = emit
        self._max_connections = max_connections
        self._loop = asyncio.get_running_loop()
        self._certificate = Certificate()
        self._ice = IceLite(consent_seconds)
        self._numbers = itertools.count(1)
        self._peers: dict[str, Peer] = {}
        self._groups: dict[str, Group] = {}
        self._connections: dict[int, tuple[Connection, Peer, Direction]] = {}
        self._measuring = Measuring(plane, self._connections, self._peers, emit, self._loop.time)
        self._counting = Counting(plane, self._ice.drops, self._peers)
        self._links = Links(
            plane,
            self._ice,
            self._threads,
            self._numbers,
            candidates,
            relay_sockets,
            emit,
            self._loop.time,
            self._group,
            self._refresh,
        )
        self._consent_timer: asyncio.TimerHandle | None = None
        self.plane_ended = asyncio.Event()  # nothing works any more: the process has to end

    def _is_done(self, call: Callable[[], None]) -> bool:
        """Contain a bug: what comes after this call belongs to others. Without a plane nothing comes after it."""
        try:
            call()
        except RuntimeError:
            if not self.plane_ended.is_set():
                log.exception("the packet plane has ended")
            self.plane_ended.set()
        except Exception:
            log.exception("a bug")
        else:
            return True
        return False

    # -- commands

    def handle(self, command: AnyCommand) -> None:
        """Never raises."""
        is_done = self._is_done(partial(self._carry_out, command))
        if not is_done and isinstance(command, Negotiate | AcceptLink):
            self._emit(Refused(command.ref, RefusalCode.BAD_SDP, "cannot be carried out"))

    def _carry_out(self, command: AnyCommand) -> None:
        match command:
            case AddPeer():
                self._add_peer(command)
            case RemovePeer():
                self._remove_peer(command.peer)
            case Permit():
                self._permit(command)
            case MovePeer():
                self._move_peer(command)
            case Negotiate():
                self._negotiate(command)
            case Watch():
                self._watch(command)
            case CheckPath():
                self._negotiate_for(self._passer_by(), command.ref, Direction.RECEIVE, command.sdp, {})
            case TakeStatistics():
                self._emit(self._counting.statistics(command.ref, command.group))
            case _:
                self._links.carry_out(command)
                self._arm_consent()

    def _add_peer(self, command: AddPeer) -> None:
        self._remove_peer(command.peer)
        group = self._group(command.group)
        peer = Peer(command.peer, group, command.may_publish, command.is_always_heard)
        self._peers[peer.name] = peer
        group.join(peer)
        self._refresh(group)

    def _remove_peer(self, name: str) -> None:
        peer = self._peers.pop(name, None)
        if peer is None:
            return
        for side in (peer.publishing, peer.receiving):
            if side is not None:
                self._close(side.connection)
        peer.group.leave(peer)
        self._refresh(peer.group)

    def _permit(self, command: Permit) -> None:
        peer = self._peers.get(command.peer)
        if peer is None:
            return
        peer.may_publish, peer.is_always_heard = command.may_publish, command.is_always_heard
        if peer.publishing is not None:
            peer.publishing.permit(command.may_publish)
        self._refresh(peer.group)

    def _move_peer(self, command: MovePeer) -> None:
        peer = self._peers.get(command.peer)
        if peer is None:
            return
        left = peer.group
        left.leave(peer)
        peer.told = None  # who follows it starts anew in the other group, even with the same slots
        peer.demand = Demand()
        self._group(command.group).join(peer)
        for side in (peer.publishing, peer.receiving):
            if side is not None:
                self._threads.move(side.connection.transport, command.group)
        self._refresh(left)
        self._refresh(peer.group)

    def _watch(self, command: Watch) -> None:
        peer = self._peers.get(command.peer)
        if peer is not None and peer.receiving is not None:
            peer.receiving.watch(command.views)
            self._measuring.refreshed(peer.group)

    def _passer_by(self) -> Peer:
        """Belongs to no group that anybody else is in, may publish nothing, and is gone after a while."""
        peer = Peer("", Group(""), frozenset())
        self._loop.call_later(self._check_seconds, partial(self._is_done, partial(self._send_off, peer)))
        return peer

    def _send_off(self, peer: Peer) -> None:
        if peer.receiving is not None:
            self._close(peer.receiving.connection)

    def _group(self, name: str) -> Group:
        return self._groups.setdefault(name, Group(name))

    def _refresh(self, group: Group) -> None:
        for news in group.refresh():
            self._emit(news)
        self._measuring.refreshed(group)
        if group.is_empty and self._groups.get(group.name) is group:
            del self._groups[group.name]

    # -- negotiation

    def _negotiate(self, command: Negotiate) -> None:
        peer = self._peers.get(command.peer)
        if peer is None:
            self._emit(Refused(command.ref, RefusalCode.UNKNOWN_PEER, "no such peer"))
            return
        self._negotiate_for(peer, command.ref, command.direction, command.sdp, command.sources)

    def _negotiate_for(
        self, peer: Peer, ref: int, direction: Direction, sdp: str, sources: Mapping[str, Source]
    ) -> None:
        try:
            offer = read_offer(sdp)
            agreed = agree(offer, direction, sources)
            connection = self._connection_for(peer, direction, offer)
        except BadSdp as error:
            self._emit(Refused(ref, RefusalCode.BAD_SDP, str(error)))
            return
        if connection is None:
            self._emit(Refused(ref, RefusalCode.FULL, "too many connections"))
            return
        self._apply(peer, direction, connection, [s for s in agreed if s is not None])
        receiving = peer.receiving if direction is Direction.RECEIVE else None
        session, version = connection.next_version()
        answer = write_answer(
            offer,
            agreed,
            connection.describe(self._candidates, self._tcp_candidates),
            session=session,
            version=version,
            cname=connection.cname,
            outgoing=receiving.outgoing() if receiving is not None else {},
        )
        self._emit(Answered(ref, answer))
        self._refresh(peer.group)

    def _connection_for(self, peer: Peer, direction: Direction, offer: Offer) -> Connection | None:
        """The connection that this offer is about, new or kept; None when there is no room for another one."""
        side = peer.publishing if direction is Direction.PUBLISH else peer.receiving
        if side is not None:
            match side.connection.relation(offer):
                case Relation.SAME:
                    return side.connection
                case Relation.RESTART:
                    side.connection.restart_ice(offer)
                    return side.connection
                case Relation.OTHER:
                    self._close(side.connection)
        if not offer.fingerprints:
            raise BadSdp("no media section that could be taken")
        if len(self._connections) >= self._max_connections:
            return None
        return self._open(peer, direction, offer)

    def _open(self, peer: Peer, direction: Direction, offer: Offer) -> Connection:
        transport = next(self._numbers)
        connection = Connection(
            self._plane,
            self._ice,
            self._certificate,
            transport,
            offer,
            self._loop.time(),
            self._threads.place(transport, peer.group.name, direction),
        )
        self._connections[transport] = (connection, peer, direction)
        if direction is Direction.PUBLISH:
            peer.publishing = Publishing(self._plane, connection, self._numbers)
        else:
            peer.receiving = Receiving(self._plane, connection, self._numbers)
        self._tasks.create_task(self._serve(connection, peer, direction))
        self._arm_consent()
        return connection

    def _apply(
        self, peer: Peer, direction: Direction, connection: Connection, sections: list[AgreedSection]
    ) -> None:
        if direction is Direction.PUBLISH and peer.publishing is not None:
            peer.publishing.update(sections, peer.may_publish)
        elif direction is Direction.RECEIVE and peer.receiving is not None:
            peer.receiving.update(sections)

    # -- connections

    async def _serve(self, connection: Connection, peer: Peer, direction: Direction) -> None:
        """Own one connection until it is over. A bug in here ends this connection, not the process."""
        try:
            await connection.run(lambda: self._emit(Connected(peer.name, direction)))
        except Exception:
            log.exception("transport %d ended by a bug", connection.transport)
        if connection.transport in self._connections:  # nobody here closed it: the peer did, or the network
            self._is_done(partial(self._lose, connection))

    def _expire(self, transport: int) -> None:
        if transport in self._connections:
            self._lose(self._connections[transport][0])
        else:
            self._links.expire(transport)

    def _lose(self, connection: Connection) -> None:
        _, peer, direction = self._connections[connection.transport]
        self._close(connection)
        self._emit(Disconnected(peer.name, direction))
        self._refresh(peer.group)

    def _close(self, connection: Connection) -> None:
        """Streams, outputs and slots of it are gone at once. The caller refreshes the group."""
        connection.close()
        self._threads.forget(connection.transport)
        _, peer, direction = self._connections.pop(connection.transport)
        if direction is Direction.PUBLISH:
            peer.publishing = None
        else:
            peer.receiving = None

    # -- datagrams

    def take_plane_events(self) -> None:
        """To be called whenever the plane's descriptor is readable. Never raises."""
        self._is_done(self._take_all)

    def _take_all(self) -> None:
        for event in self._plane.take_events():
            self._is_done(partial(self._take, event))

    def _take(self, event: StunDatagram | DtlsDatagram | StreamActive) -> None:
        match event:
            case StunDatagram():
                self._receive_stun(Path(event.socket, event.remote), event.data)
            case DtlsDatagram():
                found = self._connections.get(event.transport)
                if found is not None:
                    found[0].receive_dtls(event.data)
            case StreamActive():
                pass  # a track exists from its negotiation on; whether it flows is for the statistics to say
            case _:
                assert_never(event)

    def _receive_stun(self, path: Path, data: bytes) -> None:
        if self._links.take_response(path, data):
            return
        reply = self._ice.receive(path, data, self._loop.time())
        if reply is None:
            return
        for change in reply.changes:
            tell_of_path(self._plane, change)
        self._plane.send_datagram(path.socket, path.remote, reply.data)

    # -- consent (RFC 7675)

    def _arm_consent(self) -> None:
        deadline = self._ice.next_deadline()
        if self._consent_timer is None and deadline is not None:
            # Not more often than once a second: many deadlines move on before they come.
            when = max(deadline, self._loop.time() + 1)
            self._consent_timer = self._loop.call_at(when, self._check_consent)

    def _check_consent(self) -> None:
        self._consent_timer = None
        for agent in list(self._ice.expired(self._loop.time())):
            found = self._connections.get(agent.transport)
            lose = (
                partial(self._links.expire, agent.transport)
                if found is None
                else partial(self._lose, found[0])
            )
            self._is_done(lose)
        self._arm_consent()

    # -- measurement

    async def measure(self) -> None:
        """Listen to voices, look at lines and check links, for as long as this runs."""
        while True:
            await asyncio.sleep(VOICES_SECONDS)
            self._is_done(self._measuring.look)
            self._is_done(self._links.look)
