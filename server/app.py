"""Where everything is built and who owns what: the one place that knows all parts. "Where is X made?" Here."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from random import random
from secrets import token_hex, token_urlsafe

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp

from media.addresses import Sockets, default_addresses
from media.link import MediaLink
from rooms.roles import Role
from server.addresses import base_url, own_origins
from server.auth.attempts import Attempts
from server.auth.grants import Grants
from server.auth.keys import Keys
from server.auth.origins import Origins
from server.auth.sessions import Sessions
from server.auth.tickets import SignedTickets, UsedTickets
from server.auth.used_tickets import MemoryUsedTickets
from server.catalogue import Catalogue
from server.clock import SystemClock
from server.cluster.connecting import connected, connected_to_cluster, is_cluster
from server.cluster.redis_bus import RedisBus
from server.cluster.redis_registry import RedisRegistry
from server.config import Config
from server.duty.email_links import EmailLinks
from server.duty.guarded_http import GuardedHttp
from server.duty.mail import Mail, SmtpServer
from server.duty.office import Office
from server.duty.push_key import push_key
from server.duty.retention import Keep
from server.first_space import ensure_first_space
from server.http.api import Api
from server.http.cards import CardsApi
from server.http.connection_check import ConnectionCheck
from server.http.daily import DailyApi
from server.http.duty import DutyApi
from server.http.errors import HANDLERS
from server.http.exports import Exports
from server.http.files import FileApi
from server.http.headers import SecurityHeaders
from server.http.health import HealthApi
from server.http.lines import LinesApi
from server.http.metrics import MetricsApi
from server.http.notifications import NotificationsApi
from server.http.on_duty import OnDutyApi
from server.http.pages import lost_page, page_routes
from server.http.people import PeopleApi
from server.http.prometheus import Prometheus
from server.http.promotions import PromotionsApi
from server.http.room_choices import RoomChoicesApi
from server.http.rooms import RoomsApi
from server.http.schedule import ScheduleApi
from server.http.struggles import StrugglesApi
from server.http.submissions import Submissions
from server.http.visitors import Visitors
from server.http.webhooks import WebhooksApi
from server.http.websocket import Signalling, WebSocketEndpoint
from server.learners.promotions import Promotions
from server.learners.standing import Standings
from server.logs import BySession, of_node
from server.media_bridge import MediaBridge
from server.media_relay import MediaRelay
from server.monitoring.media import MediaMetrics
from server.monitoring.neighbours import NeighboursCollector
from server.monitoring.owed import Owed
from server.monitoring.process import watched_process
from server.monitoring.readiness import Check, Readiness
from server.monitoring.rooms import RoomsCollector
from server.monitoring.signalling import SignallingMeter
from server.storage.cards import Cards
from server.storage.database import Database, asyncpg_url
from server.storage.directory import SqlDirectory
from server.storage.event_log import open_event_log
from server.storage.files import Files, FileStore
from server.storage.leases import Always, Lease, Turn
from server.storage.migrate import migrate
from server.storage.people import People
from server.storage.read_marks import SqlReadMarks
from server.storage.room_records import RoomRecords
from server.storage.shared_files import SharedFiles
from server.storage.signing_key import signing_key
from server.storage.uploads import Uploads
from server.storage.used_tickets import SqlUsedTickets
from server.turn import TurnServers
from signaling.bus import MemoryBus
from signaling.cluster.registry import Registry
from signaling.metering import Instruments
from signaling.node import Node
from signaling.ports import Bus, Clock, EventLog
from signaling.tracing import UNTRACED, Tracer

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Studyhall:
    """A built server. Whoever listens enters `node` while clients may come, and keeps `link` running.

    `office.run(node)` runs while the node does. `invites` are the secrets of the standing invites.
    """

    app: ASGIApp
    node: Node
    link: MediaLink
    office: Office
    invites: dict[Role, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in other ways by a server that is alone than by nodes of one database."""

    used_tickets: UsedTickets
    files: FileStore
    turn: Turn


def kept_by(config: Config, database: Database, clock: Clock, node: str) -> Kept:
    disk = Files(config.data / "files")
    if config.database is None:
        return Kept(MemoryUsedTickets(), disk, Always())
    turn = Lease(database, "office", node, clock)
    return Kept(SqlUsedTickets(database), SharedFiles(database, disk), turn)


