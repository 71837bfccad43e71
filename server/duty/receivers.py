"""What a webhook is told, in the shape that its receiver understands; and whether its answer means that it was taken.

Pure. Chat robots answer 200 even when they refuse, and say so in the body.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from server.duty.contacts import Receiver
from server.duty.notice import GivenNotice
from server.duty.wording import Wording

_Payload = Callable[[GivenNotice, Wording], dict[str, Any]]


def payload(receiver: Receiver, notice: GivenNotice, wording: Wording) -> bytes:
    """The JSON body."""
    return msgspec.json.encode(_SHAPES[receiver](notice, wording))


def is_taken(receiver: Receiver, status: int, body: bytes) -> bool:
    if not 200 <= status < 300:
        return False
    if receiver not in (Receiver.DINGTALK, Receiver.WECOM):
        return True
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return isinstance(answer, dict) and answer.get("errcode") == 0


def _generic(notice: GivenNotice, wording: Wording) -> dict[str, Any]:
    """`type`, `timestamp` and `data`, as Standard Webhooks recommends."""
    return {
        "type": f"duty.{notice.reason}",
        "timestamp": datetime.fromtimestamp(notice.at, UTC).isoformat(),
        "data": {
            "space": notice.space,
            "room": notice.room,
            "room_title": notice.room_title,
            "obligation": notice.obligation or None,
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
    return {"msgtype": "text", "text": {"content": _lines(wording)}}


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
