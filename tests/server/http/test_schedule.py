"""What is scheduled in a space, over HTTP, for staff."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from community.post_times import Timing
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.events import AnyEvent
from rooms.roles import Role
from rooms.schedule.terms import PostScheduled, ScheduledPost, ScheduledPostSent, ScheduledState
from server.app import open_database
from server.storage.event_log import open_event_log
from tests.server.http.visiting import visitor
from tests.support.running_server import quiet, server_here

pytestmark = pytest.mark.anyio

DAILY = Timing("Asia/Shanghai", "2023-11-14", 20 * 60, "FREQ=DAILY")
FIRST = 1_700_000_000.0
POST = ScheduledPost(1, "Hello", False, True, DAILY, "tom", "Tom", ScheduledState.PAUSED, None)


def said(id: int, author: str, reply_to: int | None = None) -> MessagePosted:
    kind = AuthorKind.SYSTEM if reply_to is None else AuthorKind.PERSON
    return MessagePosted(
        at=FIRST + id,
        id=id,
        author=author,
        author_name=author,
        cid=f"cid-{id:05d}",
        body="Hello",
        author_kind=kind,
        reply_to=reply_to,
    )


async def remember(data: Path) -> ScheduledPost:
    """One in the zone that was sent and has a reply, one in the study room that was not."""
    sent = replace(POST, sent=1, last_at=FIRST + 1, last_message=1)
    async with open_database(data) as database, open_event_log(database) as log:
        written = PostScheduled(at=FIRST, author="tom", cid="cid-00001", post=POST)
        told: list[AnyEvent] = [
            written,
            said(1, "schedule:1"),
            ScheduledPostSent(at=FIRST + 1, due_at=FIRST, post=sent),
        ]
        await log.append("question-zone", await log.acquire("question-zone"), 0, [*told, said(2, "ada", 1)])
        await log.append("study-room", await log.acquire("study-room"), 0, [written])
    return sent


async def test_staff_see_every_scheduled_post_of_the_space(tmp_path: Path) -> None:
    await remember(tmp_path / "data")
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tom:
        found = {row["room"]: row for row in (await tom.get("/api/schedule")).json()}
    assert set(found) == {"question-zone", "study-room"}
    zone, study = found["question-zone"], found["study-room"]
    assert (zone["replies"], zone["post"]["sent"], zone["post"]["last_message"]) == (1, 1, 1)
    assert (study["replies"], study["post"]["state"], study["room_title"] != "") == (None, "paused", True)


async def test_a_timing_is_tried_before_anything_is_written(tmp_path: Path) -> None:
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.TEACHER) as tom:
        asked = {"zone": "Asia/Shanghai", "since": "2026-01-01", "minutes": 1200, "rule": "FREQ=DAILY"}
        times = (await tom.post("/api/schedule/preview", json=asked)).json()["times"]
        assert [later - earlier for earlier, later in zip(times, times[1:], strict=False)] == [86_400.0] * 4
        bad = (await tom.post("/api/schedule/preview", json={**asked, "zone": "Nowhere"})).json()
        assert (bad["times"], bad["flaw"]["code"], bad["flaw"]["where"]) == ([], "unknown_zone", "zone")
        assert (await tom.post("/api/schedule/preview", json={"zone": 1})).status_code == 400


async def test_learners_are_told_nothing(tmp_path: Path) -> None:
    async with server_here(quiet(tmp_path / "data")) as server, visitor(server, Role.STUDENT) as ada:
        assert (await ada.get("/api/schedule")).status_code == 403
        assert (await ada.post("/api/schedule/preview", json={})).status_code == 403
