"""Sends an e-mail over the SMTP server that the installation names. Plain text, one recipient each.

To another machine TLS is used wherever the server offers it, and its certificate is checked; with a password it is
demanded. A server that talks but never ends holds nobody up for longer than `WITHIN_SECONDS`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from server.duty.sending import GiveUp, Result, Sent, Trouble, TryAgain
from server.duty.wording import Wording

WITHIN_SECONDS = 30.0
_SUBMISSION, _OVER_TLS = 587, 465
_REFUSED_FOR_GOOD = range(500, 600)


class SmtpServer(Struct, frozen=True):
    """`sender` is the address that mails come from."""

    host: str
    port: int
    is_tls: bool
    user: str | None
    password: str | None
    sender: str

    @classmethod
    def parse(cls, url: str) -> SmtpServer:
        """smtp://user:password@host:port?from=address, or smtps:// for TLS from the first byte. Raises ValueError."""
        form = "smtp://user:password@host:port?from=address"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # it would quote parts of a password with a slash in it
            raise ValueError(form) from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError(form)
        is_tls = parts.scheme == "smtps"
        sender = parse_qs(parts.query).get("from", [f"studyhall@{parts.hostname}"])[0]
        return cls(
            host=parts.hostname,
            port=port or (_OVER_TLS if is_tls else _SUBMISSION),
            is_tls=is_tls,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=sender,
        )


class Mail:
    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def send(self, to: str, wording: Wording, name: str, at: float) -> Result:
        """`name` is the same in every try, and of no other mail; `at` its date, UTC seconds."""
        server = self._server
        try:
            message = _message(server.sender, to, wording, name, at)
        except (ValueError, MessageError):
            return GiveUp(Trouble.RECIPIENT, "not an address")
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                await aiosmtplib.send(
                    message,
                    hostname=server.host,
                    port=server.port,
                    username=server.user,
                    password=server.password,
                    use_tls=server.is_tls,
                    start_tls=_start_tls(server),
                    timeout=WITHIN_SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refused([each.code for each in refused.recipients])
        except aiosmtplib.SMTPResponseException as refused:
            return TryAgain(Trouble.REFUSED, f"status {refused.code}")
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError) as error:  # TimeoutError is an OSError
            return TryAgain(Trouble.UNREACHABLE, type(error).__name__)
        return Sent()


def _start_tls(server: SmtpServer) -> bool | None:
    """None: if the server offers it. On this machine nobody reads along, and certificates there are rarely good."""
    if server.is_tls:
        return False
    if server.user is not None:
        return True
    return False if _is_here(server.host) else None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(codes: list[int]) -> Result:
    detail = f"status {' '.join(map(str, codes))}"
    if all(code in _REFUSED_FOR_GOOD for code in codes):
        return GiveUp(Trouble.REFUSED, detail)
    return TryAgain(Trouble.REFUSED, detail)


def _message(sender: str, to: str, wording: Wording, name: str, at: float) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = wording.title
    message["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    message.set_content("\n\n".join(part for part in (wording.text, wording.url) if part))
    return message
