"""The HTTP listener: uvicorn with our settings, and a deadline for requests that never end.

Sockets are bound before anything else is built, so that a taken port is one plain sentence at once. A client that
drips its request line or headers is cut after ten seconds; between requests uvicorn's keep-alive timeout holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import h11
import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.config import Config
from server.http.direct_socket import DirectProtocol
from signaling.wire import MAX_FRAME_BYTES

REQUEST_SECONDS = 10.0
BACKLOG = 2048
NOT_SENT_LOW_WATER = 16 * 1024
"""Bytes that the kernel may hold unsent per socket; without it 4 MB of a slow reader's backlog hide from us."""


def bind(host: str, port: int) -> list[socket.socket]:
    """One listening socket per address of `host`, all on the same port. Raises OSError."""
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            chosen = sockets[0].getsockname()[1] if sockets else address[1]
            sockets.append(_listening(socket.socket(family, kind, protocol), str(address[0]), int(chosen)))
    except OSError:
        for bound in sockets:
            bound.close()
        raise
    return sockets


def _listening(unbound: socket.socket, host: str, port: int) -> socket.socket:
    try:
        unbound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if unbound.family == socket.AF_INET6:
            unbound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != "::")
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            unbound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT_LOW_WATER)
        unbound.bind((host, port))
        unbound.listen(BACKLOG)
        unbound.setblocking(False)
    except OSError:
        unbound.close()
        raise
    return unbound


class PromptRequests(H11Protocol):
    """HTTP/1.1 whose requests must be complete, headers and all, within `REQUEST_SECONDS` of their first byte."""

    _deadline: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_request()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._request_came()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._request_came()
        elif self._deadline is None:
            self._await_request()

    @override
    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._request_came()  # the connection is another protocol's from here
        super().handle_websocket_upgrade(event)

    def _await_request(self) -> None:
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.close)

    def _request_came(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Listener(uvicorn.Server):
    """`serve(sockets)` until `should_exit`. Signals are the process's business, not the listener's."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepting = asyncio.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.accepting.set()

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listener(app: ASGIApp, config: Config) -> Listener:
    """`config` names existing certificate files if it has any. Proxy headers count only from trusted proxies."""
    return Listener(
        uvicorn.Config(
            app,
            http=PromptRequests,
            ws=DirectProtocol,
            ws_max_size=MAX_FRAME_BYTES,
            ws_per_message_deflate=False,  # doubles the cost of a delivery, and invites compression bombs
            ws_ping_interval=None,  # the protocol has its own heartbeat
            lifespan="off",  # `server/app.py` owns what lives as long as the server
            log_config=None,
            access_log=False,  # paths hold invites
            server_header=False,
            proxy_headers=bool(config.trusted_proxies),
            forwarded_allow_ips=list(config.trusted_proxies),
            timeout_graceful_shutdown=1,
            ssl_certfile=config.tls_cert,
            ssl_keyfile=config.tls_key,
        )
    )
