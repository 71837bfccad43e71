"""Two real media processes with a link between them; what the web processes would carry is carried here."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from media.commands import AcceptLink, CloseLink, Export, Import, OpenLink, Ticket, WantLayers
from media.events import AnyEvent, Exported, LayersWanted, LinkAccepted, LinkUp
from tests.media.media_server import MediaServer

TO_EDGE, FROM_OWNER = "to the edge", "from the owner"


class Linked:
    def __init__(self, owner: MediaServer, edge: MediaServer, group: str = "room") -> None:
        self.owner, self.edge, self.group = owner, edge, group
        owner.hear, edge.hear = self._owner_says, self._edge_says

    async def ticket(self, ufrag: str) -> Ticket:
        accepted = await self.owner.link.request(AcceptLink(0, TO_EDGE, ufrag))
        assert isinstance(accepted, LinkAccepted)
        return accepted.ticket

    async def open(self, change: Callable[[Ticket], Ticket] = lambda ticket: ticket) -> None:
        """Returns once the link is up. `change`: what becomes of the ticket on its way."""
        ups = sum(isinstance(event, LinkUp) for event in self.edge.events)
        ufrag = secrets.token_hex(4)
        ticket = change(await self.ticket(ufrag))
        self.edge.link.send(OpenLink(FROM_OWNER, ufrag, ticket))
        await self.edge.until(lambda: sum(isinstance(event, LinkUp) for event in self.edge.events) > ups)
        self.owner.link.send(Export(TO_EDGE, self.group))

    def close(self) -> None:
        self.owner.link.send(CloseLink(TO_EDGE))

    def _owner_says(self, event: AnyEvent) -> None:
        if isinstance(event, Exported):
            self.edge.link.send(Import(FROM_OWNER, event.group, event.tracks))

    def _edge_says(self, event: AnyEvent) -> None:
        if isinstance(event, LayersWanted):
            self.owner.link.send(WantLayers(TO_EDGE, self.group, event.peer, event.layers))
