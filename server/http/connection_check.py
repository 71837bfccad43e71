"""Tries out a way to the media server before anybody joins: the page offers, and watches which candidates connect.

`GET` gives the relays to try. `POST` answers an offer; nothing can be sent over what comes of it, and it is forgotten
after some seconds. It needs a session, as everything that costs a handshake.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.bodies import as_json, read_json
from server.http.errors import Refusal
from server.http.visitors import Visitors
from signaling.ports import MediaRefused
from signaling.rate_limit import Bucket, Rate
from signaling.wire_media import IceServer

CHECKS = Rate(burst=8, per_second=0.2)
"""Of one person: each way is an offer of its own."""

_KEPT = 10_000
_LARGEST_OFFER = 64 * 1024


class PathOffer(Struct, frozen=True, forbid_unknown_fields=True):
    sdp: Annotated[str, Meta(max_length=60_000)]


class ConnectionCheck:
    """`check` answers an SDP offer or raises MediaRefused; `relays` gives a person's TURN servers."""

    def __init__(
        self,
        visitors: Visitors,
        check: Callable[[str], Awaitable[str]],
        relays: Callable[[str], list[IceServer]],
        now: Callable[[], float],
    ) -> None:
        self._visitors, self._check, self._relays, self._now = visitors, check, relays, now
        self._rates: dict[str, Bucket] = {}

    def routes(self) -> list[BaseRoute]:
        path = "/api/connection-check"
        return [
            Route(path, self.ways, methods=["GET"]),
            Route(path, self.answer, methods=["POST"]),
        ]

    async def ways(self, request: Request) -> Response:
        person = await self._visitors.person(request)
        return as_json({"ice_servers": self._relays(person.id)})

    async def answer(self, request: Request) -> Response:
        self._visitors.origin(request)
        person = await self._visitors.person(request)
        offer = await read_json(request, PathOffer, _LARGEST_OFFER)
        self._take_turn(person.id)
        try:
            sdp = await self._check(offer.sdp)
        except MediaRefused as refused:
            if refused.code == "bad_sdp":
                raise Refusal(400, "bad_sdp", refused.detail) from refused
            raise Refusal(503, "media_unavailable", "try again", retry_after=2) from refused
        return as_json({"sdp": sdp})

    def _take_turn(self, person: str) -> None:
        now = self._now()
        bucket = self._rates.pop(person, None) or Bucket(CHECKS, now)
        self._rates[person] = bucket  # the last to ask is the last to be forgotten
        if len(self._rates) > _KEPT:
            del self._rates[next(iter(self._rates))]
        wait = bucket.take(now)
        if wait > 0:
            raise Refusal(429, "too_many", "a check at a time", retry_after=wait)
