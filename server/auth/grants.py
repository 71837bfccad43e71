"""What people may change of each other's access: a role, a place in the space, an invite. It holds at once, everywhere.

In this order: the database, which every ticket is read by when it is used, then rooms and connections. So nobody comes
back with what was taken from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from rooms.roles import Role
from server.storage.people import People, Person


class Affected(Protocol):
    """Whom it concerns besides the database, such as the connections of `signaling.node.Node`. Neither call waits."""

    def change_role(self, person: str, role: Role) -> None: ...

    def shut_out(self, person: str) -> None: ...


class Grants:
    """`now` gives UTC seconds."""

    def __init__(self, people: People, affected: Sequence[Affected], now: Callable[[], float]) -> None:
        self._people, self._affected, self._now = people, affected, now

    async def give(self, person: Person, role: Role) -> Person:
        """The person with this role. No invite that they hold gives them another, and revoking one takes nothing of it."""
        given = replace(person, role=role, invite=None, role_given=True)
        await self._people.update(given, self._now() if role is not person.role else None)
        self.changed(given)
        return given

    def changed(self, person: Person) -> None:
        """The database says since just now what this person's role is."""
        for each in self._affected:
            each.change_role(person.id, person.role)

    async def shut_out(self, person: Person) -> None:
        await self._people.shut_out(person.id, self._now())
        self._gone([person.id])

    async def revoke(self, space: str, invite: bytes) -> bool:
        """Whether there was such an invite. Everybody who has their role by it is shut out."""
        came = await self._people.revoke(space, invite, self._now())
        if came is None:
            return False
        self._gone(came)
        return True

    def _gone(self, people: list[str]) -> None:
        for person in people:
            for each in self._affected:
                each.shut_out(person)
