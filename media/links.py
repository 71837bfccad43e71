"""Links to other media processes. At one end is the owner of a group, where its publishers are; at the other an edge, which
gets one copy of what its viewers look at and serves them as if it were published there.

It decides when a link is there and when it is over, and to which groups it belongs. To the plane a link is a transport
like any other; its keys come with a ticket instead of a DTLS handshake. It never knows what nodes are.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from studyhall_plane import Plane

from media.addresses import Address
from media.checking import Checking, pairs
from media.commands import (
    AcceptLink,
    CloseLink,
    Direction,
    EndExport,
    Export,
    Import,
    LinkCommand,
    MasterKey,
    OpenLink,
    Ticket,
    WantLayers,
)
from media.events import AnyEvent, LinkAccepted, LinkLost, LinkUp
from media.exporting import Exporting
from media.group import Group
from media.ice import Agent, IceLite, Path
from media.importing import Importing
from media.link_format import PROFILE, new_key
from media.threads import Threads

MOST_SSRCS = 900
"""That a link ever sends with. The plane remembers 1,024 of a peer (what it does not could be replayed), so a link that
comes near is given up for a new one, with new keys."""


@dataclass
class _Accepted:
    """The owner's end."""

    transport: int
    agent: Agent
    ssrcs: set[int] = field(default_factory=set)
    exports: dict[str, Exporting] = field(default_factory=dict)  # by group

    def new_ssrc(self) -> int:
        while (ssrc := secrets.randbits(32)) in self.ssrcs or ssrc == 0:
            pass
        self.ssrcs.add(ssrc)
        return ssrc


@dataclass
class _Opened:
    """The edge's end."""

    transport: int
    checking: Checking
    is_up: bool = False
    imports: dict[str, Importing] = field(default_factory=dict)  # by group


