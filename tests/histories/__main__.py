"""Runs seeds of real processes in trouble, and says which of them break a rule: `make chaos-real`. Needs root. Whoever
ends it by SIGINT or SIGTERM has its processes and namespaces ended too.

The history of a seed that breaks one is kept in a file; `--seed N` goes through the same faults and deeds again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import monotonic

from tests.chaos.checker import accusations
from tests.chaos.history import History, Received, Wrote
from tests.histories.cluster import MACHINES, POSTGRES
from tests.histories.faults import SHORTEST_SECONDS, plan
from tests.histories.network import Network, network
from tests.histories.run import DEVICE, run
from tests.netem.networks import missing
from tests.support.postgres import PostgresServer

INSIDE = "STUDYHALL_HISTORIES_INSIDE"
KEPT = Path(gettempdir()) / "studyhall-histories"


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begun, broken = monotonic(), []
    with (
        network(MACHINES) as made,
        PostgresServer.running(
            durable=True, host=made.addresses[POSTGRES], prefix=made.prefix(POSTGRES)
        ) as postgres,
    ):
        for seed in options.seeds_wanted:
            if monotonic() - begun > options.minutes * 60:
                _say(f"stopped after {options.minutes:g} minutes")
                break
            if not _holds(seed, options.seconds, made, postgres):
                broken.append(seed)
    _say(
        f"{len(broken)} broken in {monotonic() - begun:.0f} s{': ' if broken else ''}{', '.join(map(str, broken))}"
    )
    return bool(broken)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos-real", description=__doc__)
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--seeds", type=int, default=10, help="how many (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=30.0, help="of trouble in each (default: %(default)s)"
    )
    parser.add_argument(
        "--minutes", type=float, default=120.0, help="begin none after so long (default: %(default)s)"
    )
    options = parser.parse_args()
    if options.seconds < SHORTEST_SECONDS:
        parser.error(f"--seconds: {SHORTEST_SECONDS:g} at least")
    if options.seed is not None:
        options.seeds_wanted = [options.seed]
    else:
        options.seeds_wanted = range(options.first, options.first + options.seeds)
    return options


def _holds(seed: int, seconds: float, made: Network, postgres: PostgresServer) -> bool:
    with TemporaryDirectory(prefix="studyhall-histories-") as name:
        directory = Path(name)
        history = asyncio.run(run(seed, seconds, made, postgres, directory))
        found = [named(history, accusation) for accusation in accusations(history)]
        _say(f"seed {seed}: {_size(history)}; {len(found)} accusations")
        for accusation in found:
            _say(f"seed {seed}: {accusation}")
        if found:
            _say(f"its history: {_kept(history, found, directory, seconds)}")
            _say(f'the same faults again: make chaos-real ARGS="--seed {seed} --seconds {seconds:g}"')
    return not found


def _size(history: History) -> str:
    """How much of a history it is."""
    acknowledged = sum(isinstance(each, Received) and each.frame["t"] == "ok" for each in history.happened)
    wrote = [each for each in history.happened if isinstance(each, Wrote)]
    epochs = len({(each.room, each.epoch) for each in wrote})
    troubles = len(history.troubles())
    return f"{acknowledged} acknowledged, {len(wrote)} entries in {epochs} epochs, {troubles} faults"


def _kept(history: History, found: Sequence[str], directory: Path, seconds: float) -> Path:
    """The history, what is wrong with it, what was planned, and beside it what the nodes logged."""
    where = KEPT / f"seed-{history.seed}"
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    for log in directory.glob("*.stderr"):
        shutil.copy(log, where)
    planned = [str(each) for each in plan(history.seed, seconds)]
    entries_of = [f"{room} {entry}" for room, entries in history.logs.items() for entry in entries]
    told = where / "history.txt"
    told.write_text(named(history, "\n".join([*found, "", *planned, "", *history.lines(), "", *entries_of])))
    return told


def named(history: History, told: str) -> str:
    """With names of people in the place of the ids that the server gave them."""
    for person in history.people:
        told = told.replace(person.name, person.device.removesuffix(DEVICE))
    return told


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    if os.environ.get(INSIDE) is None:  # in a network of its own, which is gone with it
        reason = missing()
        if reason is not None:
            sys.exit(reason)
        os.execvpe(
            "unshare",
            ["unshare", "--net", sys.executable, "-m", "tests.histories", *sys.argv[1:]],
            os.environ | {INSIDE: "1"},
        )
    sys.exit(main())
