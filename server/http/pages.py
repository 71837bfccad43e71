"""The page and its files. Every route of the page is the same index.html; the browser's code reads the path.

A mistyped address that somebody opens is the page, too, which says so in words; programs get the coded refusal.

Files under assets/ carry a hash in their name, so they may be kept for ever; everything else is asked for again.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

PAGE_PATHS = ("/", "/i/{secret}", "/confirm/{link}", "/r/{room}", "/r/{room}/join", "/ops", "/ops/{tab}")

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class BuiltFiles(StaticFiles):
    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = path.startswith("assets/") and response.status_code in (200, 206, 304)
        response.headers["Cache-Control"] = _FOR_EVER if kept else _ASK_AGAIN
        return response


def lost_page(static: Path, otherwise: ASGIApp) -> ASGIApp:
    """What answers where no route matches: the page for who opens an address in a browser, `otherwise` for the rest."""
    index = static / "index.html"

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if _is_opened(scope) and index.exists():
            await FileResponse(index, 404, {"Cache-Control": _ASK_AGAIN})(scope, receive, send)
        else:
            await otherwise(scope, receive, send)

    return answer


def _is_opened(scope: Scope) -> bool:
    """Browsers ask for a document by naming its type; scripts, images and fetch do not."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    is_api = scope["path"].startswith(("/api/", "/files/"))
    return not is_api and "text/html" in Headers(scope=scope).get("accept", "")


def page_routes(static: Path) -> list[BaseRoute]:
    """`static` is the build output of web_client/; it may be missing, or appear while the server runs."""
    index = static / "index.html"

    async def page(_request: Request) -> Response:
        if not index.exists():
            return PlainTextResponse("The page is not built.", 503)
        return FileResponse(index, headers={"Cache-Control": _ASK_AGAIN})

    return [
        *(Route(path, page) for path in PAGE_PATHS),
        Mount("/static", BuiltFiles(directory=static, check_dir=False)),
    ]
