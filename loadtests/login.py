"""From an invite link to a ticket: the two HTTP calls a page makes before it opens its WebSocket.

The link says where the server is and carries the secret; the session cookie stays in this object. Nothing here
knows rooms or frames.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx


@dataclass(frozen=True)
class Invite:
    """Where a link leads: `origin` such as "http://127.0.0.1:8000", and the secret it carries."""

    origin: str
    secret: str

    @classmethod
    def parse(cls, link: str) -> Invite:
        """Take the secret from the fragment, else from the query, else from the last piece of the path.

        Raises ValueError for a link that has none of them.
        """
        parts = urlsplit(link)
        given = parse_qs(parts.fragment).get("invite") or parse_qs(parts.query).get("invite") or []
        secret = given[0] if given else parts.fragment or parts.path.rstrip("/").rpartition("/")[2]
        if parts.scheme not in ("http", "https") or not parts.netloc or not secret:
            raise ValueError(f"not an invite link: {link!r}")
        return cls(origin=f"{parts.scheme}://{parts.netloc}", secret=secret)

    @property
    def websocket_url(self) -> str:
        return f"ws{self.origin.removeprefix('http')}/ws"


class Login:
    """One person's session with the server: a cookie, and as many tickets as it has connections."""

    def __init__(self, invite: Invite, *, name: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        """`name` is what others see; None leaves it to the server. `tls` None trusts the system's authorities."""
        self.invite = invite
        self._name = name
        self._verify: ssl.SSLContext | bool = tls or invite.origin.startswith("https")
        self._cookies = httpx.Cookies()

    def move(self, origin: str) -> None:
        """Go on at another node, such as "http://127.0.0.1:8002", with the same session.

        A browser sees one host whichever node it is led to; the cookie is not held to the host that gave it.
        """
        self._cookies = httpx.Cookies({each.name: each.value or "" for each in self._cookies.jar})
        self.invite = replace(self.invite, origin=origin)

    async def open(self) -> None:
        """Trade the invite for a session cookie. Raises httpx.HTTPStatusError when it is refused."""
        body = {"invite": self.invite.secret} | ({"name": self._name} if self._name else {})
        await self.request("POST", "/api/session", body)

    async def ticket(self) -> str:
        """A ticket for one WebSocket; it lives for about a minute and is good once."""
        answer = await self.request("POST", "/api/ticket", {})
        return cast(str, answer.json()["ticket"])

    async def request(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """As this person's page would ask, with JSON. Raises httpx.HTTPStatusError when it is refused."""
        async with httpx.AsyncClient(
            base_url=self.invite.origin,
            cookies=self._cookies,
            verify=self._verify,
            headers={"Origin": self.invite.origin},
            trust_env=False,
        ) as http:
            answer = await http.request(method, path, json=body)
            answer.raise_for_status()
            self._cookies.update(http.cookies)
            return answer
