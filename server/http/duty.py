"""The duty plan of a space: staff read it, operators change it.

A plan that cannot be used is answered with everything that is wrong with it, as codes and paths.
"""

from __future__ import annotations

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ObligationClass, Occasion, Target
from rooms.roles import STAFF
from server.duty.office import Office
from server.duty.plan import DutyPlan, StoredPlan, flaws, strangers, swaps_in_vain
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.storage.people import People

LARGEST_PLAN = 256 * 1024


class PlanView(Struct, frozen=True):
    """`version` 0 and no plan: the `standard` targets hold, and every hour is covered. They hold for every class and
    occasion that a plan does not name. `swaps_in_vain`: places of those that change nothing."""

    version: int
    at: float | None
    by: str
    plan: DutyPlan | None
    swaps_in_vain: list[int]
    standard: dict[ObligationClass, Target]
    standard_occasions: dict[Occasion, Target]


class DutyApi:
    def __init__(self, visitors: Visitors, people: People, office: Office) -> None:
        self._visitors, self._people, self._office = visitors, people, office

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/duty/plan", self.read_plan, methods=["GET"]),
            Route("/api/duty/plan", self.save_plan, methods=["PUT"]),
        ]

    async def read_plan(self, request: Request) -> Response:
        person = await self._visitors.staff(request)
        stored = await self._office.plans.newest(person.space)
        return as_json(_view(stored))

    async def save_plan(self, request: Request) -> Response:
        """`based_on`, if it is given: the version that was changed. What somebody else saved meanwhile is not lost."""
        self._visitors.origin(request)
        person = await self._visitors.operator(request)
        plan = await read_json(request, DutyPlan, LARGEST_PLAN)
        staff = await self._people.with_roles(person.space, list(STAFF))
        found = [*flaws(plan), *strangers(plan, staff)]
        if found:
            return as_json(
                {"code": "bad_plan", "detail": f"{len(found)} problems, see flaws", "flaws": found}, 422
            )
        based_on = request.query_params.get("based_on")
        newest = await self._office.plans.newest(person.space)
        if based_on not in (None, str(newest.version if newest else 0)):
            raise Refusal(409, "plan_changed", "somebody else has saved another version")
        return as_json(_view(await self._office.save_plan(person.space, plan, person.id)))


def _view(stored: StoredPlan | None) -> PlanView:
    if stored is None:
        return PlanView(0, None, "", None, [], STANDARD.targets, STANDARD.occasions)
    vain = swaps_in_vain(stored.plan)
    return PlanView(
        stored.version, stored.at, stored.by, stored.plan, vain, STANDARD.targets, STANDARD.occasions
    )
