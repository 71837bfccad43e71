"""The command `studyhall`: reads flags and STUDYHALL_* variables, and starts what they ask for.

It decides nothing that the server itself would need to know without it.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
import uvloop

from media.logs import LogFormat
from rooms.roles import Role
from server import logs
from server.addresses import base_url
from server.app import database_of, open_database
from server.auth.invites import hashed, link, new_secret
from server.catalogue import Language, language_of_locale
from server.clock import SystemClock
from server.config import Config
from server.first_space import SPACE
from server.options import (
    ADDRESS,
    DATES,
    ENDPOINT,
    NETWORK,
    REDIS,
    SMTP,
    TURN,
    URL,
    DatabaseOption,
    DataOption,
    EdgeFromOption,
    HostOption,
    LanguageChoice,
    LanguageOption,
    LogLevel,
    PortOption,
    PublicUrlOption,
    Tls,
)
from server.replay import replay as replay_room
from server.running import CannotTell, only_one
from server.running import end as end_server
from server.serving import CannotStart, calm_garbage_collector, stop_on_signals
from server.serving import serve as run_server
from server.storage.database import DATABASE_ERRORS
from server.storage.people import Admission, People
from server.terminal import Terminal
from server.timer_bench import Plan, SimulatedClock, measure
from server.whatif import UnknownSpace, UnusablePlan, compare_with

cli = typer.Typer(
    help="Studyhall: live study rooms in which nobody who speaks up is left without an answer.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they hold secrets
    add_completion=False,
)

bench = typer.Typer(help="Measurements of this machine.", no_args_is_help=True)
if importlib.util.find_spec("loadtests.cli"):  # absent where only the server was packaged
    bench = importlib.import_module("loadtests.cli").bench_app
    cli.add_typer(importlib.import_module("loadtests.scenarios.cli").load_app, name="load")
cli.add_typer(bench, name="bench")


def _tcp_port(chosen: int | None, media_port: int) -> int | None:
    """What `--media-tcp-port` means beside `--media-port`."""
    if chosen is None:
        return media_port
    return None if chosen < 0 else chosen


@cli.command()
def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    media_port: Annotated[
        int,
        typer.Option(
            envvar="STUDYHALL_MEDIA_PORT", min=0, max=65535, help="UDP port of audio and video; 0: any."
        ),
    ] = 7882,
    media_tcp_port: Annotated[
        int | None,
        typer.Option(
            envvar="STUDYHALL_MEDIA_TCP_PORT",
            min=-1,
            max=65535,
            help="TCP port of audio and video where UDP is blocked; -1: none; default: as --media-port.",
        ),
    ] = None,
    media_threads: Annotated[
        int,
        typer.Option(
            envvar="STUDYHALL_MEDIA_THREADS",
            min=1,
            max=64,
            help="Threads that forward packets. One is enough for some hundred thousand packets per second.",
        ),
    ] = 1,
    edge_from: EdgeFromOption = None,
    turn_url: Annotated[
        list[str] | None,
        typer.Option(
            envvar="STUDYHALL_TURN_URL",
            help="Relay for networks that let nothing else through: turn:host:3478, turns:host:443?transport=tcp.",
            callback=TURN,
        ),
    ] = None,
    turn_secret: Annotated[
        str | None, typer.Option(envvar="STUDYHALL_TURN_SECRET", help="The relays' static-auth-secret.")
    ] = None,
    metrics_token: Annotated[
        str | None,
        typer.Option(envvar="STUDYHALL_METRICS_TOKEN", help="Bearer token that may read /metrics."),
    ] = None,
    traces_to: Annotated[
        str | None,
        typer.Option(
            envvar="STUDYHALL_TRACES_TO",
            help="OpenTelemetry collector: http://host:4318/v1/traces; needs the extra studyhall[otel].",
            callback=ENDPOINT,
        ),
    ] = None,
    data: DataOption = Path("data"),
    database: DatabaseOption = None,
    redis: Annotated[
        str | None,
        typer.Option(
            envvar="STUDYHALL_REDIS",
            help="Where nodes find each other: redis://host:port/0, rediss://, redis+cluster://; default: alone.",
            callback=REDIS,
        ),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(envvar="STUDYHALL_TLS_CERT", help="PEM file: certificate and chain.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(envvar="STUDYHALL_TLS_KEY", help="PEM file: private key.")
    ] = None,
    tls: Annotated[
        Tls | None, typer.Option(envvar="STUDYHALL_TLS", help="Make a certificate for a classroom network.")
    ] = None,
    advertise: Annotated[
        list[str] | None,
        typer.Option(
            envvar="STUDYHALL_ADVERTISE", help="Address that media is sent to, behind NAT.", callback=ADDRESS
        ),
    ] = None,
    public_url: PublicUrlOption = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            envvar="STUDYHALL_ALLOW_ORIGIN",
            help="Further origin whose pages may use this server.",
            callback=URL,
        ),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            envvar="STUDYHALL_TRUSTED_PROXY",
            help="Address or network whose X-Forwarded-* is believed.",
            callback=NETWORK,
        ),
    ] = None,
    smtp_url: Annotated[
        str | None,
        typer.Option(
            envvar="STUDYHALL_SMTP_URL",
            help="E-mail for staff: smtp://user:password@host:port?from=address, or smtps://.",
            callback=SMTP,
        ),
    ] = None,
    allow_private_webhooks: Annotated[
        bool,
        typer.Option(
            envvar="STUDYHALL_ALLOW_PRIVATE_WEBHOOKS",
            help="Let webhooks lead to private addresses, and over http: for a lab only.",
        ),
    ] = False,
    keep_notices_days: Annotated[
        int,
        typer.Option(
            envvar="STUDYHALL_KEEP_NOTICES_DAYS", min=30, help="Days until what staff were told is deleted."
        ),
    ] = 90,
    keep_deliveries_days: Annotated[
        int,
        typer.Option(
            envvar="STUDYHALL_KEEP_DELIVERIES_DAYS",
            min=1,
            help="Days until what became of a push, e-mail or webhook is deleted.",
        ),
    ] = 30,
    lang: LanguageOption = None,
    log_level: Annotated[LogLevel, typer.Option(envvar="STUDYHALL_LOG_LEVEL")] = LogLevel.INFO,
    log_format: Annotated[
        LogFormat,
        typer.Option(envvar="STUDYHALL_LOG_FORMAT", help="auto: text at a terminal, JSON everywhere else."),
    ] = LogFormat.AUTO,
) -> None:
    """Run the server until Ctrl+C."""
    language = _language(lang)
    terminal = Terminal(language)
    if (turn_url is None) != (turn_secret is None):
        terminal.fail("turn_together")
    if traces_to is not None and importlib.util.find_spec("opentelemetry") is None:
        terminal.fail("traces_need_extra")
    if redis is not None and database is None:
        terminal.fail("redis_needs_database")
    if (tls_cert is None) != (tls_key is None) or (tls_cert and tls):
        terminal.fail("tls_together")
    config = Config(
        host=host,
        port=port,
        media_port=media_port,
        media_tcp_port=_tcp_port(media_tcp_port, media_port),
        media_threads=media_threads,
        edge_from=edge_from,
        turn_urls=tuple(turn_url or ()),
        turn_secret=turn_secret,
        metrics_token=metrics_token,
        traces_to=traces_to,
        data=data,
        database=database,
        redis=redis,
        tls_cert=tls_cert,
        tls_key=tls_key,
        tls_self_signed=tls is Tls.SELF_SIGNED,
        advertise=tuple(advertise or ()),
        public_url=public_url,
        allow_origins=tuple(allow_origin or ()),
        trusted_proxies=tuple(trusted_proxy or ()),
        smtp_url=smtp_url,
        allow_private_webhooks=allow_private_webhooks,
        keep_notices_days=keep_notices_days,
        keep_deliveries_days=keep_deliveries_days,
        language=language,
        log_level=log_level,
        log_format=log_format,
    )
    logs.configure(config.log_level, format=config.log_format)

    async def until_stopped() -> None:
        await run_server(config, stop_on_signals(), terminal.announce)

    try:
        uvloop.run(until_stopped())
    except CannotStart as problem:
        terminal.fail(problem.key, **problem.values)


@cli.command()
def invite(
    role: Annotated[Role, typer.Option(help="Role of whoever opens the link.")],
    data: DataOption = Path("data"),
    database: DatabaseOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    public_url: PublicUrlOption = None,
    lang: LanguageOption = None,
) -> None:
    """Make a further invite link; the server may run meanwhile. Give the options that `serve` was given."""
    terminal = Terminal(_language(lang))
    config = Config(host=host, port=port, data=data, database=database, public_url=public_url)
    where = _where(terminal, data, database)
    try:
        secret = uvloop.run(_make_invite(where, role))
    except DATABASE_ERRORS as error:
        _unusable(terminal, where, error)
    terminal.show_invite(role, link(base_url(config, port), secret))


@cli.command()
def replay(
    room: Annotated[str, typer.Argument(help="Id of the room, such as live-qa, or of a sub-room.")],
    data: DataOption = Path("data"),
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """Print a room's life from its log: every event, and what became of it."""
    terminal = Terminal(_language(lang))
    where = _where(terminal, data, database)
    try:
        replayed = uvloop.run(replay_room(where, room, typer.echo))
    except DATABASE_ERRORS as error:
        _unusable(terminal, where, error)
    if replayed.seq == 0:
        terminal.fail("room_unknown", room=room)
    terminal.show_replayed(replayed.title, replayed.seq, replayed.last_message, replayed.last_question)


