"""Runs seeds of the simulation, and says which of them break a rule: `make chaos`, or for one `make chaos ARGS="--seed 7"`."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b
from time import monotonic

from msgspec import msgpack

from tests.chaos.checker import accusations
from tests.chaos.found import FOUND
from tests.chaos.history import History
from tests.chaos.simulation import run

AT_ONCE = 25
MOST_TOLD = 5
HASH_SEED = "0"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="this one alone, with its history")
    parser.add_argument("--seeds", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (default: %(default)s)")
    parser.add_argument(
        "--minutes", type=float, default=120.0, help="stop after so long (default: %(default)s)"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: %(default)s)")
    options = parser.parse_args()
    if options.seed is not None:
        return _one(options.seed)
    seeds = (*FOUND, *range(options.first, options.first + options.seeds))
    return _many(tuple(dict.fromkeys(seeds)), options.minutes, options.jobs)


def _one(seed: int) -> int:
    history = run(seed)
    found = accusations(history)
    _say("\n".join(history.lines()))
    _say(f"history {digest(history)}")
    _tell_all(seed, found)
    return bool(found)


def _many(seeds: tuple[int, ...], minutes: float, jobs: int) -> int:
    begun, done, broken = monotonic(), 0, 0
    parts = [seeds[start : start + AT_ONCE] for start in range(0, len(seeds), AT_ONCE)]
    with ProcessPoolExecutor(jobs) as pool:
        for part, found in zip(parts, pool.map(_accused, parts), strict=True):
            done += len(part)
            for seed, accused in found:
                broken += 1
                if broken <= MOST_TOLD:
                    _tell_all(seed, accused)
            passed = monotonic() - begun
            _say(f"{done} of {len(seeds)} seeds in {passed:.0f} s, {broken} broken")
            if passed > minutes * 60:
                pool.shutdown(wait=False, cancel_futures=True)
                _say(f"stopped after {minutes:g} minutes")
                break
    return bool(broken)


def _accused(seeds: tuple[int, ...]) -> list[tuple[int, list[str]]]:
    return [(seed, found) for seed in seeds if (found := accusations(run(seed)))]


def digest(history: History) -> str:
    """The same for the same run."""
    return blake2b(msgpack.encode(history), digest_size=16).hexdigest()


def _tell_all(seed: int, found: list[str]) -> None:
    for accusation in found:
        _say(f"seed {seed}: {accusation}")
    if found:
        _say(f'again, with its history: make chaos ARGS="--seed {seed}"')


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != HASH_SEED:  # in which order sets are walked is part of a history
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.chaos", *sys.argv[1:]],
            os.environ | {"PYTHONHASHSEED": HASH_SEED},
        )
    sys.exit(main())
