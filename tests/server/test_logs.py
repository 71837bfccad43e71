"""Log lines: their form, and what they never hold."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from typing_extensions import override

from server import logs
from server.duty.guarded_http import GuardedHttp
from tests.server.duty.outside import receiver


class Terminal(io.StringIO):
    @override
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def fail() -> None:
    password = "a-secret-value"
    raise ValueError("boom", len(password))


def test_a_line_is_one_json_object_with_time_level_and_fields() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    structlog.get_logger("server.test").info("opened", room="study")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["room"]) == ("opened", "info", "study")
    assert line["timestamp"].endswith("Z")


def test_the_standard_librarys_loggers_write_the_same_lines() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)
    logging.getLogger("signaling.node").warning("a listener of %s failed", "study")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["logger"]) == ("a listener of study failed", "signaling.node")


def test_what_is_below_the_level_is_not_written() -> None:
    stream = io.StringIO()
    logs.configure("warning", stream)
    structlog.get_logger("server.test").info("quiet")
    logging.getLogger("anything").info("quiet")
    assert stream.getvalue() == ""


@pytest.mark.row("S17")
@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_a_traceback_shows_no_values_of_variables(stream: io.StringIO) -> None:
    logs.configure("info", stream)
    try:
        fail()
    except ValueError:
        logging.getLogger("server.test").exception("it failed")
    assert "in fail" in stream.getvalue()
    assert 'password = "a-secret-value"' not in stream.getvalue().replace("'", '"').replace("    ", "")[0:0]
    assert stream.getvalue().count("a-secret-value") == 0


@pytest.mark.anyio
@pytest.mark.row("S17")
async def test_the_address_of_a_webhook_is_not_logged_at_any_level() -> None:
    """A robot of a chat is told by whoever knows its URL."""
    stream = io.StringIO()
    logs.configure("debug", stream)
    async with receiver() as outside:
        http = GuardedHttp(allow_private=True)
        assert (await http.post(f"{outside.url}?access_token=a-secret-value", {}, b"")).status == 204
        await http.close()
    assert "a-secret-value" not in stream.getvalue()
