"""Tells a webhook of the space, in its receiver's shape, over the guarded way out."""

from __future__ import annotations

from server.duty.contacts import Contacts
from server.duty.guarded_http import AddressRefused, GuardedHttp, Unreachable
from server.duty.notice import GivenNotice
from server.duty.receivers import refusal, request
from server.duty.sending import GiveUp, Result, Sent, Trouble, TryAgain
from server.duty.wording import Wording

_GONE = 410


class WebhookSender:
    def __init__(self, contacts: Contacts, http: GuardedHttp) -> None:
        self._contacts, self._http = contacts, http

    async def send(self, id: str, notice: GivenNotice, wording: Wording, now: float) -> Result:
        """`id` is that of the webhook within the space of the notice."""
        hook = await self._contacts.webhook(notice.space, id)
        if hook is None:
            return GiveUp(Trouble.GONE)
        posted = request(hook, notice, wording, now)
        try:
            answer = await self._http.post(posted.url, posted.headers, posted.body)
        except AddressRefused as refused:
            return GiveUp(Trouble.ADDRESS, str(refused))
        except Unreachable as unreachable:
            return TryAgain(Trouble.UNREACHABLE, str(unreachable))
        said = refusal(hook.kinds.receiver, answer)
        if said is None:
            return Sent()
        if answer.status == _GONE:
            return GiveUp(Trouble.GONE, said)
        return TryAgain(Trouble.REFUSED, said, answer.retry_after)
