"""What a run writes down while it goes: waits, errors by code, counts. It computes nothing, and knows no scenario."""

from __future__ import annotations

import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from loadtests.client import Disconnected, Refused
from loadtests.light_member import NoMedia
from loadtests.scenarios.outcome import Moment, Outcome, plan_of
from signaling.codes import CloseCode, ErrorCode


class Notebook:
    """Of one run, which begins with it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._waits: defaultdict[str, list[Moment]] = defaultdict(list)
        self._began = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    def waited(self, what: str, seconds: float) -> None:
        self._waits[what].append(Moment(self.elapsed, seconds * 1e3))

    @contextlib.contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Nothing is written down for a block that raises."""
        since = time.monotonic()
        yield
        self.waited(what, time.monotonic() - since)

    @contextlib.contextmanager
    def forgiving(self) -> Iterator[None]:
        """What a server may do to a client ends the block and is counted; what else goes wrong is a fault of ours."""
        try:
            yield
        except Refused as refused:
            self.errors[_name(ErrorCode, refused.code)] += 1
        except Disconnected as ended:
            self.errors[_name(CloseCode, ended.code)] += 1
        except httpx.HTTPStatusError as refused:
            self.errors[f"HTTP_{refused.response.status_code}"] += 1
        except (TimeoutError, NoMedia) as late:
            self.errors[type(late).__name__] += 1
        except (OSError, httpx.TransportError):
            self.errors["UNREACHABLE"] += 1

    def outcome(self, scenario: str, plan: Any, figures: Mapping[str, float]) -> Outcome:
        """What was written down, the counts among the figures."""
        return Outcome(
            scenario=scenario,
            plan=plan_of(plan),
            seconds=self.elapsed,
            figures={name: float(count) for name, count in self.counts.items()} | dict(figures),
            waits=dict(self._waits),
            errors=dict(self.errors),
        )


def _name(codes: type[ErrorCode] | type[CloseCode], number: int) -> str:
    """Of the protocol's table, or the number itself."""
    return codes(number).name if number in codes.__members__.values() else str(number)
