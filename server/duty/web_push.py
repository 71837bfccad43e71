"""Sends a notice to a browser: encrypted for it alone (RFC 8291), signed by our key (RFC 8292), over the guarded way out.

The push service sees when and to which browser, never what.
"""

from __future__ import annotations

import base64
import os

import http_ece
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from server.duty.contacts import Contacts, PushSubscription
from server.duty.guarded_http import AddressRefused, Answer, GuardedHttp, Unreachable
from server.duty.notice import GivenNotice
from server.duty.push_key import PushKey
from server.duty.sending import GiveUp, Result, Sent, Trouble, TryAgain
from server.duty.wording import LONGEST_TEXT, Wording

TTL_SECONDS = 4 * 3600
"""So long a push service keeps it for a browser that is off; later nobody needs it."""
_GONE = (404, 410)
_WORTH_ANOTHER_TRY = (408, 425, 429)


class WebPush:
    def __init__(self, contacts: Contacts, http: GuardedHttp, key: PushKey) -> None:
        self._contacts, self._http, self._key = contacts, http, key

    async def send(self, endpoint: str, notice: GivenNotice, wording: Wording, now: float) -> Result:
        """A browser that somebody else uses meanwhile is told nothing of what was for `notice.person`."""
        subscription = await self._contacts.subscription(endpoint, notice.person)
        if subscription is None:
            return GiveUp(Trouble.GONE)
        try:
            body = sealed(subscription, _shown(notice, wording))
        except ValueError:  # keys that are no keys
            await self._contacts.unsubscribe(endpoint)
            return GiveUp(Trouble.RECIPIENT, "its keys cannot be used")
        try:
            answer = await self._http.post(endpoint, self._headers(endpoint, notice, now), body)
        except AddressRefused as refused:
            await self._contacts.unsubscribe(endpoint)
            return GiveUp(Trouble.ADDRESS, str(refused))
        except Unreachable as unreachable:
            return TryAgain(Trouble.UNREACHABLE, str(unreachable))
        return await self._result(endpoint, answer)

    def _headers(self, endpoint: str, notice: GivenNotice, now: float) -> dict[str, str]:
        origin = "/".join(endpoint.split("/", 3)[:3])
        return {
            "Authorization": self._key.authorization(origin, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL_SECONDS),
            "Urgency": "high",
            "Topic": notice.name,  # a second try replaces the first
        }

    async def _result(self, endpoint: str, answer: Answer) -> Result:
        if 200 <= answer.status < 300:
            return Sent()
        if answer.status in _GONE:
            await self._contacts.unsubscribe(endpoint)
            return GiveUp(Trouble.GONE)
        if answer.status >= 500 or answer.status in _WORTH_ANOTHER_TRY:
            return TryAgain(Trouble.REFUSED, f"status {answer.status}", answer.retry_after)
        return GiveUp(Trouble.REFUSED, f"status {answer.status}")


def sealed(subscription: PushSubscription, plaintext: bytes) -> bytes:
    """Only the browser that subscribed can read it. Raises ValueError for keys that are none."""
    auth = _decoded(subscription.keys.auth)
    if len(auth) != 16:
        raise ValueError("an auth secret has 16 bytes")
    body: bytes = http_ece.encrypt(
        plaintext,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),  # its public half goes along
        dh=_decoded(subscription.keys.p256dh),
        auth_secret=auth,
        version="aes128gcm",
    )
    return body


def _shown(notice: GivenNotice, wording: Wording) -> bytes:
    """What the page's service worker shows. Well below the 4096 bytes that services must take."""
    return msgspec.json.encode(
        {
            "id": notice.id,
            "reason": notice.reason,
            "room": notice.room,
            "level": notice.level,
            "title": wording.title,
            "body": wording.text[:LONGEST_TEXT],
            "url": wording.url,
        }
    )


def _decoded(text: str) -> bytes:
    bare = text.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
