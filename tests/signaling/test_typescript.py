"""The browser's wire types are written from the Python ones, and the checked-in file is what would be written now."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from signaling.codes import CloseCode, ErrorCode
from signaling.typescript import generate
from signaling.wire import AnyFrame, AnyRequest

WRITTEN = Path(__file__).parents[2] / "web_client" / "src" / "core" / "wire.gen.ts"


def test_the_checked_in_types_are_fresh() -> None:
    assert WRITTEN.read_text(encoding="utf-8") == generate(), "run `make wire`"


def test_every_request_and_frame_has_its_interface_with_the_literal_tag() -> None:
    written = generate()
    for struct in (*get_args(AnyRequest), *get_args(AnyFrame)):
        assert f'readonly t: "{struct.__struct_config__.tag}";' in written


def test_every_code_is_written_with_its_number() -> None:
    written = generate()
    for code in (*CloseCode, *ErrorCode):
        assert f"  {code.name}: {code.value},\n" in written


def test_what_a_client_may_leave_out_is_optional_and_what_the_server_sends_is_not() -> None:
    written = generate()
    assert "readonly position?: Position | null;" in written
    assert "readonly seq: number | null;" in written


def test_what_both_ends_send_is_written_once_and_complete() -> None:
    written = generate()
    assert written.count("export interface Subject {") == 1
    assert (
        "  readonly number: number | null;\n" in written.split("export interface Subject {")[1].split("}")[0]
    )
