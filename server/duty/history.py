"""Which duty plan held when: hours, duties and gaps of the past, each by the plan of its time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf

from msgspec import Struct

from community.calendars import windows
from community.coverage_gaps import gaps
from community.covered_time import Window, merged
from community.duty import duties
from rooms.obligations.standard import STANDARD
from server.duty.plan import StoredPlan


class History(Struct, frozen=True):
    """`versions` oldest first, all of one space."""

    versions: tuple[StoredPlan, ...]
    start: float
    end: float

    def hours(self, version: int) -> Sequence[Window]:
        """Of a version of the plan, over the whole time; of an unknown one the standard's."""
        stored = next((each for each in self.versions if each.version == version), None)
        return STANDARD.windows if stored is None else windows(stored.plan.calendar, self.start, self.end)

    def on_duty(self, room: str) -> list[Window]:
        """When somebody was."""
        return merged(window for window, _ in self._duties(room))

    def people_on_duty(self, rooms: Sequence[str]) -> set[str]:
        return {person for room in rooms for _, person in self._duties(room)}

    def gaps(self, rooms: Sequence[str]) -> list[Window]:
        """Covered time without anybody on duty, in any of these rooms."""
        return merged(
            gap
            for stored, start, end in self._periods()
            for room in rooms
            for gap in gaps(stored.plan.roster, stored.plan.calendar, room, start, end)
        )

    def _duties(self, room: str) -> Iterator[tuple[Window, str]]:
        for stored, start, end in self._periods():
            for duty in duties(stored.plan.roster, room, start, end):
                yield Window(max(duty.since, start), min(duty.until, end)), duty.primary

    def _periods(self) -> Iterator[tuple[StoredPlan, float, float]]:
        for stored, following in pairwise([*self.versions, None]):
            assert stored is not None
            start = max(stored.at, self.start)
            end = min(inf if following is None else following.at, self.end)
            if start < end:
                yield stored, start, end
