"""The life of one server process: listen, tell that it runs, wait for the end, say goodbye, stop.

Goodbye comes first and the listener last: clients hear a code that tells them to come back, not a torn connection.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import socket
import sqlite3
import ssl
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from media.addresses import default_addresses
from media.link import LinkError
from rooms.roles import Role
from server.addresses import WILDCARDS, base_url, reachable_hosts
from server.app import STATIC, Studyhall, open_studyhall
from server.auth.invites import link
from server.config import Config
from server.http.listener import bind, listener
from server.running import announced
from server.storage.data_lock import DataInUse, only_server
from server.tls import self_signed

log = structlog.get_logger("server.serving")

DATA_UNUSABLE = (
    SQLAlchemyError,
    sqlite3.Error,
    PermissionError,
    FileExistsError,
    NotADirectoryError,
    ConnectionError,
    socket.gaierror,
)
"""What opening a data directory raises that is no directory of ours, or a database that is none, or not there."""


class CannotStart(Exception):
    """`key` and `values` name a text of the command line's catalogue."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the person who started the server should read."""

    url: str
    invites: dict[Role, str]
    fingerprint: str | None
    page_missing: bool
    needs_https: bool


async def serve(config: Config, stop: asyncio.Event, announce: Callable[[Announcement], None]) -> None:
    """Run until `stop` is set. Raises CannotStart."""
    sockets = _bind(config)
    try:
        config, fingerprint = _with_certificate(config)
        port = sockets[0].getsockname()[1]
        alone = only_server(config.data) if config.database is None else nullcontext()
        with alone, announced(config.data, port):
            async with open_studyhall(config, port) as studyhall:
                failure = await _run(
                    config,
                    studyhall,
                    sockets,
                    stop,
                    lambda: announce(_announcement(config, port, studyhall.invites, fingerprint)),
                )
    except DataInUse as error:
        raise CannotStart("data_in_use", path=config.data) from error
    except DATA_UNUSABLE as error:
        raise _unusable(config, error) from error
    finally:
        for bound in sockets:
            bound.close()
    if failure is not None:
        raise failure


async def _run(
    config: Config,
    studyhall: Studyhall,
    sockets: list[socket.socket],
    stop: asyncio.Event,
    announce: Callable[[], None],
) -> CannotStart | None:
    """Returns why it could not start, so that everything that is open is closed in good order first."""
    web = listener(studyhall.app, config)
    failure: CannotStart | None = None
    try:
        async with asyncio.TaskGroup() as tasks:
            media = tasks.create_task(studyhall.link.run(), name="media-link")
            async with studyhall.node:
                office = tasks.create_task(studyhall.office.run(studyhall.node), name="office")
                tasks.create_task(web.serve(sockets), name="listener")
                await web.accepting.wait()
                calm_garbage_collector()
                log.info("serving", host=config.host, port=sockets[0].getsockname()[1])
                announce()
                await stop.wait()
                log.info("stopping")
                office.cancel()
            web.should_exit = True  # the node has said goodbye to everybody
            media.cancel()
    except* LinkError as errors:
        failure = _no_media(config, errors)
    return failure


def _unusable(config: Config, error: Exception) -> CannotStart:
    """The URL of a database is not repeated: it holds a password."""
    reason = type(error).__name__
    if config.database is not None:
        return CannotStart("database_unusable", reason=reason)
    return CannotStart("data_unusable", path=config.data, reason=reason)


def _no_media(config: Config, errors: ExceptionGroup[LinkError]) -> CannotStart:
    """The first media process never came up: mostly because another program has its port."""
    for host, port in default_addresses(config.media_port):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                return CannotStart("media_port_taken", port=port)
    return CannotStart("media_not_started", reason=str(errors.exceptions[0]))


def stop_on_signals() -> asyncio.Event:
    """Set by SIGTERM or SIGINT. A second one does nothing more: stopping takes seconds at most."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def calm_garbage_collector() -> None:
    """What start-up made lives for ever: never look at it again. Full collections stop the loop for 20-290 ms with
    thousands of sockets; with these thresholds the longest pause was 5 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 20, 100)


def _bind(config: Config) -> list[socket.socket]:
    try:
        return bind(config.host, config.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart("port_taken", host=config.host, port=config.port) from error
        raise CannotStart(
            "cannot_listen", host=config.host, port=config.port, reason=error.strerror or str(error)
        ) from error


def _with_certificate(config: Config) -> tuple[Config, str | None]:
    """With the files to serve, checked; and the fingerprint of a self-signed one."""
    fingerprint = None
    try:
        if config.tls_self_signed:
            config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = self_signed(config.data, [*reachable_hosts(config.host), *config.advertise])
            config = replace(config, tls_cert=made.cert, tls_key=made.key)
            fingerprint = made.fingerprint
        if config.tls_cert:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
                config.tls_cert, config.tls_key
            )
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise CannotStart("bad_tls", reason=str(error)) from error
    return config, fingerprint


def _announcement(
    config: Config, port: int, secrets: dict[Role, str], fingerprint: str | None
) -> Announcement:
    url = base_url(config, port)
    return Announcement(
        url=url,
        invites={role: link(url, secret) for role, secret in secrets.items()},
        fingerprint=fingerprint,
        page_missing=not (STATIC / "index.html").exists(),
        needs_https=config.host in WILDCARDS and not url.startswith("https:"),
    )
