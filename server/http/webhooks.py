"""The webhooks of a space: who is told besides people. For operators.

A URL may be a password (it is for every chat), and a secret is one: neither is ever shown again. What is not named in a
change stays as it is kept.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.catalogue import Language
from server.duty.contacts import Receiver, Url, Webhook, WebhookKinds
from server.duty.deliveries import Outcome
from server.duty.notice import OF_MEMBERS, Reason
from server.duty.office import Office
from server.duty.sending import Result, Sent, problem
from server.duty.signatures import is_secret, new_secret
from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors

MOST_WEBHOOKS = 20
_ID = Annotated[str, Meta(pattern="^[a-z0-9-]{1,40}$")]


class Problem(Struct, frozen=True):
    """`code` is one of `sending.Trouble`, `detail` for whoever looks after it."""

    code: str
    detail: str


class Tried(Struct, frozen=True):
    """`problem` None: it was taken."""

    problem: Problem | None


class LastTry(Struct, frozen=True):
    """Of the newest message: `at` is when it was written, `state` that of its delivery, `tries` those that failed."""

    at: float
    state: str
    tries: int
    problem: Problem | None


class WebhookView(Struct, frozen=True):
    """`origin` is as much of its URL as may be seen. `secret`: only in the answer to the change that made it."""

    id: str
    origin: str
    receiver: Receiver
    reasons: tuple[Reason, ...]
    level: int
    language: Language | None
    has_secret: bool
    last: LastTry | None = None
    secret: str | None = None


class WebhookForm(Struct, frozen=True, forbid_unknown_fields=True):
    """`url` and `secret` None keep what there is. A generic webhook without a secret is given one; for DingTalk it is
    the one its robot shows, and "" means none."""

    kinds: WebhookKinds
    url: Url | None = None
    secret: Annotated[str, Meta(max_length=200)] | None = None


class WebhooksApi:
    def __init__(self, visitors: Visitors, office: Office, *, allow_private: bool) -> None:
        self._visitors, self._office = visitors, office
        self._contacts = office.contacts
        self._allow_private = allow_private

    def routes(self) -> list[BaseRoute]:
        one = "/api/duty/webhooks/{id}"
        return [
            Route("/api/duty/webhooks", self.read, methods=["GET"]),
            Route(one, self.save, methods=["PUT"]),
            Route(one, self.remove, methods=["DELETE"]),
            Route(f"{one}/test", self.test, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Response:
        person = await self._visitors.operator(request)
        outcomes = await self._office.deliveries.outcomes(person.space)
        hooks = await self._contacts.webhooks(person.space)
        return as_json([_view(hook, outcomes.get(hook.id)) for hook in hooks])

    async def save(self, request: Request) -> Response:
        """Makes one, or changes the one of that id."""
        self._visitors.origin(request)
        person = await self._visitors.operator(request)
        form = await read_json(request, WebhookForm)
        if not OF_MEMBERS.isdisjoint(form.kinds.reasons):
            raise Refusal(400, "bad_request", "what concerns one member is told to nobody else")
        hooks = {hook.id: hook for hook in await self._contacts.webhooks(person.space)}
        known = hooks.get(_id(request))
        if known is None and len(hooks) >= MOST_WEBHOOKS:
            raise Refusal(422, "too_many_webhooks", f"at most {MOST_WEBHOOKS}")
        hook = Webhook(_id(request), self._url(form, known), _secret(form, known), form.kinds)
        await self._contacts.save_webhook(person.space, hook)
        is_new = form.secret is None and hook.secret not in ("", known.secret if known else "")
        return as_json(_view(hook, None, hook.secret if is_new else None))

    async def remove(self, request: Request) -> Response:
        """What there is not is removed already."""
        self._visitors.origin(request)
        person = await self._visitors.operator(request)
        await self._contacts.remove_webhook(person.space, _id(request))
        return Response(status_code=204)

    async def test(self, request: Request) -> Response:
        """Sends something at once, and says what became of it."""
        self._visitors.origin(request)
        person = await self._visitors.operator(request)
        if wait := self._office.trials.wait(person.id):
            raise Refusal(429, "too_soon", "one test after the other", retry_after=wait)
        return as_json(tried(await self._office.trials.webhook(person.space, _id(request))))

    def _url(self, form: WebhookForm, known: Webhook | None) -> str:
        """What a name means is looked at whenever something is sent to it; here only its form is."""
        if form.url is None:
            if known is None:
                raise Refusal(422, "bad_url", "a new webhook needs one")
            return known.url
        try:
            parts = urlsplit(form.url)
            has_user = parts.username is not None
            _ = parts.port
        except ValueError:
            raise Refusal(422, "bad_url", "not a URL") from None
        if parts.scheme != "https" and not self._allow_private:
            raise Refusal(422, "bad_url", "https only")
        if not parts.hostname or has_user:
            raise Refusal(422, "bad_url", "a host, and no user or password before it")
        return form.url


def tried(result: Result) -> Tried:
    return Tried(None if isinstance(result, Sent) else _parted(problem(result)))


def _id(request: Request) -> str:
    id: str = request.path_params["id"]
    allowed = "abcdefghijklmnopqrstuvwxyz0123456789-"
    if not 1 <= len(id) <= 40 or set(id) - set(allowed):
        raise Refusal(422, "bad_id", "1 to 40 of a-z, 0-9 and -")
    return id


def _secret(form: WebhookForm, known: Webhook | None) -> str:
    is_same = known is not None and known.kinds.receiver is form.kinds.receiver
    kept = known.secret if known is not None and is_same else ""
    match form.kinds.receiver:
        case Receiver.GENERIC:
            secret = form.secret or kept or new_secret()
            if not is_secret(secret):
                raise Refusal(422, "bad_secret", "whsec_ and base64 of 24 to 64 bytes")
            return secret
        case Receiver.DINGTALK:
            secret = kept if form.secret is None else form.secret.strip()
            if not (secret.isascii() and secret.isprintable()):
                raise Refusal(422, "bad_secret", "SEC and what follows")
            return secret
        case _:
            return ""


def _view(hook: Webhook, outcome: Outcome | None, secret: str | None = None) -> WebhookView:
    parts = urlsplit(hook.url)
    port = "" if parts.port is None else f":{parts.port}"
    return WebhookView(
        id=hook.id,
        origin=f"{parts.scheme}://{parts.hostname}{port}",
        receiver=hook.kinds.receiver,
        reasons=hook.kinds.reasons,
        level=hook.kinds.level,
        language=hook.kinds.language,
        has_secret=hook.secret != "",
        last=None if outcome is None else _last(outcome),
        secret=secret,
    )


def _last(outcome: Outcome) -> LastTry:
    said = _parted(outcome.problem) if outcome.problem else None
    return LastTry(outcome.at, outcome.state, outcome.tries, said)


def _parted(text: str) -> Problem:
    code, _, detail = text.partition(" ")
    return Problem(code, detail)
