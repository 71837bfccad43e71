"""What the commands may be told, where more than one of them takes it, and what makes no sense to be told.

A value that cannot be used is refused before anything starts.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from server.auth.origins import normalised, site
from server.cluster.connecting import redis_url_of
from server.duty.mail import SmtpServer
from server.storage.database import asyncpg_url
from server.turn import turn_url_of


class Tls(StrEnum):
    SELF_SIGNED = "self-signed"


class LanguageChoice(StrEnum):
    EN = "en"
    ZH = "zh"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def endpoint_of(url: str) -> str:
    """Raises ValueError for what no request can be sent to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("http://host:port/path or https://host/path")
    return url


def _checked(check: Callable[[str], object]) -> Callable[[object], object]:
    """An option callback that refuses what `check` raises ValueError for."""

    def callback(value: object) -> object:
        for one in value if isinstance(value, list) else [value]:
            try:
                if isinstance(one, str):
                    check(one)
            except ValueError as error:
                raise typer.BadParameter(str(error)) from error
        return value

    return callback


URL = _checked(normalised)
SITE = _checked(site)
ADDRESS = _checked(ipaddress.ip_address)
NETWORK = _checked(ipaddress.ip_network)
SMTP = _checked(SmtpServer.parse)
TURN = _checked(turn_url_of)
DATABASE = _checked(asyncpg_url)
REDIS = _checked(redis_url_of)
ENDPOINT = _checked(endpoint_of)

DataOption = Annotated[
    Path, typer.Option(envvar="STUDYHALL_DATA", help="Directory of the database and certificates.")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        envvar="STUDYHALL_DATABASE",
        help="Database that nodes share: postgresql://user:password@host/name; default: a file in --data.",
        callback=DATABASE,
    ),
]
LanguageOption = Annotated[
    LanguageChoice | None,
    typer.Option(envvar="STUDYHALL_LANG", help="Language of what is printed; default: your terminal's."),
]
PublicUrlOption = Annotated[
    str | None,
    typer.Option(
        envvar="STUDYHALL_PUBLIC_URL",
        help="What people type, such as https://study.example.org; pages stand at its root.",
        callback=SITE,
    ),
]
HostOption = Annotated[
    str, typer.Option(envvar="STUDYHALL_HOST", help="Address to listen on; 0.0.0.0 for all.")
]
DATES = ["%Y-%m-%d"]
PortOption = Annotated[
    int, typer.Option(envvar="STUDYHALL_PORT", min=0, max=65535, help="TCP port; 0: any free one.")
]
EdgeFromOption = Annotated[
    int | None,
    typer.Option(
        envvar="STUDYHALL_EDGE_FROM",
        min=0,
        help="Receivers of a room beyond which other nodes relay its media to whoever is there; default: never.",
    ),
]
