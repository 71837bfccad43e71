"""What all frames have in common: their two bases, and what may name a room, a request, a number."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

RoomId = Annotated[str, Meta(min_length=1, max_length=80, pattern="^[a-z0-9-]+$")]
"""Of a directory's room at most sixty characters: a sub-room's id has two hyphens and its number behind them."""
Ref = Annotated[int, Meta(ge=1, le=2**31)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""What JavaScript counts without error."""


class Request(Struct, frozen=True, tag_field="t", forbid_unknown_fields=True):
    """Base of what a client sends. Everything but `hello`, `ping` and `typing` carries a `ref` to be answered."""


class Frame(Struct, frozen=True, tag_field="t"):
    """Base of what the server sends."""
