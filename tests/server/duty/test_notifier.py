"""From a level of the ladder to notices: the right people, once, whatever ends in between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, text

from rooms.events import AnyEvent
from rooms.moderation.events import HeldDropped, HeldOverdue
from rooms.obligations.events import (
    ObligationClaimed,
    ObligationEscalated,
    ObligationPaused,
    PromiseBroken,
    PromiseMade,
)
from rooms.obligations.terms import ObligationClass, PauseReason, TargetKind
from rooms.questions.events import QuestionOverdue
from rooms.roles import Role
from server.duty.contacts import Webhook, WebhookKinds
from server.duty.notifier import RETRY_SECONDS, Notifier, escalates
from server.duty.recipients import SILENT_SECONDS
from server.storage.database import Database
from server.storage.people import Person
from server.storage.tables import notification_settings
from signaling.ports import LogEntry
from tests.server.duty.planned import SPACE, at, plan
from tests.server.duty.rig import DutyRig, Told, duty_rig
from tests.support.owed import answered, opened, reopened

pytestmark = pytest.mark.anyio

NOW = at(2, 10)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        await made.save(plan())
        await made.desk.look()
        await made.tell(opened(1, NOW - 900.0))
        yield made


def notifier(rig: DutyRig) -> Notifier:
    async def is_connected(person: str) -> bool:
        return person in rig.connected

    return Notifier(
        rig.database,
        rig.log,
        rig.directory,
        rig.people,
        rig.desk,
        rig.notices,
        rig.reach,
        is_connected,
        rig.clock,
    )


def level(percent: int, *, cycle: int = 1, target: TargetKind = TargetKind.FIRST) -> ObligationEscalated:
    return ObligationEscalated(
        at=NOW,
        id=1,
        asker="ada",
        cycle=cycle,
        target=target,
        level=percent,
        class_=ObligationClass.QUESTION,
        owner="",
    )


def told(person: str, percent: int) -> Told:
    return Told(person, "escalated", percent, "zone", 1)


async def test_a_broken_promise_reaches_who_gave_it_and_who_is_on_duty_once(rig: DutyRig) -> None:
    made = PromiseMade(at=NOW, id=1, asker="ada", by="tess", by_name="Tess", until=NOW)
    await rig.tell(made, PromiseBroken(at=NOW, id=1, asker="ada", by="tess", cycle=1))
    assert await notifier(rig).deal() is None
    await notifier(rig).deal()
    assert await rig.told() == [Told(person, "promise", 100, "zone", 1) for person in ("ann", "tess")]
    assert await rig.unhandled() == 0


@pytest.mark.parametrize(
    "since",
    [
        answered(1, NOW),
        ObligationPaused(at=NOW, id=1, asker="ada", by="tess", why=PauseReason.ASKED_BACK, consumed=1.0),
    ],
    ids=["answered", "asked_back"],
)
async def test_a_promise_that_was_kept_late_or_is_none_any_more_rings_nobody(
    rig: DutyRig, since: AnyEvent
) -> None:
    made = PromiseMade(at=NOW, id=1, asker="ada", by="tess", by_name="Tess", until=NOW)
    await rig.tell(made, PromiseBroken(at=NOW, id=1, asker="ada", by="tess", cycle=1), since)
    await notifier(rig).deal()
    assert (await rig.told(), await rig.unhandled()) == ([], 0)


@pytest.mark.parametrize(
    ("percent", "people"),
    [(50, ["ann"]), (100, ["ann"]), (150, ["ben", "tess"]), (200, ["olga"]), (400, ["olga"])],
)
async def test_each_level_reaches_its_people(rig: DutyRig, percent: int, people: list[str]) -> None:
    rig.connected.add("ann")
    await rig.tell(level(percent))
    assert await notifier(rig).deal() is None
    assert await rig.told() == [told(person, percent) for person in people]
    assert await rig.unhandled() == 0


async def test_a_notice_says_what_it_is_about(rig: DutyRig) -> None:
    rig.connected.add("ann")
    await rig.tell(level(100))
    await notifier(rig).deal()
    notice = (await rig.notices.unseen("ann"))[0]
    assert (notice.room_title, notice.class_, notice.excerpt) == (
        "Ask here",
        ObligationClass.QUESTION,
        "question 1",
    )


@pytest.mark.row("D7")
async def test_a_kill_between_escalating_and_notifying_costs_no_notice_and_doubles_none(rig: DutyRig) -> None:
    """The worker is killed at every statement that it makes, and begun again."""
    rig.connected.add("ann")
    await rig.contacts.save_webhook(SPACE, Webhook("ops", "https://hooks.example", "whsec_x", WebhookKinds()))
    await rig.tell(level(100), level(150))
    for patience in range(200):
        async with asyncio.TaskGroup() as tasks:
            dealing = tasks.create_task(notifier(rig).deal())
            for _ in range(patience):
                await asyncio.sleep(0)
            dealing.cancel()
        if await rig.unhandled() == 0:
            break
    await notifier(rig).deal()
    people = [("", 100), ("", 150), ("ann", 100), ("ben", 150), ("tess", 150)]
    assert await rig.told() == [told(*each) for each in people]


async def test_a_primary_who_is_away_has_a_minute_and_then_the_secondary_is_told(rig: DutyRig) -> None:
    await rig.tell(level(100))
    worker = notifier(rig)
    assert await worker.deal() == NOW + SILENT_SECONDS
    assert await rig.told() == [told("ann", 100)]
    rig.clock.advance(SILENT_SECONDS)
    assert await worker.deal() is None
    assert await rig.told() == [told("ann", 100), told("tess", 100)]
    assert await rig.unhandled() == 0


async def test_a_primary_who_comes_back_in_time_is_left_to_it(rig: DutyRig) -> None:
    await rig.tell(level(100))
    worker = notifier(rig)
    await worker.deal()
    rig.clock.advance(SILENT_SECONDS)
    rig.connected.add("ann")
    await worker.deal()
    assert await rig.told() == [told("ann", 100)]
    assert await rig.unhandled() == 0


async def test_whoever_has_claimed_it_is_not_overtaken_by_the_secondary(rig: DutyRig) -> None:
    claim = ObligationClaimed(at=NOW, id=1, asker="ada", by="ben", by_name="Ben", until=None)
    await rig.tell(level(100), claim)
    assert await notifier(rig).deal() is None
    assert await rig.told() == [told("ann", 100)]


async def test_after_a_restart_people_have_a_minute_to_connect_again(rig: DutyRig) -> None:
    await rig.tell(level(100))
    rig.clock.advance(600.0)
    assert await notifier(rig).deal() == rig.clock.now() + SILENT_SECONDS


async def test_what_is_over_needs_nobody(rig: DutyRig) -> None:
    await rig.tell(level(100), answered(1, NOW))
    await rig.tell(replace(level(150), id=77))
    assert await notifier(rig).deal() is None
    assert await rig.told() == []
    assert await rig.unhandled() == 0


async def test_each_cycle_and_target_is_told_of_once(rig: DutyRig) -> None:
    rig.connected.add("ann")
    await rig.tell(level(100))
    await notifier(rig).deal()
    await rig.tell(level(100, target=TargetKind.FULL))
    await notifier(rig).deal()
    again = reopened(1, NOW)
    again = replace(again, obligation=replace(again.obligation, cycle=2))
    await rig.tell(answered(1, NOW), again, level(100, cycle=2))
    await notifier(rig).deal()
    assert await rig.told() == [told("ann", 100)] * 3


async def test_with_nobody_on_duty_the_operators_are_told(rig: DutyRig) -> None:
    rig.clock.advance(at(2, 20) - NOW)
    await rig.desk.look()
    await rig.tell(level(100), level(150))
    await notifier(rig).deal()
    assert await rig.told() == [told("ann", 150), told("ben", 150), told("olga", 100)]


@pytest.mark.row("S5")
async def test_a_ta_who_was_demoted_since_the_shift_began_is_told_nothing(rig: DutyRig) -> None:
    rig.connected |= {"ann", "tess"}
    await rig.people.update(Person("ann", SPACE, "Ann", Role.STUDENT))
    await rig.tell(level(100), level(150))
    await notifier(rig).deal()
    assert await rig.told() == [told("ben", 150), told("tess", 100)]


async def test_a_sub_room_has_the_duty_of_its_parent(rig: DutyRig) -> None:
    rig.connected.add("ann")
    await rig.tell(opened(1, NOW), level(100), room="study--3")
    await notifier(rig).deal()
    assert await rig.told() == [Told("ann", "escalated", 100, "study--3", 1)]


async def test_more_than_a_page_of_escalations_is_dealt_with(
    rig: DutyRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.duty.notifier.AT_ONCE", 2)
    await rig.tell(*[level(percent) for percent in (50, 100, 150, 200, 400)])
    assert await notifier(rig).deal() == NOW + SILENT_SECONDS
    assert await rig.unhandled() == 2
    assert {notice.level for notice in await rig.told()} == {50, 100, 150, 200, 400}


async def test_one_that_cannot_be_dealt_with_holds_up_no_other(
    rig: DutyRig, caplog: pytest.LogCaptureFixture
) -> None:
    """The settings of one person cannot be read; the operators are told all the same."""
    rig.connected.add("ann")
    async with rig.database.writing() as connection:
        await connection.execute(insert(notification_settings).values(person="ann", body=b"no json"))
    await rig.tell(level(100), level(200))
    with caplog.at_level(logging.CRITICAL):
        assert await notifier(rig).deal() == NOW + RETRY_SECONDS
    assert await rig.told() == [told("olga", 200)]
    assert await rig.unhandled() == 1


async def test_it_wakes_when_a_room_escalates_and_at_the_end_of_a_minute(rig: DutyRig) -> None:
    worker = notifier(rig)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(worker.run())
        await asyncio.sleep(0)
        await rig.tell(level(100))
        worker.ring()
        await rig.clock.until_armed(NOW + SILENT_SECONDS)
        rig.clock.advance(SILENT_SECONDS)
        await rig.tell(level(50))
        worker.ring()
        heard = asyncio.Event()
        rig.notices.listen("tess", lambda notices: heard.set())
        await heard.wait()
        running.cancel()
    assert told("tess", 100) in await rig.told()


async def test_what_cannot_be_read_is_read_again(rig: DutyRig, caplog: pytest.LogCaptureFixture) -> None:
    await rig.tell(level(200))
    async with rig.database.writing() as connection:
        await connection.execute(text("ALTER TABLE notices RENAME TO elsewhere"))
    async with asyncio.TaskGroup() as tasks:
        with caplog.at_level(logging.CRITICAL):
            running = tasks.create_task(notifier(rig).run())
            await rig.clock.until_armed(rig.clock.now() + RETRY_SECONDS)
        async with rig.database.writing() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO notices"))
        heard = asyncio.Event()
        rig.notices.listen("olga", lambda notices: heard.set())
        rig.clock.advance(RETRY_SECONDS)
        await heard.wait()
        running.cancel()
    assert await rig.told() == [told("olga", 200)]


# ---------------------------------------------------------------- what is held

HELD = (
    HeldOverdue(at=NOW, number=1, author="ada"),
    QuestionOverdue(at=NOW, id=1, asker="ada"),
)


@pytest.mark.parametrize("overdue", HELD, ids=["message", "question"])
async def test_what_is_held_too_long_reaches_whoever_is_on_duty_once_and_without_its_words(
    rig: DutyRig, overdue: AnyEvent
) -> None:
    rig.connected.add("ann")
    await rig.contacts.save_webhook(SPACE, Webhook("ops", "https://hooks.example", "whsec_x", WebhookKinds()))
    await rig.tell(overdue)
    assert await notifier(rig).deal() is None
    await notifier(rig).deal()
    assert await rig.told() == [Told(person, "held", 100, "zone", 1) for person in ("", "ann")]
    assert await rig.unhandled() == 0
    (notice,) = await rig.notices.unseen("ann")
    assert (notice.reason, notice.obligation, notice.class_, notice.excerpt) == ("held", None, None, "")


async def test_a_message_and_a_question_of_the_same_number_are_told_each(rig: DutyRig) -> None:
    rig.connected.add("ann")
    await rig.tell(*HELD)
    await notifier(rig).deal()
    assert len(await rig.told()) == 2


async def test_if_the_primary_does_not_come_back_the_secondary_is_told_of_what_is_held(rig: DutyRig) -> None:
    await rig.tell(HELD[0])
    rig.clock.advance(NOW - rig.clock.now())
    again = await notifier(rig).deal()
    assert again is not None
    assert await rig.told() == [Told("ann", "held", 100, "zone", 1)]
    rig.clock.advance(SILENT_SECONDS)
    made = notifier(rig)
    rig.clock.advance(SILENT_SECONDS)
    assert await made.deal() is None
    assert [each.person for each in await rig.told()] == ["ann", "tess"]


async def test_nobody_is_told_of_what_somebody_has_looked_at(rig: DutyRig) -> None:
    await rig.tell(HELD[0], HeldDropped(at=NOW, number=1, author="ada", by="tom", reason=""))
    await notifier(rig).deal()
    assert (await rig.told(), await rig.unhandled()) == ([], 0)


def test_it_is_left_what_escalates_and_nothing_else() -> None:
    assert escalates([LogEntry(1, 1, answered(1, NOW)), LogEntry(1, 2, level(50))])
    assert not escalates([LogEntry(1, 1, answered(1, NOW))])
