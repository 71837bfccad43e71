"""The outside, for real and on loopback: an HTTP receiver that answers as told, and a mail server that keeps what comes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Counted:
    """Something that comes in, and how much of it has come."""

    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0

    def came(self) -> None:
        self._count += 1
        self._more.set()

    async def until(self, count: int) -> None:
        """So many have come."""
        while self._count < count:
            self._more.clear()
            await self._more.wait()


@dataclass
class Receiver(Counted):
    """Answers with the next of `answers`, each a whole HTTP response, else as `robot` says, else with 204.

    While `silence` is set it takes every request and answers none. `at_once`: the most that it had at one time.
    """

    port: int = 0
    robot: Callable[[Received], bytes] | None = None
    silence: bool = False
    at_once: int = 0
    answers: list[bytes] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    _open: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            await self._take(reader, writer)
        finally:
            self._open -= 1
            writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        request, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.received.append(Received(request.split(" ")[1], headers, body))
        self.came()
        if self.silence:
            await reader.read()  # until they hang up
            return
        answer = self.robot(self.received[-1]) if self.robot else status(204)
        writer.write(self.answers.pop(0) if self.answers else answer)
        await writer.drain()


def status(code: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {code} x", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


@dataclass
class Mailbox(Counted):
    """`refusal` is what is answered to every recipient, if it is set."""

    port: int = 0
    refusal: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=studyhall@school.example"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.came()
        return "250 OK"


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
    """`tls`: it offers STARTTLS with this."""
    made = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(made, loop=loop, tls_context=tls), "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
