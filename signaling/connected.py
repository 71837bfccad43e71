"""Which clients are connected to this node, as which devices: each device once, the newest connection wins."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from signaling.codes import CloseCode
from signaling.connection import Connection

Identity = tuple[str, str]
"""Person and device."""


class ConnectedClients:
    def __init__(self) -> None:
        self._all: dict[Connection, Identity | None] = {}
        self._of: dict[Identity, Connection] = {}
        self._nobody_left = asyncio.Event()
        self._nobody_left.set()

    def __len__(self) -> int:
        """Welcomed or not."""
        return len(self._all)

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._all))

    def has(self, person: str) -> bool:
        """Whether any device of this person is connected."""
        return any(connected == person for connected, _ in self._of)

    def come(self, connection: Connection) -> None:
        self._all[connection] = None
        self._nobody_left.clear()

    def welcome(self, connection: Connection, identity: Identity) -> None:
        """It is known now whose it is."""
        self.replace(identity)
        self._of[identity] = connection
        self._all[connection] = identity

    def replace(self, identity: Identity) -> None:
        """The same device again, here or elsewhere: the older connection is a leftover of a line that broke."""
        older = self._of.get(identity)
        if older is not None:
            older.end(CloseCode.REPLACED, "this device connected again")

    def go(self, connection: Connection) -> None:
        identity = self._all.pop(connection)
        if identity is not None and self._of.get(identity) is connection:
            del self._of[identity]
        if not self._all:
            self._nobody_left.set()

    def end_all_of(self, person: str, code: CloseCode, reason: str) -> None:
        """Also of whoever is just being let in as them."""
        for connection, identity in self._all.items():
            if identity is None:
                connection.regranted(person)
            elif identity[0] == person:
                connection.end(code, reason)

    async def gone(self) -> None:
        """Returns when nobody is connected."""
        await self._nobody_left.wait()
