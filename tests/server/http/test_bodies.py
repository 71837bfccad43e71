"""Bodies that are too large, too slow, broken off or not what they should be: refused with a code."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import pytest
from starlette.requests import Request
from starlette.types import Message

from server.http import bodies
from server.http.bodies import LARGEST_BODY, as_json, read_body, read_json
from server.http.errors import Refusal

pytestmark = pytest.mark.anyio


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


def request(*chunks: bytes, last: Sequence[Message] = ()) -> Request:
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    left = [*messages, *(last or [{"type": "http.request", "body": b"", "more_body": False}])]

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


async def refusal(asked: Request) -> tuple[int, str]:
    with pytest.raises(Refusal) as refused:
        await read_json(asked, Said)
    return refused.value.status, refused.value.code


async def test_a_body_is_read_whole_and_decoded() -> None:
    assert await read_json(request(b'{"na', b'me":"Ada"}'), Said) == Said("Ada")
    assert await read_body(request(b"12", b"34"), 4) == b"1234"


@pytest.mark.parametrize("body", [b"", b"{", b'{"name":1}', b'{"name":"a","more":1}', b'{"name":"\xff"}'])
async def test_what_it_should_not_be_is_refused(body: bytes) -> None:
    assert await refusal(request(body)) == (400, "bad_request")


async def test_what_is_too_large_is_not_read_to_its_end() -> None:
    assert await refusal(request(b"x" * (LARGEST_BODY + 1), last=[{"type": "unread"}])) == (413, "too_large")


async def test_what_breaks_off_is_refused() -> None:
    assert await refusal(request(b"{", last=[{"type": "http.disconnect"}])) == (400, "bad_request")


async def test_what_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.01)
    unending = {"type": "http.request", "body": b"{", "more_body": True}
    assert await refusal(request(last=[unending])) == (408, "too_slow")


def test_answers_are_kept_by_nobody() -> None:
    answer = as_json(Said("Ada"), 201)
    assert (answer.status_code, bytes(answer.body)) == (201, b'{"name":"Ada"}')
    assert answer.headers["cache-control"] == "no-store"
