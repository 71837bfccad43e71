"""Tells a webhook of the space, in its receiver's shape and signed, over the guarded way out."""

from __future__ import annotations

from server.duty.contacts import Contacts
from server.duty.guarded_http import AddressRefused, GuardedHttp, Unreachable
from server.duty.notice import GivenNotice
from server.duty.receivers import is_taken, payload
from server.duty.sending import GiveUp, Result, Sent, TryAgain
from server.duty.signatures import sign
from server.duty.wording import Wording

_GONE = 410


class WebhookSender:
    def __init__(self, contacts: Contacts, http: GuardedHttp) -> None:
        self._contacts, self._http = contacts, http

    async def send(self, id: str, notice: GivenNotice, wording: Wording, now: float) -> Result:
        """`id` is that of the webhook within the space of the notice."""
        hook = await self._contacts.webhook(notice.space, id)
        if hook is None:
            return GiveUp("there is no such webhook any more")
        body = payload(hook.kinds.receiver, notice, wording)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "studyhall",
            **sign(hook.secret, f"notice-{notice.id}", body, now),
        }
        try:
            answer = await self._http.post(hook.url, headers, body)
        except AddressRefused as refused:
            return GiveUp(str(refused))
        except Unreachable as unreachable:
            return TryAgain(str(unreachable))
        if is_taken(hook.kinds.receiver, answer.status, answer.body):
            return Sent()
        if answer.status == _GONE:
            return GiveUp("gone")
        return TryAgain(f"status {answer.status}", answer.retry_after)
