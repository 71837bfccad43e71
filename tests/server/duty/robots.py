"""Chat robots as their makers describe them, written from those descriptions and from nothing of ours: each takes what
it would really take, and says no in its own way.

DingTalk: open.dingtalk.com, "custom robot", with a signature. WeCom: developer.work.weixin.qq.com, "group robot".
Slack: api.slack.com, "incoming webhooks".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.server.duty.outside import Received, status

Robot = Callable[[Received], bytes]


def dingtalk(token: str, secret: str, now: float, said: list[str]) -> Robot:
    def answer(received: Received) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(received.path).query).items()}
        if asked.get("access_token") != token:
            return _json({"errcode": 300005, "errmsg": "token is not exist"})
        stamp = asked.get("timestamp", "0")
        if abs(now * 1000 - int(stamp)) > 3_600_000:
            return _json({"errcode": 310000, "errmsg": "invalid timestamp"})
        mac = hmac.new(secret.encode("utf-8"), digestmod=hashlib.sha256)
        mac.update(stamp.encode("utf-8") + b"\n" + secret.encode("utf-8"))
        if asked.get("sign") != base64.b64encode(mac.digest()).decode("utf-8"):
            return _json({"errcode": 310000, "errmsg": "sign not match"})
        body = json.loads(received.body)
        if body.get("msgtype") != "text" or not body["text"].get("content"):
            return _json({"errcode": 400101, "errmsg": "message body is wrong"})
        said.append(body["text"]["content"])
        return _json({"errcode": 0, "errmsg": "ok"})

    return answer


def wecom(key: str, said: list[str]) -> Robot:
    def answer(received: Received) -> bytes:
        if parse_qs(urlsplit(received.path).query).get("key") != [key]:
            return _json({"errcode": 93000, "errmsg": "invalid webhook url"})
        body = json.loads(received.body)
        if body.get("msgtype") != "text":
            return _json({"errcode": 40008, "errmsg": "invalid message type"})
        content = body["text"]["content"]
        if len(content.encode("utf-8")) > 2048:
            return _json({"errcode": 40058, "errmsg": "text.content exceed max length 2048"})
        said.append(content)
        return _json({"errcode": 0, "errmsg": "ok"})

    return answer


def slack(path: str, said: list[str]) -> Robot:
    def answer(received: Received) -> bytes:
        if received.path != path:
            return status(404, b"no_service")
        if received.headers["content-type"] != "application/json":
            return status(400, b"invalid_payload")
        text = json.loads(received.body).get("text")
        if not text:
            return status(400, b"no_text")
        said.append(text)
        return status(200, b"ok")

    return answer


def _json(answer: dict[str, object]) -> bytes:
    return status(200, json.dumps(answer).encode(), "Content-Type: application/json")
