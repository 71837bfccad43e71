"""How the server logs: one JSON object per line, or coloured lines for a person; always on stderr.

A log line holds ids, counts and reasons, never a secret: no cookie, ticket, invite, key or session description.
Tracebacks are printed without the values of variables for the same reason. Which node, whose connection (`session`) and
which of our tasks it was (`task`, such as "room study-room") is added here, so that nobody needs to say it.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from secrets import token_hex
from typing import TextIO

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.typing import EventDict, Processor, WrappedLogger

from media.logs import LogFormat

_CHATTY = ("uvicorn", "alembic", "sqlalchemy", "aiosqlite", "websockets")
_TELLING = ("httpx", "httpcore", "aiosmtplib")
"""They log whole URLs and commands, and the URL of a chat's robot is its password."""


def configure(level: str, stream: TextIO = sys.stderr, format: LogFormat = LogFormat.AUTO) -> None:
    """Route structlog and the standard library's loggers to `stream`. Call once per process."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_task,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(format.is_for_a_person(stream)),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in (*_CHATTY, *_TELLING):
        logging.getLogger(name).setLevel(logging.WARNING)


def of_node(id: str) -> None:
    """Everything that this context and its tasks log from here on says so."""
    structlog.contextvars.bind_contextvars(node=id)


class BySession:
    """What `app` logs for one connection has one id of its own. No function: a route would take one for a handler."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with structlog.contextvars.bound_contextvars(session=token_hex(4)):
            await self._app(scope, receive, send)


def _with_task(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Only tasks that somebody named say anything."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no loop runs here
        return line
    if task is not None and not task.get_name().startswith("Task-"):
        line.setdefault("task", task.get_name())
    return line


def _rendering(for_a_person: bool) -> list[Processor]:
    if for_a_person:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
