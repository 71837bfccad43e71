"""Serves what a monitoring system reads, in the text format of Prometheus.

For whoever names the configured token; without one there is no such page. What is in it is decided in
`server/monitoring/`: nothing of it is about a person.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from typing_extensions import override

from server.http.errors import Refusal

logger = logging.getLogger(__name__)

Look = Callable[[], Awaitable[Iterable[Metric]]]
"""What has to be asked for, and cannot be counted here."""


class Prometheus:
    """`registry` has what is counted in this process; each of `looks` is asked when somebody reads."""

    def __init__(self, token: str | None, registry: CollectorRegistry, looks: Sequence[Look]) -> None:
        self._token, self._registry, self._looks = token, registry, looks

    def routes(self) -> list[BaseRoute]:
        return [] if self._token is None else [Route("/metrics", self.read)]

    async def read(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            raise Refusal(401, "no_session", "the token of --metrics-token, as a bearer token")
        seen = CollectorRegistry()
        seen.register(_Seen([metric for look in self._looks for metric in await _looked(look)]))
        text = generate_latest(self._registry) + generate_latest(seen)
        return Response(text, media_type=CONTENT_TYPE_LATEST)


async def _looked(look: Look) -> Iterable[Metric]:
    """Nothing of what cannot be asked now: the rest is told all the more."""
    try:
        return await look()
    except Exception:
        logger.exception("a part of the metrics is missing")
        return ()


class _Seen(Collector):
    """What was asked for already, as the library wants it."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    @override
    def collect(self) -> list[Metric]:
        return self._metrics
