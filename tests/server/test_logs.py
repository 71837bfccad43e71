"""Log lines: their form, and what they never hold."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override

from media.logs import LogFormat
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


async def _nothing_comes() -> Message:
    return {}


async def _nobody_reads(_message: Message) -> None:
    """As it says."""


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


@pytest.mark.parametrize(
    ("format", "stream"),
    [(LogFormat.JSON, Terminal()), (LogFormat.AUTO, io.StringIO())],
    ids=["json", "auto"],
)
def test_json_is_written_where_it_was_asked_for_or_nobody_sits_at_a_terminal(
    format: LogFormat, stream: io.StringIO
) -> None:
    logs.configure("info", stream, format)
    structlog.get_logger("server.test").info("opened")
    assert json.loads(stream.getvalue())["event"] == "opened"


def test_text_is_written_where_it_was_asked_for() -> None:
    stream = io.StringIO()
    logs.configure("info", stream, LogFormat.TEXT)
    structlog.get_logger("server.test").info("opened")
    with pytest.raises(json.JSONDecodeError):
        json.loads(stream.getvalue())


@pytest.mark.anyio
async def test_a_line_says_which_node_connection_and_task_it_is_about() -> None:
    stream = io.StringIO()
    logs.configure("info", stream)

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(opened(), name="room study")

    async def opened() -> None:
        logging.getLogger("signaling.test").info("opened")

    with structlog.contextvars.bound_contextvars(node=""):  # as it was afterwards
        logs.of_node("north-1")
        serve = logs.BySession(app)
        for _ in range(2):
            await serve({}, _nothing_comes, _nobody_reads)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {(line["node"], line["task"]) for line in lines} == {("north-1", "room study")}
    assert len({line["session"] for line in lines}) == 2


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
