"""E-mails that arrive at a real server, and what becomes of those that do not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.duty.mail import Mail, SmtpServer
from server.duty.sending import GiveUp, Sent, TryAgain
from tests.server.duty.given import NOTICE, WORDS
from tests.server.duty.outside import Mailbox, mail_server

pytestmark = pytest.mark.anyio

TO = "ann@school.example"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as made:
        yield made


async def test_a_mail_says_what_happened_and_where(mailbox: Mailbox) -> None:
    assert await Mail(SmtpServer.parse(mailbox.url)).send(TO, NOTICE, WORDS) == Sent()
    mail = mailbox.mails[0]
    assert (mail["to"], mail["from"], mail["subject"]) == (TO, "studyhall@school.example", WORDS.title)
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"] == "<notice-7-ann@school.example>"
    body = mail.get_content()
    assert WORDS.text in body
    assert WORDS.url in body


async def test_a_mailbox_that_does_not_exist_is_given_up(mailbox: Mailbox) -> None:
    mailbox.refusal = "550 no such user"
    assert isinstance(await Mail(SmtpServer.parse(mailbox.url)).send(TO, NOTICE, WORDS), GiveUp)


async def test_a_mailbox_that_is_busy_is_tried_again(mailbox: Mailbox) -> None:
    mailbox.refusal = "451 later"
    assert isinstance(await Mail(SmtpServer.parse(mailbox.url)).send(TO, NOTICE, WORDS), TryAgain)


async def test_a_password_is_not_told_without_encryption(mailbox: Mailbox) -> None:
    url = mailbox.url.replace("smtp://", "smtp://user:secret@")
    assert isinstance(await Mail(SmtpServer.parse(url)).send(TO, NOTICE, WORDS), TryAgain)
    assert mailbox.mails == []


async def test_a_server_that_is_not_there_is_tried_again(mailbox: Mailbox) -> None:
    server = SmtpServer.parse("smtp://127.0.0.1:1")
    assert isinstance(await Mail(server).send(TO, NOTICE, WORDS), TryAgain)


async def test_what_is_no_address_is_given_up(mailbox: Mailbox) -> None:
    assert await Mail(SmtpServer.parse(mailbox.url)).send("ann\r\nBcc: all", NOTICE, WORDS) == GiveUp(
        "not an address"
    )


def test_a_server_is_named_by_a_url() -> None:
    assert SmtpServer.parse("smtps://me%40x:p%3Aw@mail.example") == SmtpServer(
        "mail.example", 465, True, "me@x", "p:w", "studyhall@mail.example"
    )
    assert SmtpServer.parse("smtp://mail.example?from=a@b.example") == SmtpServer(
        "mail.example", 587, False, None, None, "a@b.example"
    )


@pytest.mark.parametrize("url", ["", "mail.example", "https://mail.example", "smtp://", "smtp://x:99999999"])
def test_what_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="(?i)smtp|port"):
        SmtpServer.parse(url)
