"""Who is proposed as an active student, or no longer as one: operators see why, and decide. Nobody else sees any of it.

Nothing changes without an approval; approving is giving a role, as an operator gives any. A decline says why.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from community.names import visible_line
from community.promoting import Direction, PromotionRule, Proposal
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.learners.promotions import NotProposed, Promotions
from server.storage.people import People
from signaling.ports import Directory
from signaling.room_ids import home_of

SHOWN_DECISIONS = 50
SHORTEST_REASON = 3


class DecidedView(Struct, frozen=True):
    """`answers`: how many counted then."""

    person: str
    name: str
    direction: Direction
    answers: int
    approved: bool
    by_name: str
    at: float
    reason: str


class PromotionsView(Struct, frozen=True):
    """`rooms`: titles of those that the answers are in, by id. `decisions` newest first."""

    rule: PromotionRule
    proposals: list[Proposal]
    rooms: dict[str, str]
    decisions: list[DecidedView]


class Decide(Struct, frozen=True, forbid_unknown_fields=True):
    """`reason` is needed for a decline."""

    approved: bool
    reason: Annotated[str, Meta(max_length=500)] = ""


class PromotionsApi:
    def __init__(
        self, visitors: Visitors, people: People, directory: Directory, promotions: Promotions
    ) -> None:
        self._visitors, self._people, self._directory = visitors, people, directory
        self._promotions = promotions

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/promotions", self.read, methods=["GET"]),
            Route("/api/promotions/rule", self.save_rule, methods=["PUT"]),
            Route("/api/promotions/{person}", self.decide, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Response:
        return as_json(await self._view((await self._visitors.operator(request)).space))

    async def save_rule(self, request: Request) -> Response:
        self._visitors.origin(request)
        operator = await self._visitors.operator(request)
        await self._promotions.save_rule(operator.space, await read_json(request, PromotionRule), operator.id)
        return as_json(await self._view(operator.space))

    async def decide(self, request: Request) -> Response:
        self._visitors.origin(request)
        operator = await self._visitors.operator(request)
        asked = await read_json(request, Decide)
        reason = visible_line(asked.reason)
        if not asked.approved and len(reason) < SHORTEST_REASON:
            raise Refusal(422, "reason_needed", "say why")
        try:
            await self._promotions.decide(
                operator.space,
                str(request.path_params["person"]),
                approved=asked.approved,
                by=operator.id,
                reason=reason,
            )
        except NotProposed:
            raise Refusal(409, "not_proposed", "not any more") from None
        return as_json(await self._view(operator.space))

    async def _view(self, space: str) -> PromotionsView:
        titles = {spec.id: spec.title for spec in await self._directory.rooms(space)}
        found = await self._promotions.open(space)
        decided = await self._promotions.records.decisions(space, SHOWN_DECISIONS)
        names = await self._people.names({each.by for each in decided})
        rooms = {answer.room for proposal in found for answer in proposal.answers}
        return PromotionsView(
            rule=await self._promotions.records.rule(space),
            proposals=found,
            rooms={room: titles[home_of(room)] for room in rooms},
            decisions=[
                DecidedView(
                    person=each.proposal.person,
                    name=each.proposal.name,
                    direction=each.proposal.direction,
                    answers=len(each.proposal.answers),
                    approved=each.approved,
                    by_name=names.get(each.by, ""),
                    at=each.at,
                    reason=each.reason,
                )
                for each in decided
            ],
        )
