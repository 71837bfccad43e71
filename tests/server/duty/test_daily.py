"""The daily report: made once per day of the calendar, whatever ends in between, and told to operators once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
from msgspec.structs import replace

from rooms.obligations.events import ObligationEscalated
from rooms.obligations.terms import ObligationClass, TargetKind
from server.duty.contacts import Webhook, WebhookKinds
from server.duty.daily import Daily, in_short
from server.duty.notice import Draft, Reason
from server.storage.database import Database
from tests.server.duty.planned import SPACE, at, plan
from tests.server.duty.rig import DutyRig, Told, duty_rig
from tests.support.owed import answered, opened

pytestmark = pytest.mark.anyio

EVENING = at(2, 18)
TOLD = [Told(person, "daily", 0, "", 0) for person in ("", "olga")]


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    """The plan begins to hold on Monday the second at ten."""
    async with duty_rig(database) as made:
        await made.save(plan())
        yield made


def daily(rig: DutyRig) -> Daily:
    """As after a start."""
    office = rig.office
    return Daily(
        rig.database,
        rig.plans,
        office.measuring,
        office.stories,
        rig.people,
        rig.notices,
        rig.reach,
        rig.clock,
    )


async def made(rig: DutyRig, now: float) -> float | None:
    rig.clock.advance(now - rig.clock.now())
    return await daily(rig).make()


async def days(rig: DutyRig) -> Sequence[str]:
    return [each.day for each in await daily(rig).reports.all(SPACE)]


async def test_it_is_made_at_six_in_the_evening_and_told_to_operators_once(rig: DutyRig) -> None:
    assert await made(rig, EVENING - 1) == EVENING
    assert (await days(rig), await rig.told()) == ([], [])
    assert await made(rig, EVENING) == at(3, 18)
    assert (await days(rig), await rig.told()) == (["2026-11-02"], TOLD)
    await made(rig, EVENING + 60)
    assert (await days(rig), await rig.told()) == (["2026-11-02"], TOLD)


async def test_what_was_missed_is_made_when_somebody_is_there_again(rig: DutyRig) -> None:
    await made(rig, EVENING)
    await made(rig, at(5, 9))
    assert await days(rig) == ["2026-11-04", "2026-11-03", "2026-11-02"]
    assert len(await rig.told()) == 3 * len(TOLD)
    first, second = [await daily(rig).reports.of(SPACE, f"2026-11-0{day}") for day in (3, 4)]
    assert first is not None
    assert second is not None
    assert (first.start, first.end, second.start) == (EVENING, at(3, 18), at(3, 18))


async def test_a_report_that_was_kept_and_not_told_is_told_at_the_next_start(rig: DutyRig) -> None:
    """As a crash between the two would leave it."""
    await made(rig, EVENING)
    report = await daily(rig).reports.newest(SPACE)
    assert report is not None
    later = replace(report, day="2026-11-03", start=report.end, end=at(3, 18))
    await daily(rig).reports.add(SPACE, later)
    await made(rig, at(3, 18))
    await made(rig, at(3, 19))
    assert len(await rig.told()) == 2 * len(TOLD)
    assert await days(rig) == ["2026-11-03", "2026-11-02"]


async def test_another_time_holds_from_when_it_is_saved(rig: DutyRig) -> None:
    await made(rig, EVENING)
    await rig.plans.save(SPACE, replace(plan(), report_at=8 * 60), "olga", rig.clock.now())
    assert await made(rig, at(2, 20)) == at(3, 8)
    await made(rig, at(3, 8))
    report = await daily(rig).reports.newest(SPACE)
    assert report is not None
    assert (report.day, report.start, report.end) == ("2026-11-03", EVENING, at(3, 8))


async def test_an_incident_is_told_with_who_was_told_when_and_who_answered_when(rig: DutyRig) -> None:
    began = at(2, 11)
    level = ObligationEscalated(
        at=began + 3600,
        id=1,
        asker="ada",
        cycle=1,
        target=TargetKind.FIRST,
        level=400,
        class_=ObligationClass.QUESTION,
        owner="",
    )
    await rig.tell(opened(1, began), level, answered(1, began + 4000))
    notice = Draft(
        space=SPACE,
        person="olga",
        room="zone",
        room_title="Ask here",
        reason=Reason.ESCALATED,
        at=began + 3600,
        obligation=1,
        cycle=1,
        target="first",
        level=400,
    )
    await rig.notices.give([notice])
    await rig.tell(opened(1, at(2, 16)), room="study")
    await made(rig, EVENING)
    report = await daily(rig).reports.newest(SPACE)
    assert report is not None
    (story,) = report.incidents
    assert (story.room_title, story.excerpt, story.level) == ("Ask here", "question 1", 400)
    assert [(each.at, each.level) for each in story.told] == [(began + 3600, 400)]
    assert story.answered_at == began + 4000
    assert [(each.room, each.obligation) for each in report.overdue] == [("study", 1)]
    assert (report.numbers.opened, report.numbers.within_target.overdue) == (2, 1)
    await made(rig, at(3, 18))
    after = await daily(rig).reports.newest(SPACE)
    assert after is not None
    assert (after.incidents, len(after.overdue)) == ([], 1)


async def test_it_is_short_where_it_leaves_the_page_and_reaches_webhooks(rig: DutyRig) -> None:
    await rig.contacts.save_webhook(SPACE, Webhook("ops", "https://hooks.example", "whsec_x", WebhookKinds()))
    await made(rig, EVENING)
    assert await rig.told() == TOLD
    (notice,) = await rig.notices.unseen("olga")
    report = await daily(rig).reports.newest(SPACE)
    assert report is not None
    assert (notice.reason, notice.room_title, notice.excerpt) == ("daily", "2026-11-02", in_short(report))
    assert notice.excerpt.splitlines() == [
        "✓ – · p50 – · p90 –",
        "🔥 0 (≥ 400 %) · ⌛ 0",
        "⏰ ✓ 0 ✗ 0 · ∅ 0 min",
    ]


async def test_today_so_far_goes_on_from_the_last_report_and_is_kept_nowhere(rig: DutyRig) -> None:
    await rig.tell(opened(1, at(2, 19)))
    assert (await daily(rig).so_far("elsewhere")) is None
    first = await daily(rig).so_far(SPACE)
    assert first is not None
    assert (first.day, first.start, first.end) == ("2026-11-02", at(2, 10), at(2, 10))
    await made(rig, EVENING)
    rig.clock.advance(3 * 3600.0)
    today = await daily(rig).so_far(SPACE)
    assert today is not None
    assert (today.day, today.start, today.end) == ("2026-11-03", EVENING, at(2, 21))
    assert today.numbers.opened == 1
    assert await days(rig) == ["2026-11-02"]


async def test_without_a_plan_there_is_no_day(database: Database) -> None:
    async with duty_rig(database) as rig:
        assert await daily(rig).make() is None
