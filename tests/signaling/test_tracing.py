"""The way of a command: carried through mailboxes and to other nodes, and told stage by stage."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from signaling.metering import Instruments
from signaling.tracing import UNTRACED, Trace, carried_now, carrying
from tests.support.node import NodeRig, Shared, settled

pytestmark = pytest.mark.anyio


class Way:
    """Implements `Trace`."""

    def __init__(self, carried: str, told: list[str]) -> None:
        self.carried = carried
        self._told = told

    def end(self, outcome: str) -> None:
        self._told.append(f"{self.carried} {outcome}")


class Ways:
    """Implements `Tracer`: what it is told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, command: str, room: str) -> Trace:
        return Way(f"{command} in {room}", self.told)

    def record(self, stage: str, traces: Sequence[str], began: float, ended: float) -> None:
        assert began <= ended
        self.told += [f"{carried}: {stage}" for carried in traces]


def test_what_is_carried_holds_within_the_block_only() -> None:
    with carrying("one"):
        with carrying("two"):
            assert carried_now() == "two"
            with carrying(""):
                assert carried_now() == ""
        assert carried_now() == "one"
    assert carried_now() == ""


def test_without_a_tracer_nothing_is_carried() -> None:
    trace = UNTRACED.begin("post_message", "study")
    trace.end("ok")
    assert trace.carried == ""


async def test_a_command_is_followed_to_the_log_and_to_everybody() -> None:
    ways = Ways()
    rig = NodeRig(instruments=Instruments(tracer=ways))
    async with rig.tasks, rig.node:
        ada = await rig.seated("ada")
        await ada.post("study", "hello")
        await settled()
    post = "post_message in study"
    told = [line for line in ways.told if line.startswith(post)]
    assert sorted(told) == [f"{post} ok", f"{post}: append", f"{post}: fan-out"]
    assert told.index(f"{post}: append") < told.index(f"{post} ok")


async def test_a_command_from_another_node_is_followed_there() -> None:
    shared, owner, asker = Shared(), Ways(), Ways()
    one = NodeRig(id="one", shared=shared, instruments=Instruments(tracer=owner))
    two = NodeRig(id="two", shared=shared, instruments=Instruments(tracer=asker))
    async with one.tasks, one.node, two.tasks, two.node:
        await shared.pass_time(1)
        await one.seated("ada")
        bo = await two.seated("bo")
        await bo.post("study", "hello")
        await settled()
    post = "post_message in study"
    assert [line for line in owner.told if line.startswith(post)] == [f"{post}: append", f"{post}: fan-out"]
    assert sorted(line for line in asker.told if line.startswith(post)) == [f"{post} ok", f"{post}: fan-out"]
