"""An invite link is read the way a browser would read it; the calls themselves are tested with a real server."""

from __future__ import annotations

import pytest

from loadtests.login import Invite, Login
from loadtests.target import Target


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8000/#invite=s3cret",
        "http://127.0.0.1:8000/#s3cret",
        "http://127.0.0.1:8000/?invite=s3cret",
        "http://127.0.0.1:8000/join/s3cret",
        "http://127.0.0.1:8000/i/s3cret/",
    ],
)
def test_the_secret_and_the_server_are_taken_from_the_link(link: str) -> None:
    invite = Invite.parse(link)
    assert (invite.origin, invite.secret) == ("http://127.0.0.1:8000", "s3cret")


def test_the_websocket_is_as_safe_as_the_page() -> None:
    assert Invite.parse("http://study.example/i/x").websocket_url == "ws://study.example/ws"
    assert Invite.parse("https://study.example/i/x").websocket_url == "wss://study.example/ws"


@pytest.mark.parametrize("link", ["", "s3cret", "ftp://h/i/s", "http:///i/s", "http://127.0.0.1:8000/"])
def test_a_link_without_server_or_secret_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="not an invite link"):
        Invite.parse(link)


@pytest.mark.anyio
async def test_a_session_holds_at_a_node_of_another_name(target: Target) -> None:
    login = Login(Invite.parse(target.student), name="Ada")
    await login.open()
    login.move(target.origin.replace("127.0.0.1", "localhost"))
    assert await login.ticket()


def test_a_session_goes_on_at_another_node() -> None:
    login = Login(Invite.parse("http://127.0.0.1:8001/i/s3cret"))
    login.move("http://127.0.0.1:8002")
    assert login.invite == Invite("http://127.0.0.1:8002", "s3cret")
