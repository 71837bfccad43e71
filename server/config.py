"""Everything that can be set, in one frozen value. Flags win over STUDYHALL_* variables, those over the defaults here.

Nothing is read at import: `server/cli.py` fills it in, and whoever needs a part of it is given that part.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from media.logs import LogFormat
from server.catalogue import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    host: str = "127.0.0.1"
    """Address to listen on. 0.0.0.0 or :: means all of this machine's; then browsers elsewhere demand HTTPS."""

    port: int = 8080
    """TCP port of pages, API and WebSocket. 0 lets the system choose."""

    media_port: int = 7882
    """UDP port of audio and video, the same on every address. 0 lets the system choose."""

    media_tcp_port: int | None = None
    """TCP port of audio and video, for networks that let no UDP through. 0 lets the system choose, None is no such port."""

    media_threads: int = 1
    """Threads that forward packets. One core forwards to a thousand viewers; more are for servers that do only this."""

    turn_urls: tuple[str, ...] = ()
    """Relays for networks that let nothing else through, such as turns:turn.example.org:443?transport=tcp."""

    turn_secret: str | None = None
    """What the relays' `static-auth-secret` is: credentials for them are made from it, each for some hours."""

    metrics_token: str | None = None
    """Who names it as a bearer token reads /metrics, in the format of Prometheus. None: nobody does."""

    traces_to: str | None = None
    """OTLP/HTTP endpoint of an OpenTelemetry collector, to which the way of commands is told. None: nobody is told."""

    data: Path = Path("data")
    """Directory of the database and certificates. Made when missing, readable by its owner only."""

    database: str | None = None
    """postgresql://user:password@host/name: a database that nodes share. None: an SQLite file in `data`."""

    redis: str | None = None
    """redis://host:port/0, rediss:// or redis+cluster://: where nodes find each other. None: alone. Demands `database`."""

    edge_from: int | None = None
    """How many receivers of one room its node serves before other nodes serve their own and relay. None: all of them."""

    tls_cert: Path | None = None
    """PEM file with the certificate and its chain; together with `tls_key`."""

    tls_key: Path | None = None
    """PEM file with the private key of `tls_cert`."""

    tls_self_signed: bool = False
    """Make and keep a certificate of our own, for a classroom network: browsers warn once, then it works."""

    advertise: tuple[str, ...] = ()
    """Addresses that media clients are told to send to, when this machine does not know them itself (NAT)."""

    public_url: str | None = None
    """What people type, such as https://study.example.org, when a reverse proxy or a name stands before us."""

    allow_origins: tuple[str, ...] = ()
    """Further origins whose pages may use this server, such as a development server of the page."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed. Nobody's by default."""

    smtp_url: str | None = None
    """Where e-mails are handed in: smtp://user:password@host:port?from=address, or smtps://. None: none are sent."""

    allow_private_webhooks: bool = False
    """Let webhooks and pushes go to addresses inside, and over http: for a lab, never on the internet."""

    keep_notices_days: int = 90
    """Days for which staff find what they were told. At least 30: longer than any shift, so that none is told twice."""

    keep_deliveries_days: int = 30
    """Days for which it is known what became of each push, e-mail and webhook."""

    language: Language = "en"
    """en or zh: of what the command prints, of the first rooms' titles, and of what is sent to staff who chose none."""

    log_level: str = "info"
    """debug, info, warning or error."""

    log_format: LogFormat = LogFormat.AUTO
    """json or text, one object or one line for each event; auto: text at a terminal."""

    @property
    def scheme(self) -> str:
        return "https" if self.tls_cert or self.tls_self_signed else "http"
