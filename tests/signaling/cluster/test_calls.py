"""A call is answered once, in order, or ends as unanswered: lost, dead, or too many."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import msgpack

from rooms.members.terms import DetachDevice, Leave
from rooms.roles import Role
from rooms.terms import Actor
from signaling.bus import MemoryBus
from signaling.cluster import calls as module
from signaling.cluster.calls import MOST_WAITING, PATIENCE_SECONDS, Calls, channel
from signaling.cluster.letters import AnyCall, AnyReply, Fails, LetGo, NotHere, Stands, Submit, Unanswered
from signaling.codes import ErrorCode
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio

ADA = Actor("ada", Role.STUDENT, "Ada", "ada-device")


class TwoNodes:
    """`one` calls, `two` answers when a test lets it."""

    def __init__(self) -> None:
        self.bus, self.clock = MemoryBus(), ManualClock()
        self.one, self.two = Calls("one", self.bus, self.clock), Calls("two", self.bus, self.clock)
        self.heard: list[tuple[str, AnyCall]] = []
        self.replies: list[asyncio.Future[AnyReply]] = []
        self.two.serve(self._answer)

    def _answer(self, sender: str, call: AnyCall) -> asyncio.Future[AnyReply]:
        self.heard.append((sender, call))
        self.replies.append(asyncio.get_running_loop().create_future())
        return self.replies[-1]


async def test_each_call_gets_its_own_reply_whatever_the_order_of_replies() -> None:
    nodes = TwoNodes()
    first, second = nodes.one.ask("two", LetGo("a")), nodes.one.ask("two", LetGo("b"))
    assert nodes.heard == [("one", LetGo("a")), ("one", LetGo("b"))]
    nodes.replies[1].set_result(NotHere())
    nodes.replies[0].set_result(Stands(7))
    assert (await first, await second) == (Stands(7), NotHere())


async def test_a_call_that_nobody_answers_ends_in_time_and_a_late_reply_means_nothing() -> None:
    nodes = TwoNodes()
    asked = nodes.one.ask("two", LetGo("a"))
    nodes.clock.advance(PATIENCE_SECONDS)
    assert await asked == Unanswered()
    nodes.replies[0].set_result(Stands(1))
    second = nodes.one.ask("two", LetGo("b"))
    nodes.replies[1].set_result(Stands(2))
    assert await second == Stands(2)


async def test_calls_to_a_dead_node_end_at_once_and_others_wait_on() -> None:
    nodes = TwoNodes()
    dead, alive = nodes.one.ask("three", LetGo("a")), nodes.one.ask("two", LetGo("a"))
    nodes.one.gone("three")
    assert await dead == Unanswered()
    assert not alive.done()


@pytest.mark.row("F3")
async def test_when_letters_may_be_lost_nobody_waits_for_those_that_were_sent() -> None:
    nodes = TwoNodes()
    before = nodes.one.ask("two", LetGo("a"))
    nodes.one.doubt()
    after = nodes.one.ask("two", LetGo("b"))
    assert await before == Unanswered()
    nodes.replies[1].set_result(Stands(2))
    assert await after == Stands(2)


async def test_a_node_that_ends_lets_nobody_wait() -> None:
    nodes = TwoNodes()
    asked = nodes.one.ask("two", LetGo("a"))
    nodes.one.close()
    assert await asked == Unanswered()
    assert not nodes.clock.armed


async def test_when_too_many_wait_people_are_refused_and_what_must_be_said_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    assert MOST_WAITING > 1000
    nodes = TwoNodes()
    _ = nodes.one.ask("two", LetGo("a"))
    assert await nodes.one.ask("two", Submit("a", Leave(), ADA)) == Fails(ErrorCode.RATE_LIMITED)
    _ = nodes.one.ask("two", Submit("a", DetachDevice("ada-device", clean=False), ADA))
    assert len(nodes.heard) == 2


async def test_what_another_version_says_costs_nobody_anything() -> None:
    nodes = TwoNodes()
    nodes.bus.publish(channel("two"), b"\x81\xa1t\xa6strange")
    asked = nodes.one.ask("two", LetGo("a"))
    nodes.replies[0].set_result(Stands(None))
    assert await asked == Stands(None)


async def test_an_answer_that_breaks_is_none() -> None:
    nodes = TwoNodes()
    asked = nodes.one.ask("two", LetGo("a"))
    nodes.replies[0].set_exception(OSError("broken"))
    nodes.clock.advance(PATIENCE_SECONDS)
    assert await asked == Unanswered()


@pytest.mark.row("F13")
async def test_what_a_newer_version_asks_is_counted_and_answered_as_not_understood() -> None:
    nodes = TwoNodes()
    heard: list[bytes] = []
    nodes.bus.subscribe(channel("newer"), heard.append)
    asked = {"t": "call", "number": 9, "sender": "newer", "body": {"t": "juggle", "balls": 3}}
    nodes.bus.publish(channel("two"), msgpack.encode(asked))
    nodes.bus.publish(channel("two"), msgpack.encode(asked | {"number": 0}))
    assert [msgpack.decode(each) for each in heard] == [
        {"t": "reply", "number": 9, "body": {"t": "not_understood"}}
    ]
    assert (nodes.two.dropped, nodes.heard) == (2, [])


@pytest.mark.row("F13")
async def test_a_reply_that_cannot_be_read_leaves_open_what_happened() -> None:
    nodes = TwoNodes()
    asked = nodes.one.ask("two", LetGo("a"))
    assert nodes.one.waiting == 1
    strange = {"t": "reply", "number": 1, "body": {"t": "shrugged"}}
    nodes.bus.publish(channel("one"), msgpack.encode(strange))
    assert await asked == Unanswered()
    assert (nodes.one.dropped, nodes.one.waiting) == (1, 0)
