"""The duty plan of a space, its response metrics, and the webhooks that are told: for staff, and to change for operators.

A plan that cannot be used is answered with everything that is wrong with it, as codes and paths.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.duty.contacts import Contacts, Url, Webhook, WebhookKinds
from server.duty.office import Office
from server.duty.plan import DutyPlan, StoredPlan, flaws
from server.duty.signatures import is_secret, new_secret
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors

LARGEST_PLAN = 256 * 1024
MOST_WEBHOOKS = 20
HIDDEN = "hidden"
"""What is shown instead of a secret that is kept, and keeps it when it is sent back."""


class PlanView(Struct, frozen=True):
    """`version` 0 and no plan: the standard targets hold, and every hour is covered."""

    version: int
    at: float | None
    by: str
    plan: DutyPlan | None


class WebhookForm(Struct, frozen=True, forbid_unknown_fields=True):
    """`secret` None makes a new one, which is shown in the answer and never again."""

    id: Annotated[str, Meta(pattern="^[a-z0-9-]{1,40}$")]
    url: Url
    kinds: WebhookKinds = WebhookKinds()
    secret: Annotated[str, Meta(max_length=200)] | None = None


class WebhookForms(Struct, frozen=True, forbid_unknown_fields=True):
    webhooks: Annotated[list[WebhookForm], Meta(max_length=MOST_WEBHOOKS)]


class DutyApi:
    def __init__(self, visitors: Visitors, office: Office, *, allow_private: bool) -> None:
        self._visitors, self._office = visitors, office
        self._contacts: Contacts = office.contacts
        self._allow_private = allow_private

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/duty/plan", self.read_plan, methods=["GET"]),
            Route("/api/duty/plan", self.save_plan, methods=["PUT"]),
            Route("/api/duty/webhooks", self.read_webhooks, methods=["GET"]),
            Route("/api/duty/webhooks", self.save_webhooks, methods=["PUT"]),
        ]

    async def read_plan(self, request: Request) -> Response:
        person = await self._visitors.staff(request)
        stored = await self._office.plans.newest(person.space)
        return as_json(PlanView(0, None, "", None) if stored is None else _view(stored))

    async def save_plan(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.operator(request)
        plan = await read_json(request, DutyPlan, LARGEST_PLAN)
        found = flaws(plan)
        if found:
            return as_json(
                {"code": "bad_plan", "detail": f"{len(found)} problems, see flaws", "flaws": found}, 422
            )
        return as_json(_view(await self._office.save_plan(person.space, plan, person.id)))

    async def read_webhooks(self, request: Request) -> Response:
        person = await self._visitors.operator(request)
        hooks = await self._contacts.webhooks(person.space)
        return as_json(WebhookForms([WebhookForm(hook.id, hook.url, hook.kinds, HIDDEN) for hook in hooks]))

    async def save_webhooks(self, request: Request) -> Response:
        """All of them: who is not named is told nothing any more. The answer has the secrets that are new."""
        self._visitors.origin(request)
        person = await self._visitors.operator(request)
        forms = (await read_json(request, WebhookForms, LARGEST_PLAN)).webhooks
        if len({form.id for form in forms}) < len(forms):
            raise Refusal(422, "bad_webhook", "every id once")
        known = {hook.id: hook.secret for hook in await self._contacts.webhooks(person.space)}
        hooks = [self._webhook(form, known.get(form.id)) for form in forms]
        await self._contacts.set_webhooks(person.space, hooks)
        shown = [HIDDEN if form.secret else hook.secret for hook, form in zip(hooks, forms, strict=True)]
        return as_json(
            WebhookForms(
                [
                    WebhookForm(hook.id, hook.url, hook.kinds, secret)
                    for hook, secret in zip(hooks, shown, strict=True)
                ]
            )
        )

    def _webhook(self, form: WebhookForm, known: str | None) -> Webhook:
        """What a name means is looked at whenever something is sent to it; here only its form is."""
        if urlsplit(form.url).scheme != "https" and not self._allow_private:
            raise Refusal(422, "bad_webhook", f"{form.id}: https only")
        secret = known if form.secret == HIDDEN else form.secret or new_secret()
        if secret is None or not is_secret(secret):
            raise Refusal(422, "bad_webhook", f"{form.id}: a secret is whsec_ and base64 of 24 to 64 bytes")
        return Webhook(form.id, form.url, secret, form.kinds)


def _view(stored: StoredPlan) -> PlanView:
    return PlanView(stored.version, stored.at, stored.by, stored.plan)
