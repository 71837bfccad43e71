"""The shapes that chat robots understand, and which of their answers mean yes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from server.duty.contacts import Receiver, Webhook, WebhookKinds
from server.duty.guarded_http import Answer
from server.duty.notice import GivenNotice, Reason
from server.duty.receivers import WECOM_BYTES, refusal, request
from server.duty.signatures import new_secret
from server.duty.wording import Wording
from tests.server.duty.given import NOTICE, WORDS, notice

LINES = f"{WORDS.title}\n{WORDS.text}\n{WORDS.url}"
NOW = 1_790_000_000.0


def told(receiver: Receiver, about: GivenNotice = NOTICE, wording: Wording = WORDS) -> Any:
    secret = new_secret() if receiver is Receiver.GENERIC else ""
    hook = Webhook("ops", "https://hooks.example/1", secret, WebhookKinds(receiver))
    return msgspec.json.decode(request(hook, about, wording, NOW).body)


def test_a_generic_receiver_is_told_everything_apart() -> None:
    body = told(Receiver.GENERIC)
    assert body["type"] == "duty.escalated"
    assert body["timestamp"].endswith("+00:00")
    assert body["data"] == {
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


def test_a_gap_is_about_no_obligation_and_a_test_about_nothing() -> None:
    gap = notice(reason=Reason.GAP, obligation=0, level=0, class_="")
    data = told(Receiver.GENERIC, gap)["data"]
    assert (data["obligation"], data["level"], data["class"]) == (None, None, None)
    assert told(Receiver.GENERIC, notice(reason=None))["type"] == "duty.test"


@pytest.mark.parametrize("receiver", [Receiver.DINGTALK, Receiver.WECOM])
def test_chat_robots_are_told_lines_of_text(receiver: Receiver) -> None:
    assert told(receiver) == {"msgtype": "text", "text": {"content": LINES}}


def test_slack_cannot_be_made_to_call_everybody() -> None:
    text = told(Receiver.SLACK)["text"]
    assert "<" not in text
    assert "&lt;zero&gt; even &amp; not odd" in text


def test_what_is_too_long_for_wecom_loses_the_end_of_its_text_and_no_half_signs() -> None:
    content = told(Receiver.WECOM, wording=Wording("标题", "问" * 3000, "https://study.example"))["text"][
        "content"
    ]
    assert WECOM_BYTES - 3 < len(content.encode()) <= WECOM_BYTES
    title, text, url = content.split("\n")
    assert (title, set(text), url) == ("标题", {"问"}, "https://study.example")


def test_only_a_generic_receiver_is_signed_in_headers_and_only_dingtalk_in_its_url() -> None:
    for receiver in Receiver:
        secret = {Receiver.GENERIC: new_secret(), Receiver.DINGTALK: "SEC1"}.get(receiver, "")
        hook = Webhook("ops", "https://hooks.example/1?a=b#c", secret, WebhookKinds(receiver))
        posted = request(hook, NOTICE, WORDS, NOW)
        assert ("webhook-signature" in posted.headers) is (receiver is Receiver.GENERIC)
        is_signed = posted.url.startswith("https://hooks.example/1?a=b&timestamp=1790000000000&sign=")
        assert is_signed is (receiver is Receiver.DINGTALK)
    bare = Webhook("ops", "https://hooks.example/1", "SEC1", WebhookKinds(Receiver.DINGTALK))
    assert request(bare, NOTICE, WORDS, NOW).url.startswith("https://hooks.example/1?timestamp=")


@pytest.mark.parametrize(
    ("receiver", "status", "body", "says"),
    [
        (Receiver.GENERIC, 204, b"", None),
        (Receiver.GENERIC, 302, b"", "status 302"),
        (Receiver.SLACK, 200, b"ok", None),
        (Receiver.SLACK, 500, b"", "status 500"),
        (Receiver.DINGTALK, 200, b'{"errcode":0,"errmsg":"ok"}', None),
        (
            Receiver.DINGTALK,
            200,
            b'{"errcode":310000,"errmsg":"keywords not in content"}',
            "errcode 310000: keywords not in content",
        ),
        (Receiver.WECOM, 200, b"<html>", "no answer of a robot"),
        (Receiver.WECOM, 200, b"\xff", "no answer of a robot"),
        (Receiver.WECOM, 200, b"[]", "no answer of a robot"),
        (Receiver.WECOM, 200, b"{}", "no answer of a robot"),
    ],
)
def test_only_a_yes_is_a_yes(receiver: Receiver, status: int, body: bytes, says: str | None) -> None:
    assert refusal(receiver, Answer(status, body)) == says
