"""Every way in which the HTTP side says no: JSON {code, detail} with a status. A client never sees a stack trace.

`code` is for programs, `detail` for developers, in English; people read the page's words for the code.
"""

from __future__ import annotations

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from server.storage.database import DATABASE_ERRORS

log = structlog.get_logger("server.http")

_CODES_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Refusal(Exception):
    """Raised by an endpoint; becomes the response."""

    def __init__(self, status: int, code: str, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(code, detail)
        self.status, self.code, self.detail, self.retry_after = status, code, detail, retry_after

    def response(self) -> Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(int(self.retry_after) + 1)}
        body = msgspec.json.encode({"code": self.code, "detail": self.detail})
        return Response(body, self.status, headers, "application/json")


async def refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return error.response()


async def http_refused(_request: Request, error: Exception) -> Response:
    """What the framework itself refuses: unknown paths, wrong methods."""
    assert isinstance(error, HTTPException)
    code = _CODES_BY_STATUS.get(error.status_code, "refused")
    response = Refusal(error.status_code, code).response()
    response.headers.update(error.headers or {})
    return response


async def database_failed(request: Request, error: Exception) -> Response:
    log.error("database failed", path=request.scope["route"].path, error=type(error).__name__)
    return Refusal(503, "not_saved", "the database cannot be reached", retry_after=1).response()


async def failed(request: Request, error: Exception) -> Response:
    """A bug. The framework logs the traceback on our side after this response went out."""
    return Refusal(500, "internal").response()


HANDLERS: dict[type[Exception], ExceptionHandler] = {
    Refusal: refused,
    HTTPException: http_refused,
    **dict.fromkeys(DATABASE_ERRORS, database_failed),
    Exception: failed,
}
