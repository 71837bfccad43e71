"""E-mails that arrive at a real server, and what becomes of those that do not."""

from __future__ import annotations

import asyncio
import ssl
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.duty.mail import Mail, SmtpServer
from server.duty.sending import GiveUp, Sent, Trouble, TryAgain
from server.duty.wording import Words
from server.tls import self_signed
from tests.server.duty.given import NOTICE, WORDS, notice
from tests.server.duty.outside import Mailbox, mail_server

pytestmark = pytest.mark.anyio

TO = "ann@school.example"
NAME = "notice-7-ann"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as made:
        yield made


async def test_a_mail_says_what_happened_and_where(mailbox: Mailbox) -> None:
    assert await Mail(SmtpServer.parse(mailbox.url)).send(TO, WORDS, NAME, NOTICE.at) == Sent()
    mail = mailbox.mails[0]
    assert (mail["to"], mail["from"], mail["subject"]) == (TO, "studyhall@school.example", WORDS.title)
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"] == "<notice-7-ann@school.example>"
    body = mail.get_content()
    assert WORDS.text in body
    assert WORDS.url in body


async def test_a_mailbox_that_does_not_exist_is_given_up(mailbox: Mailbox) -> None:
    mailbox.refusal = "550 no such user"
    assert isinstance(await Mail(SmtpServer.parse(mailbox.url)).send(TO, WORDS, NAME, NOTICE.at), GiveUp)


async def test_a_mailbox_that_is_busy_is_tried_again(mailbox: Mailbox) -> None:
    mailbox.refusal = "451 later"
    assert isinstance(await Mail(SmtpServer.parse(mailbox.url)).send(TO, WORDS, NAME, NOTICE.at), TryAgain)


async def test_a_password_is_not_told_without_encryption(mailbox: Mailbox) -> None:
    url = mailbox.url.replace("smtp://", "smtp://user:secret@")
    assert isinstance(await Mail(SmtpServer.parse(url)).send(TO, WORDS, NAME, NOTICE.at), TryAgain)
    assert mailbox.mails == []


async def test_no_name_or_title_can_add_a_header(mailbox: Mailbox) -> None:
    evil = notice(
        room_title="Ask\r\nBcc: everybody@c.example\0\x1b[2J", excerpt="a\r\n.\r\nRCPT TO:<c@d>\n..b"
    )
    words = Words("https://study.example").of([evil], "en")
    assert await Mail(SmtpServer.parse(mailbox.url)).send(TO, words, NAME, NOTICE.at) == Sent()
    mail = mailbox.mails[0]
    assert mail["bcc"] is None
    assert mail["subject"] == "An answer is overdue in “Ask Bcc: everybody@c.example [2J”"
    assert "RCPT TO:<c@d>\n..b" in mail.get_content().replace("\r\n", "\n")
    assert len(mailbox.mails) == 1


async def test_a_server_that_begins_and_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    left = asyncio.Event()

    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-welcome\r\n220-and another thing\r\n")
        await reader.read()  # until they hang up
        writer.close()
        left.set()

    monkeypatch.setattr("server.duty.mail.WITHIN_SECONDS", 0.2)
    async with await asyncio.start_server(begin, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        result = await Mail(SmtpServer.parse(f"smtp://127.0.0.1:{port}")).send(TO, WORDS, NAME, NOTICE.at)
        await left.wait()
    assert isinstance(result, TryAgain)


async def test_tls_is_used_to_another_machine_and_its_certificate_is_checked(tmp_path: Path) -> None:
    made = self_signed(tmp_path, ["mail.example"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert, made.key)
    async with mail_server(context) as offering:
        here = Mail(SmtpServer.parse(offering.url))
        assert await here.send(TO, WORDS, NAME, NOTICE.at) == Sent()
        there = Mail(SmtpServer.parse(offering.url.replace("127.0.0.1", "127.1")))
        result = await there.send(TO, WORDS, NAME, NOTICE.at)
    assert isinstance(result, TryAgain)
    assert len(offering.mails) == 1


async def test_a_server_that_is_not_there_is_tried_again(mailbox: Mailbox) -> None:
    server = SmtpServer.parse("smtp://127.0.0.1:1")
    assert isinstance(await Mail(server).send(TO, WORDS, NAME, NOTICE.at), TryAgain)


async def test_what_is_no_address_is_given_up(mailbox: Mailbox) -> None:
    assert await Mail(SmtpServer.parse(mailbox.url)).send(
        "ann\r\nBcc: all", WORDS, NAME, NOTICE.at
    ) == GiveUp(Trouble.RECIPIENT, "not an address")


def test_a_server_is_named_by_a_url() -> None:
    assert SmtpServer.parse("smtps://me%40x:p%3Aw@mail.example") == SmtpServer(
        "mail.example", 465, True, "me@x", "p:w", "studyhall@mail.example"
    )
    assert SmtpServer.parse("smtp://mail.example?from=a@b.example") == SmtpServer(
        "mail.example", 587, False, None, None, "a@b.example"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "https://mail.example",
        "smtp://",
        "smtp://x:99999999",
        "smtp://me:hunter2/x@mail.example",
        "smtp://me:[hunter2@mail.example",
    ],
)
def test_what_names_no_server_is_refused_without_quoting_a_password(url: str) -> None:
    with pytest.raises(ValueError, match="^smtp://user:password@host:port") as refused:
        SmtpServer.parse(url)
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))
