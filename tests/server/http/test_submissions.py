"""Another system says what was handed in: signed, or not at all; twice is once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest

from rooms.roles import Role
from server.duty.signatures import new_secret, sign
from server.serving import Announcement
from tests.server.http.visiting import visitor

pytestmark = pytest.mark.anyio

SUBMISSION: dict[str, Any] = {
    "space": "main",
    "room": "question-zone",
    "number": 7,
    "member": "ada",
    "member_name": "Ada",
}


class Rig(NamedTuple):
    olga: httpx.AsyncClient
    outside: httpx.AsyncClient
    secret: str

    async def say(self, changes: dict[str, Any] | None = None, secret: str | None = None) -> httpx.Response:
        body = msgspec.json.encode(SUBMISSION | (changes or {}))
        headers = sign(secret or self.secret, "message-1", body, time.time())
        return await self.outside.post("/api/submissions", content=body, headers=headers)

    async def backlog(self) -> int:
        today = time.strftime("%Y-%m-%d", time.gmtime(time.time()))
        tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400))
        report = (
            await self.olga.get(f"/api/duty/metrics?from={today}&to={tomorrow}&class=submission")
        ).json()
        count: int = report["backlog"]["count"]
        return count


@pytest.fixture
async def rig(server: Announcement) -> AsyncIterator[Rig]:
    hook = {"url": "https://lms.example/hook", "kinds": {}}
    async with (
        visitor(server, Role.OPERATOR) as olga,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as outside,
    ):
        made = await olga.put("/api/duty/webhooks/lms", json=hook)
        yield Rig(olga, outside, made.json()["secret"])


async def test_what_is_handed_in_is_owed_a_look_once_and_until_somebody_looked(rig: Rig) -> None:
    assert await rig.backlog() == 0
    for _ in range(2):
        assert (await rig.say()).status_code == 204
    assert await rig.backlog() == 1
    assert (await rig.say({"done_by": "tess"})).status_code == 204
    assert await rig.backlog() == 0


async def test_without_a_signature_of_this_space_nothing_happens(rig: Rig) -> None:
    unsigned = await rig.outside.post("/api/submissions", json=SUBMISSION)
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "bad_signature")
    assert (await rig.say(secret=new_secret())).status_code == 401
    assert (await rig.say({"space": "other"})).status_code == 401
    assert await rig.backlog() == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"room": "nowhere"}, 404),
        ({"room": "question-zone--9"}, 404),
        ({"number": 0}, 400),
        ({"extra": 1}, 400),
    ],
)
async def test_what_cannot_be_is_refused(rig: Rig, changes: dict[str, Any], status: int) -> None:
    assert (await rig.say(changes)).status_code == status
