"""This node among others: what it hears from the registry and over the bus, and whom of its parts it tells.

A node without a registry is alone, has none of this, and owns every room.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from msgspec import MsgspecError, Struct, msgpack

from rooms.roles import Role
from signaling.cluster.calls import Calls
from signaling.cluster.draining import hand_over_all
from signaling.cluster.guests import Guests
from signaling.cluster.letters import AnyCall, AnyReply, MediaCall
from signaling.cluster.placement import Neighbours
from signaling.cluster.registry import Registry
from signaling.cluster.routed_media import RoutedMedia
from signaling.hosts import Hosts
from signaling.ports import Bus, Clock
from signaling.seat import Claims
from signaling.sleepers import Sleepers

logger = logging.getLogger(__name__)

NEWS = "nodes"
"""The bus channel on which a node tells all others something about a person."""


class _News(Struct, frozen=True, tag_field="t"):
    sender: str


class Connected(_News, frozen=True, tag="connected"):
    """This device is connected to the sender now: wherever else it was, that is a leftover."""

    person: str
    device: str


class RoleChanged(_News, frozen=True, tag="role_changed"):
    person: str
    role: Role


class ShutOut(_News, frozen=True, tag="shut_out"):
    person: str


AnyNews = Connected | RoleChanged | ShutOut

_encode = msgpack.Encoder().encode
_decoder: msgpack.Decoder[AnyNews] = msgpack.Decoder(AnyNews)


class Membership:
    def __init__(self, id: str, registry: Registry, bus: Bus, clock: Clock, version: str = "") -> None:
        self.neighbours = Neighbours(id, registry, clock, version)
        self.calls = Calls(self.neighbours.id, bus, clock)
        self._bus, self._clock = bus, clock
        self.taken_over = 0
        """Rooms that another node owned, and this one has taken over."""
        self.given_away = 0
        """Rooms of this node that another one owns now."""
        self._running: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], None] = lambda: None
        self._has_left = False

    def join(
        self,
        hosts: Hosts,
        media: RoutedMedia,
        claims: Claims,
        sleepers: Sleepers,
        tasks: asyncio.TaskGroup,
        hear: Callable[[AnyNews], None],
    ) -> Guests:
        """From here on others hear of this node. `hear` is told what happens to people at other nodes."""
        guests = Guests(hosts, claims, self.calls, tasks)

        def answer(node: str, call: AnyCall) -> asyncio.Future[AnyReply]:
            return media.answer(node, call) if isinstance(call, MediaCall) else guests.answer(node, call)

        def changed(gone: frozenset[str]) -> None:
            for node in gone:
                logger.warning("node %s is gone", node)
                self.calls.gone(node)
                guests.gone(node)
                media.gone(node)
            hosts.gone(gone)
            sleepers.reconsider()

        def returned() -> None:
            if self._has_left:  # the bus outlives the node
                return
            media.returned()
            tasks.create_task(_quietly(hosts), name="after a silence")

        def lost() -> None:
            self.calls.doubt()
            returned()

        def receive(data: bytes) -> None:
            try:
                news = _decoder.decode(data)
            except MsgspecError:
                self.calls.drop()
                return
            if news.sender != self.neighbours.id:
                hear(news)

        self.calls.serve(answer)
        self.neighbours.on_change(changed)
        self.neighbours.on_return(returned)
        self._bus.on_loss(lost)
        self._unsubscribe = self._bus.subscribe(NEWS, receive)
        self._running = [
            tasks.create_task(self.neighbours.run(), name="neighbours"),
            tasks.create_task(guests.tell_heads(self._clock), name="heads"),
        ]
        return guests

    async def hand_over(self, hosts: Hosts, guests: Guests) -> None:
        """Give every room of this node to others, if there are any: where most of its people are, if that has place."""
        if await self.neighbours.drain():
            await hand_over_all(hosts, guests.most_people)

    def tell(self, news: AnyNews) -> None:
        self._bus.publish(NEWS, _encode(news))

    async def leave(self, hosts: Hosts) -> None:
        """Every room of this node closes; then the others may have them."""
        self._has_left = True
        self.calls.doubt()  # what closes waits for nobody
        await hosts.closed()
        for task in self._running:
            task.cancel()
        self._unsubscribe()
        await self.neighbours.leave()
        self.calls.close()


async def _quietly(hosts: Hosts) -> None:
    """The registry may be gone again; the next return asks again."""
    try:
        await hosts.doubt()
    except Exception:
        logger.exception("who owns what is still unknown")
