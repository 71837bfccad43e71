"""Sends a notice as an e-mail, over the SMTP server that the installation names. Plain text, one recipient each."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from server.duty.notice import GivenNotice
from server.duty.sending import GiveUp, Result, Sent, TryAgain
from server.duty.wording import Wording

WITHIN_SECONDS = 20.0
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
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("smtp://user:password@host:port?from=address")
        is_tls = parts.scheme == "smtps"
        sender = parse_qs(parts.query).get("from", [f"studyhall@{parts.hostname}"])[0]
        return cls(
            host=parts.hostname,
            port=parts.port or (_OVER_TLS if is_tls else _SUBMISSION),
            is_tls=is_tls,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=sender,
        )


class Mail:
    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def send(self, to: str, notice: GivenNotice, wording: Wording) -> Result:
        server = self._server
        try:
            message = _message(server.sender, to, notice, wording)
        except (ValueError, MessageError):
            return GiveUp("not an address")
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.is_tls,
                # A password never goes over a line that others can read.
                start_tls=None if server.is_tls or server.user is None else True,
                timeout=WITHIN_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refused([each.code for each in refused.recipients])
        except aiosmtplib.SMTPResponseException as refused:
            return TryAgain(f"status {refused.code}")
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError) as error:
            return TryAgain(type(error).__name__)
        return Sent()


def _refused(codes: list[int]) -> Result:
    if all(code in _REFUSED_FOR_GOOD for code in codes):
        return GiveUp(f"refused: {codes}")
    return TryAgain(f"refused: {codes}")


def _message(sender: str, to: str, notice: GivenNotice, wording: Wording) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = wording.title
    message["Date"] = format_datetime(datetime.fromtimestamp(notice.at, UTC))
    message["Message-ID"] = f"<notice-{notice.id}-{notice.person}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    message.set_content("\n\n".join(part for part in (wording.text, wording.url) if part))
    return message
