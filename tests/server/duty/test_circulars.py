"""Offices hear of each other's circulars and their own, and that some may have been lost."""

from __future__ import annotations

import pytest

from server.duty.circulars import CHANNEL, Circular, Circulars, Matter
from signaling.bus import MemoryBus
from tests.support.memory_ports import Line


def test_every_office_hears_what_one_tells_also_itself() -> None:
    bus = MemoryBus()
    heard: list[tuple[str, Circular]] = []
    offices = [
        Circulars(bus, lambda circular, name=name: heard.append((name, circular)), lambda: None)  # type: ignore[misc]
        for name in ("a", "b")
    ]
    told = Circular(Matter.SIGNS, "main", ("ada", "bo"))
    offices[0].tell(told)
    assert heard == [("a", told), ("b", told)]


def test_a_circular_of_a_newer_version_is_passed_over() -> None:
    bus = MemoryBus()
    heard: list[Circular] = []
    office = Circulars(bus, heard.append, lambda: None)
    for data in (b"", b"\xc1", b"\x81\xa6matter\xa5other"):
        bus.publish(CHANNEL, data)
    office.tell(Circular(Matter.PLAN))
    assert heard == [Circular(Matter.PLAN)]


@pytest.mark.anyio
async def test_a_loss_is_heard_of() -> None:
    line = Line(MemoryBus())
    missed: list[bool] = []
    Circulars(line, lambda circular: None, lambda: missed.append(True))
    line.notice_loss()
    assert missed
