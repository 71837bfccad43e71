"""Out, and never in: what an address given by somebody may lead to."""

from __future__ import annotations

import asyncio

import pytest

from server.duty import guarded_http
from server.duty.guarded_http import (
    LARGEST_ANSWER,
    AddressRefused,
    Answer,
    GuardedHttp,
    Unreachable,
    is_public,
    resolve,
)
from tests.server.duty.outside import receiver, status

pytestmark = pytest.mark.anyio


class Names:
    """A name server that says something else every time it is asked; the last for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def resolve(self, _host: str, _port: int) -> list[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.row("S14")
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fec0::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "not an address",
    ],
)
async def test_an_address_inside_is_not_spoken_to(address: str) -> None:
    assert not is_public(address)
    http = GuardedHttp(resolve=Names([address]).resolve)
    with pytest.raises(AddressRefused):
        await http.post("https://hooks.example/", {}, b"")
    await http.close()


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_an_address_of_the_internet_may_be_spoken_to(address: str) -> None:
    assert is_public(address)


@pytest.mark.row("S14")
async def test_a_name_with_one_address_inside_is_refused() -> None:
    http = GuardedHttp(resolve=Names(["93.184.216.34", "10.0.0.1"]).resolve)
    with pytest.raises(AddressRefused):
        await http.post("https://hooks.example/", {}, b"")
    await http.close()


@pytest.mark.row("S14")
async def test_the_connection_goes_to_the_address_that_was_checked_whatever_the_name_means_then() -> None:
    async with receiver() as outside:
        names = Names(["127.0.0.1"], ["10.0.0.1"])
        http = GuardedHttp(allow_private=True, resolve=names.resolve)
        answer = await http.post(f"http://hooks.example:{outside.port}/x?y=1", {"X-Own": "1"}, b"hello")
        await http.close()
    assert answer == Answer(204, b"")
    assert names.asked == 1
    received = outside.received[0]
    assert (received.path, received.body, received.headers["x-own"]) == ("/x?y=1", b"hello", "1")
    assert received.headers["host"] == f"hooks.example:{outside.port}"
    assert received.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "https://user:secret@hooks.example/",
        "https:///path",
        "https://[::1",
        "hooks",
    ],
)
async def test_only_https_to_a_host_without_a_password(url: str) -> None:
    http = GuardedHttp(resolve=Names(["93.184.216.34"]).resolve)
    with pytest.raises(AddressRefused):
        await http.post(url, {}, b"")
    await http.close()


async def test_a_name_in_another_script_is_resolved_as_it_is_certified() -> None:
    asked: list[str] = []

    async def resolve_here(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    async with receiver() as outside:
        http = GuardedHttp(allow_private=True, resolve=resolve_here)
        await http.post(f"http://faß.例え.example:{outside.port}/", {}, b"")
        await http.close()
    assert asked == ["xn--fa-hia.xn--r8jz45g.example"]
    assert outside.received[0].headers["host"] == f"{asked[0]}:{outside.port}"


async def test_a_host_that_can_be_no_name_is_refused() -> None:
    http = GuardedHttp()
    with pytest.raises(AddressRefused):
        await http.post(f"https://{'a' * 80}.example/", {}, b"")
    await http.close()


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with receiver() as outside:
        outside.answers.append(status(302, b"", "Location: http://127.0.0.1:1/inside"))
        http = GuardedHttp(allow_private=True)
        assert (await http.post(outside.url, {}, b"")).status == 302
        await http.close()
    assert len(outside.received) == 1


async def test_an_answer_is_read_as_far_as_it_is_bounded_and_says_when_to_come_back() -> None:
    async with receiver() as outside:
        outside.answers.append(status(503, b"x" * (3 * LARGEST_ANSWER), "Retry-After: 120"))
        outside.answers.append(status(429, b"", "Retry-After: Mon, 02 Nov 2026 09:00:00 GMT"))
        http = GuardedHttp(allow_private=True)
        answer = await http.post(outside.url, {}, b"")
        assert (answer.status, len(answer.body), answer.retry_after) == (503, LARGEST_ANSWER, 120.0)
        assert (await http.post(outside.url, {}, b"")).retry_after is None
        await http.close()


async def test_who_does_not_answer_properly_is_unreachable() -> None:
    async with receiver() as outside:
        outside.answers.append(b"this is no HTTP\r\n\r\n")
        http = GuardedHttp(allow_private=True)
        with pytest.raises(Unreachable):
            await http.post(outside.url, {}, b"")
        url = outside.url
    with pytest.raises(Unreachable):
        await http.post(url, {}, b"")
    await http.close()


async def test_who_takes_too_long_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_http, "WITHIN_SECONDS", 0.05)
    http = GuardedHttp(resolve=_never)
    with pytest.raises(Unreachable):
        await http.post("https://hooks.example/", {}, b"")
    await http.close()


async def test_a_name_without_addresses_is_unreachable() -> None:
    http = GuardedHttp(resolve=Names([]).resolve)
    with pytest.raises(Unreachable):
        await http.post("https://hooks.example/", {}, b"")
    await http.close()


async def test_the_systems_own_resolver_knows_loopback() -> None:
    assert await resolve("127.0.0.1", 443) == ["127.0.0.1"]


async def _never(_host: str, _port: int) -> list[str]:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")
