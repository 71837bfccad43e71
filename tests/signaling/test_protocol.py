"""`PROTOCOL.md` says what the code does: codes, frames, fields, limits, and the bytes of its example."""

from __future__ import annotations

import re
from enum import Enum, IntEnum
from pathlib import Path
from typing import get_args

import pytest
from msgspec import Struct
from msgspec import inspect as types

from rooms.chat.terms import PostMessage
from rooms.commands import AnyClientCommand
from rooms.events import AnyEvent
from rooms.permissions import NEEDED
from rooms.roles import RANK, Role, permits
from rooms.terms import ClientCommand
from signaling import session
from signaling.cheering import CHEERS_PER_SECOND
from signaling.codec import decode
from signaling.codes import OUR_FAULT, CloseCode, ErrorCode
from signaling.connection import BRAKE_SECONDS
from signaling.outbox import BOUND, STALLED_SECONDS
from signaling.ports import BEHIND
from signaling.rate_limit import Limits, Rate
from signaling.replay import MAX_REPLAY
from signaling.wire import (
    CHEER_SECONDS,
    MAX_FRAME_BYTES,
    SUBPROTOCOL,
    AnyFrame,
    AnyRequest,
    CheerEmoji,
    RoomCommand,
)

TEXT = (Path(__file__).parents[2] / "PROTOCOL.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `?(\w+)`? \| (.*) \|$", TEXT, re.MULTILINE)
STRUCTS = [*get_args(AnyClientCommand), *get_args(AnyRequest), *get_args(AnyEvent), *get_args(AnyFrame)]


def _named() -> set[type]:
    """Every struct and enum that frames and commands are made of, besides themselves and events."""
    found: set[type] = set()
    for struct in (*get_args(AnyFrame), *get_args(AnyClientCommand)):
        _reach(types.type_info(struct), found)
    return found - set(STRUCTS)


def _reach(kind: types.Type, found: set[type]) -> None:
    match kind:
        case types.StructType(cls=cls, fields=fields) if cls not in found:
            found.add(cls)
            for field in fields:
                _reach(field.type, found)
        case types.EnumType(cls=cls):
            found.add(cls)
        case types.UnionType(types=several):
            for each in several:
                _reach(each, found)
        case types.ListType(item_type=item):
            _reach(item, found)
        case types.DictType(key_type=key, value_type=value):
            _reach(key, found)
            _reach(value, found)
        case _:
            pass


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


LOWEST = {
    "all": Role.GUEST,
    "student": Role.STUDENT,
    "active": Role.ACTIVE,
    "staff": Role.TA,
    "teacher": Role.TEACHER,
    "operator": Role.OPERATOR,
}


@pytest.mark.parametrize("command", NEEDED, ids=lambda command: command.__name__)
def test_every_command_says_who_may_send_it(command: type[ClientCommand]) -> None:
    tag = command.__struct_config__.tag
    (who,) = [rest.split(" | ")[1] for name, rest in ROWS if name == tag and len(rest.split(" | ")) == 3]
    permitted = {role for role in Role if RANK[role] >= RANK[LOWEST[who]]}
    assert permitted == {role for role in Role if permits(role, NEEDED[command])}


@pytest.mark.parametrize("named", sorted(_named(), key=str), ids=lambda n: n.__name__)
def test_every_type_has_its_row_with_every_field_or_value(named: type) -> None:
    said = (
        {str(each.value) for each in named} if issubclass(named, Enum) else set(named.__struct_fields__)  # type: ignore[attr-defined]
    )
    rows = [
        set(re.findall(r"`(\w+)`", rest.split(" | ")[0])) for name, rest in ROWS if name == named.__name__
    ]
    assert rows == [said]


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
        f"more than {BEHIND // 2**10} KiB waited for you, and most of it still did {STALLED_SECONDS:.0f} seconds later",
        f"At most {CHEERS_PER_SECOND} per second and member",
        f"at most one in {CHEER_SECONDS} seconds",
        " ".join(get_args(CheerEmoji)),
        ", ".join(str(code) for code in sorted(OUR_FAULT)),
    )
    for each in said:
        assert each in TEXT
