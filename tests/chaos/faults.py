"""What goes wrong in a simulated cluster, and when it is over. Drawn from the seed before anything begins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Protocol

from msgspec import Struct

from tests.chaos.lines import Exchange, Line
from tests.chaos.machine import Machine
from tests.chaos.servers import Servers


class Ground(Protocol):
    """Where faults happen."""

    exchange: Exchange
    servers: Servers

    def machines(self) -> list[Machine]:
        """Those that are meant to live."""
        ...

    def forsake(self, machine: Machine) -> None:
        """Nobody is connected to it any more."""
        ...

    def replace(self, machine: Machine) -> None:
        """Another process in its place."""
        ...

    def begins(self, what: str) -> Callable[[], None]:
        """Returns the call that says that it is over."""
        ...


class Planned(Struct, frozen=True):
    """`pick`: of the machines there are then, modulo their number."""

    after: float
    kind: str
    pick: int
    seconds: float


KINDS: dict[str, float] = {
    "kill": 3.0,
    "drain": 1.0,
    "stop": 3.0,
    "cut off from all": 2.0,
    "cut off from the bus": 2.0,
    "cut off from the registry": 1.5,
    "cut off from the log": 2.0,
    "log down": 1.0,
    "log slow": 1.0,
    "bus lossy": 1.5,
    "redis restarted": 1.5,
    "registry emptied": 0.7,
}


def plan(random: Random, seconds: float, kinds: Mapping[str, float] = KINDS) -> list[Planned]:
    """One to five of them, the last over by `seconds`; now and then two at once. `kinds` are weighted."""
    planned = []
    for _ in range(random.choice((1, 2, 2, 3, 4, 5))):
        kind = random.choices(list(kinds), list(kinds.values()))[0]
        lasts = random.choice((0.2, 0.8, 1.8, 2.5, 4.0, 8.0))
        planned.append(Planned(random.uniform(1.0, seconds - lasts), kind, random.randrange(12), lasts))
    return sorted(planned, key=lambda each: each.after)


async def happen(planned: Planned, ground: Ground) -> None:
    """Returns when it is over."""
    await asyncio.sleep(planned.after)
    machines = ground.machines()
    machine = machines[planned.pick % len(machines)]
    over = ground.begins(f"{planned.kind}: {machine.id} for {planned.seconds} s")
    match planned.kind:
        case "kill":
            machine.kill()
            ground.forsake(machine)
            await asyncio.sleep(planned.seconds)
            ground.replace(machine)
        case "drain":
            machine.drain()
            await asyncio.sleep(planned.seconds)
            ground.replace(machine)
        case "stop":
            machine.stop()
            await asyncio.sleep(planned.seconds)
            machine.go_on()
        case "bus lossy":
            ground.exchange.loses += 0.2
            await asyncio.sleep(planned.seconds)
            ground.exchange.loses -= 0.2
        case "registry emptied":
            ground.servers.wipe_registry()
        case _:
            await _lines(planned, machine, machines, ground)
    over()


async def _lines(planned: Planned, machine: Machine, machines: Sequence[Machine], ground: Ground) -> None:
    every = machines if planned.kind in ("log down", "log slow", "redis restarted") else [machine]
    lines = [line for each in every for line in _CUT[planned.kind](each)]
    keeps = planned.pick % 2 == 0
    if planned.kind == "log slow":
        for line in lines:
            line.slows += 1
        await asyncio.sleep(planned.seconds)
        for line in lines:
            line.slows -= 1
        return
    for each in every:
        each.bus.keeps = keeps
    for line in lines:
        line.cuts += 1
    if planned.kind == "redis restarted":
        ground.servers.wipe_registry()
    await asyncio.sleep(planned.seconds)
    for line in lines:
        line.cuts -= 1
    for each in every:
        if each.bus_line in lines and not each.bus_line.is_cut:
            each.bus.heal()


_CUT: dict[str, Callable[[Machine], list[Line]]] = {
    "cut off from all": lambda machine: list(machine.lines),
    "cut off from the bus": lambda machine: [machine.bus_line],
    "cut off from the registry": lambda machine: [machine.registry_line],
    "cut off from the log": lambda machine: [machine.log_line],
    "log down": lambda machine: [machine.log_line],
    "log slow": lambda machine: [machine.log_line],
    "redis restarted": lambda machine: [machine.bus_line, machine.registry_line],
}
