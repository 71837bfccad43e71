"""Cards of members: each keeps their own; staff open one, are shown what its member agreed to, and are noted.

An opening is noted before anything is shown. Whoever is no staff has no way to anybody's card, a peer's or a stranger's.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.cards import LONGEST, CardField, MemberCard, cleaned, consented, quotation, too_long
from rooms.roles import Role
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.learners.standing import Standing, Standings
from server.storage.cards import Cards
from server.storage.people import People, Person
from signaling.ports import Directory

SHOWN_LOOKS = 50


class LookView(Struct, frozen=True):
    """Who of the staff looked, and when. `name` and `role` are those of today."""

    name: str
    role: Role | None
    at: float


class OwnCard(Struct, frozen=True):
    card: MemberCard
    longest: dict[CardField, int]
    looks: list[LookView]


class CardView(Struct, frozen=True):
    """`shown` has the lines that the member agreed to, and no others. `answered_by` is a name."""

    person: str
    name: str
    role: Role
    joined_at: float
    shown: dict[CardField, str]
    standing: Standing


class Quotable(Struct, frozen=True):
    """Whether their progress may be quoted; nothing of what it says."""

    quotable: bool


class Quotation(Struct, frozen=True):
    progress: str


class CardsApi:
    """`now` gives UTC seconds."""

    def __init__(
        self,
        visitors: Visitors,
        people: People,
        directory: Directory,
        cards: Cards,
        standings: Standings,
        now: Callable[[], float],
    ) -> None:
        self._visitors, self._people, self._directory = visitors, people, directory
        self._cards, self._standings, self._now = cards, standings, now

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/me/card", self.read_own, methods=["GET"]),
            Route("/api/me/card", self.save_own, methods=["PUT"]),
            Route("/api/people/{person}/card", self.open, methods=["GET"]),
            Route("/api/people/{person}/quotable", self.quotable, methods=["GET"]),
            Route("/api/people/{person}/progress", self.progress, methods=["GET"]),
        ]

    async def read_own(self, request: Request) -> Response:
        person = await self._visitors.person(request)
        return as_json(await self._own(person, await self._cards.get(person.id)))

    async def save_own(self, request: Request) -> Response:
        """What is taken back is hidden from the next opening on."""
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        card = cleaned(await read_json(request, MemberCard))
        if long := too_long(card):
            raise Refusal(422, "card_too_long", ", ".join(long))
        await self._cards.save(person.id, card)
        return as_json(await self._own(person, card))

    async def open(self, request: Request) -> Response:
        staff, person = await self._asked(request)
        await self._note(person, staff)
        card = await self._cards.get(person.id)
        lines = {field: consented(card, field) for field in CardField}
        standing = await self._standings.of(person.id, await self._directory.rooms(person.space))
        names = await self._people.names([standing.answered_by])
        return as_json(
            CardView(
                person=person.id,
                name=person.name,
                role=person.role,
                joined_at=await self._people.joined_at(person.id),
                shown={field: text for field, text in lines.items() if text is not None},
                standing=Standing(
                    standing.open,
                    standing.answered_at,
                    names.get(standing.answered_by, ""),
                    standing.reopened,
                ),
            )
        )

    async def quotable(self, request: Request) -> Response:
        _, person = await self._asked(request)
        return as_json(Quotable(quotation(await self._cards.get(person.id)) is not None))

    async def progress(self, request: Request) -> Response:
        staff, person = await self._asked(request)
        quoted = quotation(await self._cards.get(person.id))
        if quoted is None:
            raise Refusal(404, "not_shown", "not for quoting")
        await self._note(person, staff)
        return as_json(Quotation(quoted))

    async def _own(self, person: Person, card: MemberCard) -> OwnCard:
        looks = await self._cards.looks(person.id, SHOWN_LOOKS)
        who = {id: await self._people.find(id) for id in {look.by for look in looks}}
        names = await self._people.names(who)
        views = []
        for look in looks:
            known = who[look.by]
            views.append(LookView(names.get(look.by, ""), None if known is None else known.role, look.at))
        return OwnCard(card, LONGEST, views)

    async def _note(self, person: Person, staff: Person) -> None:
        """One's own is no look."""
        if staff.id != person.id:
            await self._cards.note_look(person.id, staff.id, self._now())

    async def _asked(self, request: Request) -> tuple[Person, Person]:
        """Who of the staff asks, and about whom. Raises Refusal 401, 403 or 404."""
        staff = await self._visitors.staff(request)
        person = await self._people.find(str(request.path_params["person"]))
        if person is None or person.space != staff.space:
            raise Refusal(404, "not_found", "no such person")
        return staff, person
