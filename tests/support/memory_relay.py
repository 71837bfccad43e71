"""Media that relays, without media: it notes who is served and what is on which link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from signaling.ports import MediaRefused


class MemoryRelay:
    """Implements `signaling.cluster.relaying.Relay`. Links open unless `has_no_way`, and end when a test says so."""

    def __init__(self) -> None:
        self.is_full = False
        self.has_no_way = False
        self.tickets: list[tuple[str, str]] = []
        self.links: dict[str, Callable[[], None]] = {}  # by owner: what is called when it ends
        self.opened = 0
        self.exports: dict[tuple[str, str], Callable[[bytes], None]] = {}
        self.served: set[tuple[str, str, str]] = set()
        self.shown: dict[str, bytes] = {}  # by room
        self.wants: dict[str, Callable[[str, bytes], None]] = {}  # by room
        self.wanted: list[tuple[str, str, str, bytes]] = []
        self.closed: list[str] = []

    def is_crowded(self, room: str, device: str) -> bool:
        return self.is_full

    async def accept(self, node: str, ufrag: str) -> bytes:
        self.tickets.append((node, ufrag))
        return b"ticket for " + ufrag.encode()

    def export(self, node: str, room: str, tell: Callable[[bytes], None]) -> Callable[[], None]:
        self.exports[node, room] = tell
        tell(b"tracks of " + room.encode())

        def end() -> None:
            if self.exports.get((node, room)) is tell:
                del self.exports[node, room]

        return end

    def want(self, node: str, room: str, peer: str, wanted: bytes) -> None:
        self.wanted.append((node, room, peer, wanted))

    async def open(
        self, owner: str, ticket: Callable[[str], Awaitable[bytes]], lost: Callable[[], None]
    ) -> None:
        if self.has_no_way or await ticket("ufrag") != b"ticket for ufrag":
            raise MediaRefused("unavailable", "no way")
        self.opened += 1
        self.links[owner] = lost

    def show(self, owner: str, room: str, tracks: bytes, want: Callable[[str, bytes], None]) -> None:
        self.shown[room], self.wants[room] = tracks, want

    def hide(self, owner: str, room: str) -> None:
        self.shown.pop(room, None)

    def serve(self, room: str, member: str, device: str) -> None:
        self.served.add((room, member, device))

    def release(self, room: str, device: str) -> None:
        self.served = {each for each in self.served if (each[0], each[2]) != (room, device)}

    def close(self, node: str) -> None:
        self.links.pop(node, None)
        self.closed.append(node)