@asynccontextmanager
async def open_studyhall(config: Config, port: int) -> AsyncIterator[Studyhall]:
    """Build the server that listens on `port`; what it opened is closed at the end of the block."""
    clock = SystemClock()
    async with open_database(database_of(config)) as database, neighbourhood(config) as (bus, registry):
        keys = Keys(await signing_key(database, clock.now()))
        directory = SqlDirectory(database)
        people = People(database)
        titles = Catalogue("titles", config.language)
        invites = await ensure_first_space(directory, people, keys, titles, clock.now())
        sessions = Sessions(people, keys.cookie(), clock.now)
        id = f"{socket.gethostname()}-{token_hex(4)}"
        kept = kept_by(config, database, clock, id)
        tickets = SignedTickets(keys.ticket(), kept.used_tickets, people, directory, clock.now)
        origins = Origins(own_origins(config, port))
        visitors = Visitors(sessions, origins, directory)
        bridge, relay, link = media_of(config, clock)
        of_node(id)
        numbers = CollectorRegistry()
        meter = SignallingMeter(numbers)
        bus.on_loss(meter.bus_lost)
        check = ConnectionCheck(visitors, bridge.check_path, bridge.relays, clock.now)
        async with (
            open_event_log(database, meter.appended) as log,
            open_office(config, port, database, keys, log, clock, bus, kept.turn) as office,
            tracing(config.traces_to, id) as tracer,
        ):
            node = Node(
                log=log,
                bus=bus,
                tickets=tickets,
                directory=directory,
                media=bridge,
                duty=office.desk,
                notices=office.notices,
                read_marks=SqlReadMarks(database),
                clock=clock,
                instruments=Instruments(meter, tracer),
                id=id,
                registry=registry,
                version=version("studyhall"),
                relay=relay,
            )
            node.on_entries(bridge.room_changed)
            grants = Grants(people, (node, office), clock.now)
            api = Api(sessions, tickets, Attempts(clock.now), visitors, directory, grants)
            files = FileApi(visitors, kept.files, Uploads(database), log, clock.now)
            exports = Exports(visitors, log, base_url(config, port))
            promotions = Promotions(database, log, directory, people, grants, clock)
            cards = CardsApi(visitors, people, directory, Cards(database), Standings(database), clock.now)
            made = RoomsApi(visitors, people, directory, RoomRecords(database), node, office, clock)
            numbers.register(RoomsCollector(node.open_rooms, lambda: node.sockets))
            if node.membership is not None and isinstance(bus, RedisBus):
                numbers.register(NeighboursCollector(node.membership, bus))
            lab = config.allow_private_webhooks
            routes = [
                *api.routes(),
                *check.routes(),
                *HealthApi(lambda: link.pid is not None, readiness_of(node, database, bus, link)).routes(),
                *Prometheus(
                    config.metrics_token,
                    numbers,
                    [MediaMetrics(bridge.statistics, bridge.freezes).look, Owed(database, clock.now).look],
                ).routes(),
                *PeopleApi(visitors, people, grants).routes(),
                *cards.routes(),
                *PromotionsApi(visitors, people, directory, promotions).routes(),
                *StrugglesApi(visitors, people, directory, office.struggles, clock.now).routes(),
                *files.routes(),
                *exports.routes(),
                *made.routes(),
                *DutyApi(visitors, people, office).routes(),
                *WebhooksApi(visitors, office, allow_private=lab).routes(),
                *OnDutyApi(visitors, people, directory, office.desk).routes(),
                *MetricsApi(visitors, office.measuring, office.stories).routes(),
                *LinesApi(visitors, people, node.lines).routes(),
                *DailyApi(visitors, office.daily).routes(),
                *NotificationsApi(visitors, office, clock.now, allow_private=lab).routes(),
                *RoomChoicesApi(
                    visitors, directory, office.choices, SqlReadMarks(database), clock.now
                ).routes(),
                *ScheduleApi(visitors, directory, people, log, clock).routes(),
                *Submissions(office.contacts, directory, node.ask, clock.now).routes(),
            ]
            with watched_process(numbers):
                yield Studyhall(web_app(routes, node, origins), node, link, office, invites)


def readiness_of(node: Node, database: Database, bus: Bus, link: MediaLink) -> Readiness:
    """What has to work before this node is given work."""

    async def draining() -> bool:
        return not node.is_draining

    async def media() -> bool:
        return link.pid is not None

    async def registry() -> bool:
        return node.is_in_touch

    async def reached() -> bool:
        return isinstance(bus, RedisBus) and bus.is_connected

    parts: dict[str, Check] = {"database": database.answers, "media": media, "not_draining": draining}
    if isinstance(bus, RedisBus):
        parts |= {"registry": registry, "bus": reached}
    return Readiness(parts)


