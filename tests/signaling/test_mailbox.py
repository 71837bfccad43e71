"""The mailbox keeps order, is bounded for people and not for the host, and refuses when nobody will read it."""

from __future__ import annotations

import asyncio

import pytest

from rooms.life.terms import Tick
from rooms.members.terms import DetachDevice, Leave
from rooms.terms import SYSTEM
from signaling.codes import ErrorCode
from signaling.mailbox import BOUND, LARGEST_BATCH, Asked, Done, Failed, Mailbox
from tests.support.rooms import person

pytestmark = pytest.mark.anyio
ADA = person("ada")


async def test_what_was_asked_is_taken_in_order_in_bounded_batches() -> None:
    mailbox = Mailbox()
    for number in range(LARGEST_BATCH + 1):
        _ = mailbox.put(DetachDevice(f"device-{number}", clean=True), ADA)
    first, second = await mailbox.take(), await mailbox.take()
    assert [asked.command for asked in first + second] == [
        DetachDevice(f"device-{number}", clean=True) for number in range(LARGEST_BATCH + 1)
    ]
    assert (len(first), len(second)) == (LARGEST_BATCH, 1)


async def test_people_are_refused_when_it_is_full_and_the_host_is_not() -> None:
    mailbox = Mailbox()
    for _ in range(BOUND):
        _ = mailbox.put(Leave(), ADA)
    assert mailbox.put(Leave(), ADA).result() == Failed(ErrorCode.RATE_LIMITED)
    assert not mailbox.put(Tick(), SYSTEM).done()
    assert len(mailbox) == BOUND + 1


async def test_after_closing_what_is_inside_is_taken_and_what_comes_later_refused() -> None:
    mailbox = Mailbox()
    inside = mailbox.put(Leave(), ADA)
    mailbox.close()
    assert mailbox.put(Leave(), ADA).result() == Failed(ErrorCode.NOT_SAVED)
    (asked,) = await mailbox.take()
    asked.settle(Done(1))
    assert inside.result() == Done(1)
    assert await mailbox.take() == []


async def test_closing_wakes_who_waits() -> None:
    mailbox = Mailbox()
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(mailbox.take())
        await asyncio.wait([taking], timeout=0)
        mailbox.close()
    assert taking.result() == []


async def test_what_nobody_will_take_is_refused() -> None:
    mailbox = Mailbox()
    inside = mailbox.put(Tick(), SYSTEM)
    mailbox.refuse_all()
    assert inside.result() == Failed(ErrorCode.NOT_SAVED)


async def test_settling_for_somebody_who_gave_up_does_nothing() -> None:
    mailbox = Mailbox()
    mailbox.put(Leave(), ADA).cancel()
    (asked,) = await mailbox.take()
    asked.settle(Done(1))
    assert asked.outcome.cancelled()


async def test_what_comes_after_it_was_left_to_the_next_host_waits_for_that_and_what_was_inside_is_taken() -> (
    None
):
    mailbox = Mailbox()
    left: list[Asked] = []
    _ = mailbox.put(Leave(), ADA)
    mailbox.leave_to(left)
    later = mailbox.put(Tick(), SYSTEM)
    assert [asked.command for asked in await mailbox.take()] == [Leave()]
    assert await mailbox.take() == []
    mailbox.refuse_all()
    assert not later.done()
    assert [asked.command for asked in left] == [Tick()]
    for _ in range(BOUND):
        _ = mailbox.put(Leave(), ADA)
    assert mailbox.put(Leave(), ADA).result() == Failed(ErrorCode.RATE_LIMITED)
