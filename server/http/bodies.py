"""Reads what a request carries: bounded in size and time, and decoded strictly. Everything else is a coded refusal."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from server.http.errors import Refusal

LARGEST_BODY = 4096
BODY_SECONDS = 10.0

T = TypeVar("T")


async def read_body(request: Request, largest: int = LARGEST_BODY) -> bytes:
    """Raises Refusal 400, 408 or 413."""
    data = b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                data += chunk
                if len(data) > largest:
                    raise Refusal(413, "too_large", f"a body is at most {largest} bytes")
    except TimeoutError:
        raise Refusal(408, "too_slow", f"a body takes at most {BODY_SECONDS:.0f} seconds") from None
    except ClientDisconnect:
        # Nobody reads it, and it is no bug.
        raise Refusal(400, "bad_request", "the body breaks off") from None
    return data


async def read_json(request: Request, kind: type[T], largest: int = LARGEST_BODY) -> T:
    """Raises Refusal 400, 408 or 413."""
    return decoded(await read_body(request, largest), kind)


def decoded(data: bytes, kind: type[T]) -> T:
    """Raises Refusal 400, with the path of what is wrong."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refusal(400, "bad_request", str(error)) from None


def as_json(value: object, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(value), status, {"Cache-Control": "no-store"}, media_type="application/json"
    )
