"""Where everything is built and who owns what: the one place that knows all parts. "Where is X made?" Here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from rooms.roles import Role
from server.addresses import own_origins
from server.auth.attempts import Attempts
from server.auth.keys import Keys
from server.auth.origins import Origins
from server.auth.sessions import Sessions
from server.auth.tickets import SignedTickets
from server.catalogue import Catalogue
from server.clock import SystemClock
from server.config import Config
from server.first_space import ensure_first_space
from server.http.api import Api
from server.http.errors import HANDLERS
from server.http.headers import SecurityHeaders
from server.http.pages import page_routes
from server.http.websocket import Signalling, WebSocketEndpoint
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.event_log import open_event_log
from server.storage.migrate import migrate
from server.storage.people import People
from server.storage.signing_key import signing_key
from signaling.ports import Socket

STATIC = Path(__file__).parent / "static"


class NoSignalling:
    async def serve(self, socket: Socket) -> None:
        await socket.close(4000, "")


@dataclass(frozen=True, slots=True)
class Studyhall:
    """A built server, ready to be listened for. `invites` are the secrets of the standing invites."""

    app: ASGIApp
    invites: dict[Role, str]


@asynccontextmanager
async def open_studyhall(config: Config, port: int) -> AsyncIterator[Studyhall]:
    """Build the server that listens on `port`; what it opened is closed at the end of the block."""
    clock = SystemClock()
    async with open_database(config.data) as database:
        keys = Keys(await signing_key(database, clock.now()))
        directory = SqlDirectory(database)
        people = People(database)
        texts = Catalogue("cli", config.language)
        invites = await ensure_first_space(directory, people, keys, texts, clock.now())
        sessions = Sessions(people, keys.cookie(), clock.now)
        tickets = SignedTickets(keys.ticket(), clock.now)
        origins = Origins(own_origins(config, port))
        api = Api(sessions, tickets, Attempts(clock.now), origins, directory)
        async with open_event_log(database):
            yield Studyhall(web_app(api, NoSignalling(), origins), invites)


@asynccontextmanager
async def open_database(directory: Path) -> AsyncIterator[Database]:
    """The migrated database of a data directory."""
    database = Database.in_directory(directory)
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()


def web_app(api: Api, signalling: Signalling, origins: Origins) -> ASGIApp:
    return Starlette(
        routes=[
            *api.routes(),
            Route("/healthz", health),
            WebSocketRoute("/ws", WebSocketEndpoint(origins, signalling)),
            *page_routes(STATIC),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers=HANDLERS,
    )


async def health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
