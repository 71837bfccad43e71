"""The one way out to addresses that users give: resolves a name once, refuses what leads inside, and connects to exactly
the address that it checked. So a name that means something else a moment later (DNS rebinding) changes nothing.

No redirects, no proxies from the environment, bounded time and answers. Refused unless every address of the name is
public: loopback, private, link-local (cloud metadata among them), shared, multicast and reserved ones are not, nor are
IPv6 addresses that carry such an IPv4 address within, or that only this site would route.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping

import httpx
from msgspec import Struct

WITHIN_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to addresses, best first. Raises OSError."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
"""All that is given out to the internet (RFC 4291); NAT64 beside it. The rest is reserved, or inside."""


class AddressRefused(Exception):
    """It may not be spoken to: not https, or not public."""


class Unreachable(Exception):
    """It did not answer, or not properly, in time."""


class Answer(Struct, frozen=True):
    """`retry_after`: seconds to wait before the next try, as the answer says."""

    status: int
    body: bytes
    retry_after: float | None = None


async def resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedHttp:
    """`allow_private`: a lab's own receivers, over http too. Close it last."""

    def __init__(self, *, allow_private: bool = False, resolve: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._client = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=WITHIN_SECONDS,
            # Connections are told apart by address only: one that was opened for another name of the same address,
            # with that name's certificate, must not be used again.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises AddressRefused or Unreachable; every answer is one, whatever its status."""
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                return await self._post(url, headers, body)
        except (httpx.HTTPError, OSError) as error:  # TimeoutError is an OSError
            raise Unreachable(type(error).__name__) from error

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        target = self._target(url)
        port = target.port or (443 if target.scheme == "https" else 80)
        host = target.raw_host.decode(
            "ascii"
        )  # as it goes over the wire: what is resolved is what is certified
        address = await self._checked(host, port)
        request = self._client.build_request(
            "POST",
            target.copy_with(host=address),
            # Answers are read as they come: compressed ones could not be understood, or be bombs.
            headers={**headers, "Host": target.netloc.decode("ascii"), "Accept-Encoding": "identity"},
            content=body,
            extensions={"sni_hostname": host},  # the certificate must be the name's
        )
        response = await self._client.send(request, stream=True)
        try:
            return Answer(response.status_code, await _read(response), _retry_after(response))
        finally:
            await response.aclose()

    def _target(self, url: str) -> httpx.URL:
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise AddressRefused("not a URL") from error
        if target.userinfo or not target.host:
            raise AddressRefused("a URL with a host and without a password")
        if target.scheme != "https" and not (self._allow_private and target.scheme == "http"):
            raise AddressRefused("https only")
        return target

    async def _checked(self, host: str, port: int) -> str:
        try:
            addresses = await self._resolve(host, port)
        except UnicodeError as error:  # a label that is too long
            raise AddressRefused("not a host name") from error
        if not addresses:
            raise Unreachable("no address")
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise AddressRefused("not a public address")
        return addresses[0].partition("%")[0]


def is_public(address: str) -> bool:
    """Whether it belongs to the internet, and so does any IPv4 address that is carried in it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(_is_given_out(each) for each in (parsed, *_carried(parsed)))


def _is_given_out(address: IpAddress) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    return isinstance(address, ipaddress.IPv4Address) or address in _GLOBAL_IPV6 or address in _NAT64


def _carried(address: IpAddress) -> list[IpAddress]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[IpAddress | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


async def _read(response: httpx.Response) -> bytes:
    """As far as anybody looks at it."""
    data = b""
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > LARGEST_ANSWER:
            break
    return data[:LARGEST_ANSWER]


def _retry_after(response: httpx.Response) -> float | None:
    """In seconds only; a date is not understood."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 9 else None
