"""The story of an item: its words, who was told when, and who answered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from community.metrics.outcomes import Outcome, Promise
from server.duty.notice import Draft, Reason
from server.duty.stories import Stories, Telling
from server.storage.database import Database
from server.storage.people import People
from tests.server.duty.planned import SPACE, at, plan
from tests.server.duty.rig import DutyRig, duty_rig
from tests.support.owed import opened

pytestmark = pytest.mark.anyio

NOW = at(2, 10)
ROW = Outcome(
    id="zone/1",
    room="zone",
    zone="zone",
    class_="question",
    asker="ada",
    opened_at=NOW,
    target_ms=900_000,
    level=400,
    owner="ann",
    first_human_at=NOW + 4000,
    responder="tess",
    promises=(Promise("ben", NOW + 5, due_at=NOW + 99),),
)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        await made.save(plan())
        await made.tell(opened(1, NOW))
        yield made


def stories(rig: DutyRig) -> Stories:
    return Stories(rig.database, rig.log, rig.directory, rig.people)


def notice(person: str, level: int, *, cycle: int = 1, reason: Reason = Reason.ESCALATED) -> Draft:
    return Draft(
        space=SPACE,
        person=person,
        room="zone",
        room_title="Ask here",
        reason=reason,
        at=NOW + level,
        obligation=1,
        cycle=cycle,
        target="first",
        level=level,
    )


async def test_it_tells_who_was_told_when_and_who_answered_when(rig: DutyRig) -> None:
    names = await People(rig.database).names(["ann", "tess", "olga", "ben"])
    await rig.notices.give(
        [
            notice("ann", 100),
            notice("olga", 400),
            notice("", 400),
            notice("ann", 100, cycle=2),
            notice("ann", 100, reason=Reason.PROMISE),
        ]
    )
    (story,) = await stories(rig).of(SPACE, [ROW])
    assert (story.room_title, story.excerpt, story.asker_name) == ("Ask here", "question 1", "Ada")
    assert story.told == [
        Telling(NOW + 100, names["ann"], 100),
        Telling(NOW + 400, names["olga"], 400),
        Telling(NOW + 400, "", 400),
    ]
    assert (story.answered_by, story.answered_at) == (names["tess"], NOW + 4000)
    assert (story.owner_name, story.target, story.level) == (names["ann"], 900.0, 400)
    assert (story.promised_by, story.promise_due) == (names["ben"], NOW + 99)


async def test_what_is_not_there_any_more_has_no_words(rig: DutyRig) -> None:
    gone = Outcome(id="nowhere/7", room="nowhere", zone="", class_="hand", asker="x", opened_at=NOW)
    (story,) = await stories(rig).of(SPACE, [gone])
    assert (story.room_title, story.excerpt, story.told, story.answered_by) == ("", "", [], "")
    assert (story.target, story.promised_by, story.promise_due) == (None, "", None)
    assert await stories(rig).of(SPACE, []) == []
