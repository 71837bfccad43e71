"""How the server logs: one JSON object per line, or coloured lines for a person at a terminal; always on stderr.

A log line holds ids, counts and reasons, never a secret: no cookie, ticket, invite, key or session description.
Tracebacks are printed without the values of variables for the same reason.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import Processor

_CHATTY = ("uvicorn", "alembic", "sqlalchemy", "aiosqlite", "websockets")
_TELLING = ("httpx", "httpcore", "aiosmtplib")
"""They log whole URLs and commands, and the URL of a chat's robot is its password."""


def configure(level: str, stream: TextIO = sys.stderr) -> None:
    """Route structlog and the standard library's loggers to `stream`. Call once per process."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
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
                *_rendering(stream.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in (*_CHATTY, *_TELLING):
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(for_a_person: bool) -> list[Processor]:
    if for_a_person:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
