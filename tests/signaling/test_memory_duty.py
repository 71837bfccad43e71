"""The roster and the notice board in memory keep what their ports promise."""

from __future__ import annotations

import pytest

from signaling.memory_duty import MemoryDuty, MemoryNotices
from signaling.ports import OnDuty
from signaling.wire_duty import Notice
from tests.signaling.test_briefing import TESS, notice

pytestmark = pytest.mark.anyio


def test_nobody_is_on_duty_until_somebody_says_so() -> None:
    duty = MemoryDuty()
    assert duty.now("main", "zone") == OnDuty()
    duty.change("main", "zone", TESS)
    assert duty.now("main", "zone") == TESS
    assert duty.now("main", "study") == OnDuty()


def test_listeners_of_the_roster_hear_of_changes_until_they_stop() -> None:
    duty = MemoryDuty()
    heard: list[str] = []
    stop = duty.listen(heard.append)
    duty.listen(heard.append)
    duty.change("main", "zone", TESS)
    stop()
    stop()
    duty.change("other", "zone", TESS)
    assert heard == ["main", "main", "other"]


async def test_a_notice_is_unseen_until_its_person_has_seen_it() -> None:
    notices = MemoryNotices()
    heard: list[list[Notice]] = []
    stop = notices.listen("tess", heard.append)
    notices.give("tess", notice(1))
    notices.give("bo", notice(2))
    assert await notices.unseen("tess") == [notice(1)]
    await notices.mark_seen("bo", [1])
    assert await notices.unseen("tess") == [notice(1)]
    await notices.mark_seen("tess", [1, 2])
    await notices.mark_seen("tess", [1])
    assert await notices.unseen("tess") == []
    assert heard == [[notice(1)], [notice(1, seen=True)]]
    stop()
    notices.give("tess", notice(3))
    assert len(heard) == 2
