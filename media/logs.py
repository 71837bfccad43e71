"""How the media process logs: on stderr, in the form of the web process's lines, between which they stand.

One JSON object per line with event, level, logger and timestamp, or readable lines for a person. It knows no structlog:
the fields are what the two processes agree on.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from typing_extensions import override


class LogFormat(StrEnum):
    AUTO = "auto"  # lines for a person at a terminal, JSON for everybody else
    JSON = "json"
    TEXT = "text"

    def is_for_a_person(self, stream: TextIO) -> bool:
        return self is LogFormat.TEXT or (self is LogFormat.AUTO and stream.isatty())


FOR_A_PERSON = "%(asctime)s [%(levelname)-8s] %(message)s [%(name)s]"


class JsonLines(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        written = datetime.fromtimestamp(record.created, UTC)
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": written.isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def configure(level: str, stream: TextIO = sys.stderr, format: LogFormat = LogFormat.AUTO) -> None:
    """Route every logger to `stream`. `level` is a name of the standard library's, such as INFO. Call once per process."""
    handler = logging.StreamHandler(stream)
    for_a_person = format.is_for_a_person(stream)
    handler.setFormatter(logging.Formatter(FOR_A_PERSON) if for_a_person else JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
