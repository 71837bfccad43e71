"""The page and its files. Every route of the page is the same index.html; the browser's code reads the path.

A mistyped address that somebody opens is the page, too, which says so in words; programs get the coded refusal.

Files under assets/ carry a hash in their name, so they may be kept for ever; everything else is asked for again. The
build lays compressed copies beside its texts, and whoever takes one is sent that: nothing is compressed here.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from stat import S_ISREG

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

PAGE_PATHS = ("/", "/i/{secret}", "/confirm/{link}", "/r/{room}", "/r/{room}/join", "/ops", "/ops/{tab}")

_WORKER = "sw.js"
_COPIES = (("br", ".br"), ("gzip", ".gz"))
"""Content codings and the ends of their files' names, the smallest first."""
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class BuiltFiles(StaticFiles):
    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response = await self._copy(path, scope) or response
        kept = path.startswith("assets/") and response.status_code in (200, 206, 304)
        response.headers["Cache-Control"] = _FOR_EVER if kept else _ASK_AGAIN
        response.headers["Vary"] = "Accept-Encoding"
        if path == _WORKER:
            response.headers["Service-Worker-Allowed"] = "/"
        return response

    async def _copy(self, path: str, scope: Scope) -> Response | None:
        """None where there is none that this reader takes. Parts of a file are parts of the original."""
        headers = Headers(scope=scope)
        taken = {coding.strip() for coding in headers.get("accept-encoding", "").lower().split(",")}
        kind, _ = mimetypes.guess_type(path)
        if kind is None or "range" in headers:
            return None
        for coding, end in _COPIES:
            full, stat = await anyio.to_thread.run_sync(self.lookup_path, path + end)
            if coding in taken and stat is not None and S_ISREG(stat.st_mode):
                response = self.file_response(full, stat, scope)
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Type"] = kind
                return response
        return None


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
