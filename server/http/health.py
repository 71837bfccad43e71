"""Whether this process lives (`/healthz`), and whether it may be given work (`/readyz`): for whoever runs the machines.

No key is needed: parts are named, and nothing else is said.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.monitoring.readiness import Readiness

NOT_KEPT = {"Cache-Control": "no-store"}


class HealthApi:
    """`media` says whether there is a media process now."""

    def __init__(self, media: Callable[[], bool], readiness: Readiness) -> None:
        self._media, self._readiness = media, readiness

    def routes(self) -> list[BaseRoute]:
        return [Route("/healthz", self.health), Route("/readyz", self.ready)]

    async def health(self, _request: Request) -> Response:
        """Chat works whenever this answers; `media` says whether audio and video do."""
        return JSONResponse({"status": "ok", "media": self._media()}, headers=NOT_KEPT)

    async def ready(self, _request: Request) -> Response:
        """503 as long as any part does not work."""
        parts = await self._readiness.parts()
        is_ready = all(parts.values())
        return JSONResponse(
            {"status": "ready" if is_ready else "not_ready", "parts": parts},
            200 if is_ready else 503,
            headers=NOT_KEPT,
        )
