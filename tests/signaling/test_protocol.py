"""`PROTOCOL.md` says what the code does: codes, frames, fields, limits, and the bytes of its example."""

from __future__ import annotations

import re
from enum import IntEnum
from pathlib import Path
from typing import get_args

import pytest
from msgspec import Struct

from rooms.chat.terms import PostMessage
from rooms.commands import AnyClientCommand
from rooms.events import AnyEvent
from signaling import session
from signaling.codec import decode
from signaling.codes import OUR_FAULT, CloseCode, ErrorCode
from signaling.connection import BRAKE_SECONDS
from signaling.outbox import BOUND
from signaling.rate_limit import Limits, Rate
from signaling.replay import MAX_REPLAY
from signaling.wire import MAX_FRAME_BYTES, SUBPROTOCOL, AnyFrame, AnyRequest, RoomCommand

TEXT = (Path(__file__).parents[2] / "PROTOCOL.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `?(\w+)`? \| (.*) \|$", TEXT, re.MULTILINE)
STRUCTS = [*get_args(AnyClientCommand), *get_args(AnyRequest), *get_args(AnyEvent), *get_args(AnyFrame)]


@pytest.mark.parametrize(("table", "codes"), [("closing", CloseCode), ("errors", ErrorCode)])
def test_the_tables_of_codes_are_those_of_the_code(table: str, codes: type[IntEnum]) -> None:
    numbers = {int(code): rest.split(" | ")[0] for code, rest in ROWS if code.isdigit()}
    written = {code: name for code, name in numbers.items() if (code >= 1000) is (table == "closing")}
    assert written == {code.value: code.name for code in codes}


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_every_frame_command_and_event_has_its_row_with_every_field(struct: type[Struct]) -> None:
    tag = struct.__struct_config__.tag
    fields = set(struct.__struct_fields__) - {"at"}
    rows = [set(re.findall(r"`(\w+)`", rest.split(" | ")[0])) for name, rest in ROWS if name == tag]
    assert any(fields <= row for row in rows), f"{tag}: {fields}"


def test_the_hex_of_the_example_is_the_request_that_it_says() -> None:
    data = bytes.fromhex("".join(re.findall(r"^([0-9a-f ]+) +; ", TEXT, re.MULTILINE)))
    assert decode(data) == RoomCommand(3, "study-room", PostMessage("8fJq2Lw0pXc4", "Why is 0! = 1?"))


def test_the_limits_are_those_of_the_code() -> None:
    limits = Limits()
    assert (limits.requests, limits.commands, limits.offers) == (
        Rate(100, 30.0),
        Rate(30, 10.0),
        Rate(30, 2.0),
    )
    said = (
        SUBPROTOCOL,
        f"{MAX_FRAME_BYTES:,} bytes",
        f"more than {MAX_REPLAY} entries behind",
        f"within {session.HELLO_SECONDS:.0f} seconds",
        f"for {session.SILENCE_SECONDS}\nseconds",
        f"pauses for {BRAKE_SECONDS * 1000:.0f} ms",
        f"more than {BOUND // 2**20} MiB",
        ", ".join(str(code) for code in sorted(OUR_FAULT)),
    )
    for each in said:
        assert each in TEXT
