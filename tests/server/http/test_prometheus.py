"""What a monitoring system reads, and that nobody else does."""

from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from media.events import Statistics
from rooms.kinds import RoomKind
from rooms.roles import Role
from rooms.room import Room
from server.http.errors import HANDLERS
from server.http.prometheus import Prometheus
from signaling.ports import RoomSpec
from tests.support.rooms import Rig, person

pytestmark = pytest.mark.anyio

COUNTED = Statistics(
    ref=1,
    peers=2,
    packets_in=10,
    packets_out=30,
    bytes_in=1_000,
    bytes_out=3_000,
    drops={"bad_tag": 4, "replayed": 0},
    threads=[1.5],
    process_cpu=2.5,
    pictures={"0": 7, "2": 1},
)


def _rooms() -> list[tuple[RoomSpec, Room]]:
    rig = Rig(RoomKind.STUDY)
    rig.enter(person("ada", Role.STUDENT))
    return [(RoomSpec("study", "main", "Study", RoomKind.STUDY), rig.room)]


async def _read(
    statistics: Statistics | None, token: str | None = "north", given: str = "north"
) -> httpx.Response:
    async def media() -> Statistics | None:
        return statistics

    app = Starlette(routes=Prometheus(token, _rooms, media).routes(), exception_handlers=HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as monitor:
        return await monitor.get("/metrics", headers={"authorization": f"Bearer {given}"})


def _values(response: httpx.Response) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(response.text)
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, "".join(sample.labels.values())): sample.value for sample in samples}


async def test_rooms_and_packets_are_counted() -> None:
    values = _values(await _read(COUNTED))
    assert values["studyhall_rooms_open", "study"] == 1
    assert values["studyhall_members_present", "study"] == 1
    assert values["studyhall_media_packets_total", "out"] == 30
    assert values["studyhall_media_drops_total", "bad_tag"] == 4
    assert (values["studyhall_media_pictures", "0"], values["studyhall_media_pictures", "2"]) == (7, 1)
    assert values["studyhall_media_cpu_seconds_total", "plane-0"] == 1.5


async def test_without_a_media_process_the_rest_is_still_told() -> None:
    values = _values(await _read(None))
    assert values["studyhall_media_up", ""] == 0
    assert values["studyhall_rooms_open", "study"] == 1
    assert ("studyhall_media_peers", "") not in values


@pytest.mark.row("S17")
async def test_nothing_in_it_is_about_a_person() -> None:
    text = (await _read(COUNTED)).text
    assert "ada" not in text.lower()
    assert "north" not in text


@pytest.mark.parametrize("given", ["", "south", "northern"])
async def test_without_the_token_nothing_is_told(given: str) -> None:
    refused = await _read(COUNTED, given=given)
    assert refused.status_code == 401
    assert "studyhall" not in refused.text


async def test_where_no_token_is_set_there_is_no_such_page() -> None:
    assert (await _read(COUNTED, token=None)).status_code == 404
