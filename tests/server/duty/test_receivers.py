"""The shapes that chat robots understand, and which of their answers mean yes."""

from __future__ import annotations

import msgspec
import pytest

from server.duty.contacts import Receiver
from server.duty.notice import Reason
from server.duty.receivers import is_taken, payload
from tests.server.duty.given import NOTICE, WORDS, notice

LINES = f"{WORDS.title}\n{WORDS.text}\n{WORDS.url}"


def test_a_generic_receiver_is_told_everything_apart() -> None:
    told = msgspec.json.decode(payload(Receiver.GENERIC, NOTICE, WORDS))
    assert told["type"] == "duty.escalated"
    assert told["timestamp"].endswith("+00:00")
    assert told["data"] == {
        "space": "main",
        "room": "zone",
        "room_title": "Ask here",
        "obligation": 3,
        "class": "question",
        "level": 100,
        "excerpt": NOTICE.excerpt,
        "title": WORDS.title,
        "text": WORDS.text,
        "url": WORDS.url,
    }


def test_a_gap_is_about_no_obligation() -> None:
    gap = notice(reason=Reason.GAP, obligation=0, level=0, class_="")
    data = msgspec.json.decode(payload(Receiver.GENERIC, gap, WORDS))["data"]
    assert (data["obligation"], data["level"], data["class"]) == (None, None, None)


@pytest.mark.parametrize("receiver", [Receiver.DINGTALK, Receiver.WECOM])
def test_chat_robots_are_told_lines_of_text(receiver: Receiver) -> None:
    told = msgspec.json.decode(payload(receiver, NOTICE, WORDS))
    assert told == {"msgtype": "text", "text": {"content": LINES}}


def test_slack_cannot_be_made_to_call_everybody() -> None:
    told = msgspec.json.decode(payload(Receiver.SLACK, NOTICE, WORDS))
    assert "<" not in told["text"]
    assert "&lt;zero&gt; even &amp; not odd" in told["text"]


@pytest.mark.parametrize(
    ("receiver", "status", "body", "taken"),
    [
        (Receiver.GENERIC, 204, b"", True),
        (Receiver.GENERIC, 302, b"", False),
        (Receiver.SLACK, 200, b"ok", True),
        (Receiver.SLACK, 500, b"", False),
        (Receiver.DINGTALK, 200, b'{"errcode":0,"errmsg":"ok"}', True),
        (Receiver.DINGTALK, 200, b'{"errcode":310000,"errmsg":"keywords not in content"}', False),
        (Receiver.WECOM, 200, b"<html>", False),
        (Receiver.WECOM, 200, b"\xff", False),
        (Receiver.WECOM, 200, b"[]", False),
    ],
)
def test_only_a_yes_is_a_yes(receiver: Receiver, status: int, body: bytes, taken: bool) -> None:
    assert is_taken(receiver, status, body) is taken