@bench.command()
def timers(
    pending: Annotated[int, typer.Option(min=100, max=10_000_000, help="Obligations that wait.")] = 1_000_000,
    rooms: Annotated[int, typer.Option(min=1, max=100_000, help="Rooms that they are in.")] = 10_000,
    rate: Annotated[int, typer.Option(min=0, max=100_000, help="Armed and cancelled per second.")] = 10_000,
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Length of the measurement.")] = 10.0,
    simulated: Annotated[bool, typer.Option(help="On a clock that needs no time.")] = False,
) -> None:
    """How late obligations escalate when very many wait, and what each costs. No server runs for it."""
    plan = Plan(pending, rooms, rate, seconds)
    clock = SimulatedClock()
    calm_garbage_collector()  # as a server does
    figures = uvloop.run(measure(plan, clock, clock.pass_by) if simulated else measure(plan, SystemClock()))
    for name, value in msgspec.structs.asdict(figures).items():
        typer.echo(f"{name:20} {value:,.6g}" if isinstance(value, float) else f"{name:20} {value:,}")


@cli.command()
def whatif(
    roster: Annotated[
        Path, typer.Option(help="The other duty plan: the JSON document that PUT /api/duty/plan takes.")
    ],
    start: Annotated[datetime, typer.Option("--from", help="First day.", formats=DATES)],
    end: Annotated[datetime, typer.Option("--to", help="The day after the last one.", formats=DATES)],
    space: Annotated[str, typer.Option(help="Id of the space that is asked about.")] = SPACE,
    data: DataOption = Path("data"),
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """Replay the first responses of a time with another roster, hours or targets, and show both."""
    terminal = Terminal(_language(lang))
    where = _where(terminal, data, database)
    try:
        document = roster.read_bytes()
    except OSError as error:
        terminal.fail("plan_unusable", path=roster, reason=error)
    try:
        compared = uvloop.run(compare_with(where, space, document, start.date(), end.date(), SystemClock()))
    except UnknownSpace:
        terminal.fail("space_unknown", space=space)
    except UnusablePlan as error:
        terminal.fail("plan_unusable", path=roster, reason=error)
    except DATABASE_ERRORS as error:
        _unusable(terminal, where, error)
    terminal.show_comparison(compared)


@cli.command()
def drain(
    data: DataOption = Path("data"),
    port: Annotated[
        int | None, typer.Option(help="Port of the server, where several run on the same directory.")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Empty a server and end it: its rooms go to other nodes, then its people. SIGTERM does the same."""
    terminal = Terminal(_language(lang))
    try:
        port = only_one(data, port)
        terminal.show_draining(port)
        end_server(data, port)
    except CannotTell as problem:
        if problem.ports:
            terminal.fail("several_running", path=data, ports=", ".join(map(str, problem.ports)))
        terminal.fail("not_running", path=data)
    except PermissionError:
        terminal.fail("not_yours")
    terminal.show_drained()


def _where(terminal: Terminal, data: Path, database: str | None) -> Path | str:
    """The database of servers that ran once; ends the command when none did."""
    if database is None and not data.exists():
        terminal.fail("no_data", path=data)
    return database_of(Config(data=data, database=database))


def _unusable(terminal: Terminal, where: Path | str, error: Exception) -> NoReturn:
    """A URL is not repeated: it holds a password."""
    if isinstance(where, Path):
        terminal.fail("data_unusable", path=where, reason=type(error).__name__)
    terminal.fail("database_unusable", reason=type(error).__name__)


async def _make_invite(where: Path | str, role: Role) -> str:
    secret = new_secret()
    async with open_database(where) as database:
        await People(database).add_invite(hashed(secret), Admission(SPACE, role), SystemClock().now())
    return secret


def _language(chosen: LanguageChoice | None) -> Language:
    if chosen is not None:
        return chosen.value
    return language_of_locale(os.environ.get("LC_ALL") or os.environ.get("LANG"))


def main() -> None:
    cli()