@asynccontextmanager
async def tracing(endpoint: str | None, node: str) -> AsyncIterator[Tracer]:
    """Where the way of commands is told, if anywhere. The packages for it are needed only then."""
    if endpoint is None:
        yield UNTRACED
        return
    from server.open_telemetry import traces_to

    with traces_to(endpoint, node) as tracer:
        yield tracer


def media_sockets(config: Config) -> Sockets:
    tcp = () if config.media_tcp_port is None else tuple(default_addresses(config.media_tcp_port))
    return Sockets(
        udp=tuple(default_addresses(config.media_port)),
        tcp=tcp,
        advertise=config.advertise,
        relay=() if config.edge_from is None else tuple(default_addresses(0)),
        threads=config.media_threads,
    )


@asynccontextmanager
async def open_office(
    config: Config,
    port: int,
    database: Database,
    keys: Keys,
    log: EventLog,
    clock: Clock,
    bus: Bus,
    turn: Turn,
) -> AsyncIterator[Office]:
    """Who is on duty and how they hear of it. `port` is the one that the server listens on."""
    http = GuardedHttp(allow_private=config.allow_private_webhooks)
    url = base_url(config, port)
    mail = None if config.smtp_url is None else SmtpServer.parse(config.smtp_url)
    sender = f"mailto:{'studyhall@localhost' if mail is None else mail.sender}"
    office = Office(
        database,
        log,
        SqlDirectory(database),
        clock,
        bus=bus,
        turn=turn,
        language=config.language,
        base_url=url,
        http=http,
        key=await push_key(database, url if url.startswith("https:") else sender, clock.now()),
        mail=None if mail is None else Mail(mail),
        keep=Keep(config.keep_notices_days, config.keep_deliveries_days),
        links=EmailLinks(database, keys.email(), clock.now, token_urlsafe),
        chance=random,
    )
    try:
        await office.desk.look()
        yield office
    finally:
        await http.close()


def media_of(config: Config, clock: Clock) -> tuple[MediaBridge, MediaRelay | None, MediaLink]:
    """What rooms tell media, what relays them if that is wished for, and the process of its own that both command."""
    turn = None if config.turn_secret is None else TurnServers(config.turn_urls, config.turn_secret)
    bridge = MediaBridge(clock, turn)
    relay = None if config.edge_from is None else MediaRelay(bridge, config.edge_from)
    link = MediaLink(media_sockets(config), relay or bridge, config.log_format)
    bridge.connect(link)
    if relay is not None:
        relay.connect(link)
    return bridge, relay, link


@asynccontextmanager
async def neighbourhood(config: Config) -> AsyncIterator[tuple[Bus, Registry | None]]:
    """What this node shares with others beside the database: nothing, if it is alone."""
    if config.redis is None:
        yield MemoryBus(), None
        return
    connecting: AbstractAsyncContextManager[Redis | RedisCluster] = (
        connected_to_cluster(config.redis) if is_cluster(config.redis) else connected(config.redis)
    )
    async with connecting as redis, asyncio.TaskGroup() as tasks:
        bus = RedisBus(redis)
        running = tasks.create_task(bus.run(), name="bus")
        await bus.was_tried.wait()  # before the others hear of this node, and ask it something
        try:
            yield bus, RedisRegistry(redis)
        finally:
            running.cancel()


def database_of(config: Config) -> Path | str:
    """Where `open_database` finds it."""
    return config.data if config.database is None else asyncpg_url(config.database)


@asynccontextmanager
async def open_database(where: Path | str) -> AsyncIterator[Database]:
    """The migrated database: the embedded one of a data directory, or that at a URL."""
    database = Database.in_directory(where) if isinstance(where, Path) else Database(where)
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()


def web_app(routes: list[BaseRoute], signalling: Signalling, origins: Origins) -> ASGIApp:
    app = Starlette(
        routes=[
            *routes,
            WebSocketRoute("/ws", BySession(WebSocketEndpoint(origins, signalling))),
            *page_routes(STATIC),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers=HANDLERS,
    )
    app.router.default = lost_page(STATIC, app.router.not_found)
    app.router.redirect_slashes = False  # its redirects would repeat the Host header, whoever chose it
    return app
