"""The command `studyhall`: reads flags and STUDYHALL_* variables, and starts what they ask for.

It decides nothing that the server itself would need to know without it.
"""

from __future__ import annotations

import importlib
import importlib.util
import ipaddress
import os
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
import uvloop

from rooms.roles import Role
from server import logs
from server.addresses import base_url
from server.app import open_database
from server.auth.invites import hashed, link, new_secret
from server.auth.origins import normalised, site
from server.catalogue import Language, language_of_locale
from server.clock import SystemClock
from server.cluster.connecting import redis_url_of
from server.config import Config
from server.duty.mail import SmtpServer
from server.first_space import SPACE
from server.options import DataOption, EdgeFromOption, HostOption, PortOption
from server.replay import replay as replay_room
from server.serving import CannotStart, calm_garbage_collector, stop_on_signals
from server.serving import serve as run_server
from server.storage.database import DATABASE_ERRORS, asyncpg_url
from server.storage.people import Admission, People
from server.terminal import Terminal
from server.timer_bench import Plan, SimulatedClock, measure
from server.turn import turn_url_of
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
cli.add_typer(bench, name="bench")


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


_URL = _checked(normalised)
_SITE = _checked(site)
_ADDRESS = _checked(ipaddress.ip_address)
_NETWORK = _checked(ipaddress.ip_network)
_SMTP = _checked(SmtpServer.parse)
_TURN = _checked(turn_url_of)
_DATABASE = _checked(asyncpg_url)
_REDIS = _checked(redis_url_of)

LanguageOption = Annotated[
    LanguageChoice | None,
    typer.Option(envvar="STUDYHALL_LANG", help="Language of what is printed; default: your terminal's."),
]
PublicUrlOption = Annotated[
    str | None,
    typer.Option(
        envvar="STUDYHALL_PUBLIC_URL",
        help="What people type, such as https://study.example.org; pages stand at its root.",
        callback=_SITE,
    ),
]
DATES = ["%Y-%m-%d"]


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
            callback=_TURN,
        ),
    ] = None,
    turn_secret: Annotated[
        str | None, typer.Option(envvar="STUDYHALL_TURN_SECRET", help="The relays' static-auth-secret.")
    ] = None,
    metrics_token: Annotated[
        str | None,
        typer.Option(envvar="STUDYHALL_METRICS_TOKEN", help="Bearer token that may read /metrics."),
    ] = None,
    data: DataOption = Path("data"),
    database: Annotated[
        str | None,
        typer.Option(
            envvar="STUDYHALL_DATABASE",
            help="Database that nodes share: postgresql://user:password@host/name; default: a file in --data.",
            callback=_DATABASE,
        ),
    ] = None,
    redis: Annotated[
        str | None,
        typer.Option(
            envvar="STUDYHALL_REDIS",
            help="Where nodes find each other: redis://host:port/0, or rediss://; default: this server is alone.",
            callback=_REDIS,
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
            envvar="STUDYHALL_ADVERTISE", help="Address that media is sent to, behind NAT.", callback=_ADDRESS
        ),
    ] = None,
    public_url: PublicUrlOption = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            envvar="STUDYHALL_ALLOW_ORIGIN",
            help="Further origin whose pages may use this server.",
            callback=_URL,
        ),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            envvar="STUDYHALL_TRUSTED_PROXY",
            help="Address or network whose X-Forwarded-* is believed.",
            callback=_NETWORK,
        ),
    ] = None,
    smtp_url: Annotated[
        str | None,
        typer.Option(
            envvar="STUDYHALL_SMTP_URL",
            help="E-mail for staff: smtp://user:password@host:port?from=address, or smtps://.",
            callback=_SMTP,
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
) -> None:
    """Run the server until Ctrl+C."""
    language = _language(lang)
    terminal = Terminal(language)
    if (turn_url is None) != (turn_secret is None):
        terminal.fail("turn_together")
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
    )
    logs.configure(config.log_level)

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
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    public_url: PublicUrlOption = None,
    lang: LanguageOption = None,
) -> None:
    """Make a further invite link; the server may run meanwhile. Give the options that `serve` was given."""
    terminal = Terminal(_language(lang))
    config = Config(host=host, port=port, data=data, public_url=public_url)
    if not data.exists():
        terminal.fail("no_data", path=data)
    try:
        secret = uvloop.run(_make_invite(config, role))
    except DATABASE_ERRORS as error:
        terminal.fail("data_unusable", path=data, reason=type(error).__name__)
    terminal.show_invite(role, link(base_url(config, port), secret))


@cli.command()
def replay(
    room: Annotated[str, typer.Argument(help="Id of the room, such as live-qa, or of a sub-room.")],
    data: DataOption = Path("data"),
    lang: LanguageOption = None,
) -> None:
    """Print a room's life from its log: every event, and what became of it."""
    terminal = Terminal(_language(lang))
    if not data.exists():
        terminal.fail("no_data", path=data)
    try:
        replayed = uvloop.run(replay_room(data, room, typer.echo))
    except DATABASE_ERRORS as error:
        terminal.fail("data_unusable", path=data, reason=type(error).__name__)
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
    lang: LanguageOption = None,
) -> None:
    """Replay the first responses of a time with another roster, hours or targets, and show both."""
    terminal = Terminal(_language(lang))
    if not data.exists():
        terminal.fail("no_data", path=data)
    try:
        compared = uvloop.run(
            compare_with(data, space, roster.read_bytes(), start.date(), end.date(), SystemClock())
        )
    except UnknownSpace:
        terminal.fail("space_unknown", space=space)
    except (OSError, UnusablePlan) as error:
        terminal.fail("plan_unusable", path=roster, reason=error)
    except DATABASE_ERRORS as error:
        terminal.fail("data_unusable", path=data, reason=type(error).__name__)
    terminal.show_comparison(compared)


async def _make_invite(config: Config, role: Role) -> str:
    secret = new_secret()
    async with open_database(config.data) as database:
        await People(database).add_invite(hashed(secret), Admission(SPACE, role), SystemClock().now())
    return secret


def _language(chosen: LanguageChoice | None) -> Language:
    if chosen is not None:
        return chosen.value
    return language_of_locale(os.environ.get("LC_ALL") or os.environ.get("LANG"))


def main() -> None:
    cli()
