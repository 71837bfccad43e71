"""The ways out of the page: hands notices to the one that an address belongs to, in the reader's words.

Several notices at once are one message, under the name of the most urgent.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from server.catalogue import Language
from server.duty.mail import Mail
from server.duty.notice import Address, Channel, GivenNotice
from server.duty.sending import GiveUp, Result, Trouble
from server.duty.web_push import WebPush
from server.duty.webhook import WebhookSender
from server.duty.wording import Words, most_urgent


class WaysOut:
    """`mail` None: no SMTP server is known."""

    def __init__(self, web_push: WebPush, webhooks: WebhookSender, mail: Mail | None, words: Words) -> None:
        self._web_push, self._webhooks, self._mail, self._words = web_push, webhooks, mail, words

    async def send(
        self, address: Address, notices: Sequence[GivenNotice], language: Language, now: float
    ) -> Result:
        """At least one notice, all for the same reader."""
        notice, wording = most_urgent(notices), self._words.of(notices, language)
        match address.channel:
            case Channel.WEB_PUSH:
                return await self._web_push.send(address.to, notice, wording, now)
            case Channel.WEBHOOK | Channel.CHAT:
                return await self._webhooks.send(address.to, notice, wording, now)
            case Channel.MAIL if self._mail is None:
                return GiveUp(Trouble.NO_SERVER)
            case Channel.MAIL:
                name = f"{notice.name}-{notice.person}"
                return await self._mail.send(address.to, wording, name, notice.at)

    async def confirm(self, email: str, link: str, language: Language, now: float) -> Result:
        """Asks whether an address is that of whoever gave it."""
        if self._mail is None:
            return GiveUp(Trouble.NO_SERVER)
        name = f"confirm-{sha256(link.encode()).hexdigest()[:32]}"
        return await self._mail.send(email, self._words.confirming(link, language), name, now)