class Links:
    def __init__(
        self,
        plane: Plane,
        ice: IceLite,
        threads: Threads,
        numbers: Iterator[int],
        addresses: Sequence[Address],
        relay_sockets: Sequence[tuple[int, Address]],
        emit: Callable[[AnyEvent], None],
        now: Callable[[], float],
        group: Callable[[str], Group],
        refresh: Callable[[Group], None],
    ) -> None:
        """`addresses` are where edges reach us; from `relay_sockets`, the plane's numbers with their addresses, we reach
        owners. `group` finds or makes one; `refresh` is to be called when its tracks or who has them changed."""
        self._plane, self._ice, self._threads, self._numbers = plane, ice, threads, numbers
        self._addresses, self._relay_sockets = list(addresses), relay_sockets
        self._emit, self._now, self._group, self._refresh = emit, now, group, refresh
        self._accepted: dict[str, _Accepted] = {}
        self._opened: dict[str, _Opened] = {}

    def carry_out(self, command: LinkCommand) -> None:
        match command:
            case AcceptLink():
                self._accept(command)
            case OpenLink():
                self._open(command)
            case CloseLink():
                self._end(command.link)
            case Export():
                self._export(command)
            case EndExport():
                self._end_export(command)
            case WantLayers():
                self._want(command)
            case Import():
                self._import(command)
            case _:
                assert_never(command)

    # -- at the owner's end

    def _accept(self, command: AcceptLink) -> None:
        self._end_accepted(command.link)
        transport = next(self._numbers)
        agent = self._ice.add(transport, command.ufrag, self._now())
        to_edge, from_edge = new_key(), new_key()
        self._add_transport(command.link, transport, send=to_edge, receive=from_edge)
        self._accepted[command.link] = _Accepted(transport, agent)
        local = agent.local
        self._emit(
            LinkAccepted(command.ref, Ticket(local.ufrag, local.pwd, self._addresses, to_edge, from_edge))
        )

    def expire(self, transport: int) -> None:
        """No check has come for too long."""
        for name, accepted in list(self._accepted.items()):
            if accepted.transport == transport:
                self._lose(name)

    def _export(self, command: Export) -> None:
        link = self._accepted.get(command.link)
        if link is None or command.group in link.exports:
            return
        exporting = Exporting(
            self._plane, link.transport, self._numbers, link.new_ssrc, command.link, command.group
        )
        link.exports[command.group] = exporting
        group = self._group(command.group)
        group.exports.append(exporting)
        self._refresh(group)

    def _end_export(self, command: EndExport) -> None:
        link = self._accepted.get(command.link)
        exporting = None if link is None else link.exports.pop(command.group, None)
        if exporting is not None:
            exporting.end()
            self._withdraw(command.group, exporting)

    def _withdraw(self, name: str, exporting: Exporting) -> None:
        group = self._group(name)
        group.exports.remove(exporting)
        self._refresh(group)

    def _want(self, command: WantLayers) -> None:
        link = self._accepted.get(command.link)
        exporting = None if link is None else link.exports.get(command.group)
        if exporting is not None:
            exporting.want(command.peer, command.layers)
            self._refresh(self._group(command.group))

    def _end_accepted(self, name: str) -> bool:
        link = self._accepted.pop(name, None)
        if link is None:
            return False
        self._ice.remove(link.agent)
        self._remove_transport(link.transport)
        for group, exporting in link.exports.items():
            self._withdraw(group, exporting)
        return True

    # -- at the edge's end

    def _open(self, command: OpenLink) -> None:
        self._end_opened(command.link)
        transport, ticket = next(self._numbers), command.ticket
        self._add_transport(command.link, transport, send=ticket.from_edge, receive=ticket.to_edge)
        found = pairs(self._relay_sockets, ticket.addresses)
        checking = Checking(command.ufrag, ticket.ufrag, ticket.pwd, found, self._now())
        self._opened[command.link] = _Opened(transport, checking)
        self.look()

    def take_response(self, path: Path, data: bytes) -> bool:
        """Whether a STUN message answers one of our checks."""
        return any(self._take_response(*item, path, data) for item in list(self._opened.items()))

    def _take_response(self, name: str, link: _Opened, path: Path, data: bytes) -> bool:
        if not link.checking.receive(path, data, self._now()):
            return False
        if not link.is_up:
            link.is_up = True
            self._plane.set_path(link.transport, path.socket, path.remote)
            self.look()
            self._emit(LinkUp(name))
        return True

    def look(self) -> None:
        """To be called every 100 ms: checks that are due, links that have ended."""
        now = self._now()
        for name, link in list(self._opened.items()):
            for path, data in link.checking.due(now):
                self._plane.send_datagram(path.socket, path.remote, data)
            if link.checking.is_lost(now):
                self._lose(name)
        for name in [name for name, link in self._accepted.items() if len(link.ssrcs) > MOST_SSRCS]:
            self._lose(name)

    def _import(self, command: Import) -> None:
        link = self._opened.get(command.link)
        if link is None:
            return
        group = self._group(command.group)
        importing = link.imports.get(command.group)
        if importing is None:
            importing = Importing(self._plane, link.transport, self._numbers)
            link.imports[command.group] = group.imported = importing
        importing.update(command.tracks)
        if not command.tracks:
            del link.imports[command.group]
            self._forget_import(group, importing)
        self._refresh(group)

    def _end_opened(self, name: str) -> bool:
        link = self._opened.pop(name, None)
        if link is None:
            return False
        self._remove_transport(link.transport)
        for group_name in link.imports:
            group = self._group(group_name)
            self._forget_import(group, link.imports[group_name])
            self._refresh(group)
        return True

    @staticmethod
    def _forget_import(group: Group, importing: Importing) -> None:
        if group.imported is importing:
            group.imported = None

    # -- both

    def _end(self, name: str) -> bool:
        accepted, opened = self._end_accepted(name), self._end_opened(name)
        return accepted or opened

    def _lose(self, name: str) -> None:
        if self._end(name):
            self._emit(LinkLost(name))

    def _add_transport(self, name: str, transport: int, *, send: MasterKey, receive: MasterKey) -> None:
        self._plane.add_transport(
            transport, self._threads.place(transport, f"link {name}", Direction.PUBLISH)
        )
        self._plane.set_keys(
            transport,
            PROFILE,
            receive_key=receive.key,
            receive_salt=receive.salt,
            send_key=send.key,
            send_salt=send.salt,
        )

    def _remove_transport(self, transport: int) -> None:
        self._threads.forget(transport)
        self._plane.remove_transport(transport)
