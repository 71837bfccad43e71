"""What a webhook is told, in the shape that its receiver understands; and whether its answer means that it was taken.

Pure. Chat robots answer 200 even when they refuse, and say so in the body. DingTalk's robots may want a signature of
their own in the URL; the generic receiver is signed as Standard Webhooks has it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from server.duty.contacts import Receiver, Webhook
from server.duty.guarded_http import Answer
from server.duty.notice import GivenNotice
from server.duty.signatures import sign
from server.duty.wording import Wording

WECOM_BYTES = 2048
"""WeCom refuses longer texts."""

_Payload = Callable[[GivenNotice, Wording], dict[str, Any]]


class Request(msgspec.Struct, frozen=True):
    url: str
    headers: dict[str, str]
    body: bytes


def request(hook: Webhook, notice: GivenNotice, wording: Wording, now: float) -> Request:
    """What is posted. The same notice has the same id in every try."""
    body = msgspec.json.encode(_SHAPES[hook.kinds.receiver](notice, wording))
    headers = {"Content-Type": "application/json", "User-Agent": "studyhall"}
    match hook.kinds.receiver:
        case Receiver.GENERIC:
            return Request(hook.url, headers | sign(hook.secret, notice.name, body, now), body)
        case Receiver.DINGTALK if hook.secret:
            return Request(_signed_for_dingtalk(hook.url, hook.secret, now), headers, body)
        case _:
            return Request(hook.url, headers, body)


def refusal(receiver: Receiver, answer: Answer) -> str | None:
    """Why it did not take it, as it says itself; None: it did."""
    if not 200 <= answer.status < 300:
        return f"status {answer.status}"
    if receiver not in (Receiver.DINGTALK, Receiver.WECOM):
        return None
    try:
        said = msgspec.json.decode(answer.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = None
    if not isinstance(said, dict) or "errcode" not in said:
        return "no answer of a robot"
    return None if said["errcode"] == 0 else f"errcode {said['errcode']}: {said.get('errmsg', '')}"


def _signed_for_dingtalk(url: str, secret: str, now: float) -> str:
    timestamp = str(round(now * 1000))
    signed = hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256)
    parts = urlsplit(url)
    more = urlencode({"timestamp": timestamp, "sign": base64.b64encode(signed).decode()})
    return parts._replace(query=f"{parts.query}&{more}" if parts.query else more, fragment="").geturl()


def _generic(notice: GivenNotice, wording: Wording) -> dict[str, Any]:
    """`type`, `timestamp` and `data`, as Standard Webhooks recommends."""
    return {
        "type": f"duty.{notice.reason or 'test'}",
        "timestamp": datetime.fromtimestamp(notice.at, UTC).isoformat(),
        "data": {
            "space": notice.space,
            "room": notice.room,
            "room_title": notice.room_title,
            "obligation": notice.owed,
            "class": notice.class_ or None,
            "level": notice.level or None,
            "excerpt": notice.excerpt,
            "title": wording.title,
            "text": wording.text,
            "url": wording.url,
        },
    }


def _dingtalk(_notice: GivenNotice, wording: Wording) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": _lines(wording)}}


def _wecom(_notice: GivenNotice, wording: Wording) -> dict[str, Any]:
    """Shortened in the middle: what it is about and where it leads are said in any case."""
    around = _lines(msgspec.structs.replace(wording, text=""))
    left = WECOM_BYTES - len(around.encode()) - 1
    text = wording.text.encode()[: max(left, 0)].decode(errors="ignore")
    return {"msgtype": "text", "text": {"content": _lines(msgspec.structs.replace(wording, text=text))}}


def _slack(_notice: GivenNotice, wording: Wording) -> dict[str, Any]:
    """What people wrote must neither mention everybody nor become a link."""
    escaped = _lines(wording).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": escaped}


def _lines(wording: Wording) -> str:
    return "\n".join(line for line in (wording.title, wording.text, wording.url) if line)


_SHAPES: dict[Receiver, _Payload] = {
    Receiver.GENERIC: _generic,
    Receiver.DINGTALK: _dingtalk,
    Receiver.WECOM: _wecom,
    Receiver.SLACK: _slack,
}
