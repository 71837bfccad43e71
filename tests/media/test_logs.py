"""The media process's log lines have the form of the web process's."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest
import structlog
from typing_extensions import override

from media.logs import LogFormat, configure
from server import logs as web


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
    raise ValueError("boom")


def log_one_of_each() -> None:
    log = logging.getLogger("media.test")
    log.info("bound %d", 7882)
    try:
        fail()
    except ValueError:
        log.exception("it failed")


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_both_processes_write_the_same_fields() -> None:
    ours, theirs = io.StringIO(), io.StringIO()
    configure("INFO", ours)
    log_one_of_each()
    web.configure("info", theirs)
    log_one_of_each()
    for mine, other in zip(lines(ours), lines(theirs), strict=True):
        assert mine.keys() == other.keys()
        assert (mine["event"], mine["level"], mine["logger"]) == (
            other["event"],
            other["level"],
            other["logger"],
        )
        assert (
            abs(
                datetime.fromisoformat(mine["timestamp"]) - datetime.fromisoformat(other["timestamp"])
            ).seconds
            < 60
        )
        assert mine["timestamp"].endswith("Z")
        assert other["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("format", "terminal", "is_json"),
    [
        (LogFormat.AUTO, True, False),
        (LogFormat.AUTO, False, True),
        (LogFormat.JSON, True, True),
        (LogFormat.TEXT, False, False),
    ],
)
def test_the_form_is_chosen_or_follows_from_who_reads(
    format: LogFormat, terminal: bool, is_json: bool
) -> None:
    stream = Terminal() if terminal else io.StringIO()
    configure("INFO", stream, format)
    logging.getLogger("media.test").info("bound")
    assert stream.getvalue().startswith("{") is is_json


def test_what_is_below_the_level_is_not_written() -> None:
    stream = io.StringIO()
    configure("WARNING", stream)
    logging.getLogger("media.test").info("quiet")
    assert stream.getvalue() == ""


def test_a_person_at_a_terminal_reads_plain_lines() -> None:
    stream = Terminal()
    configure("INFO", stream)
    logging.getLogger("media.test").info("bound %d", 7882)
    assert stream.getvalue().endswith("[INFO    ] bound 7882 [media.test]\n")
