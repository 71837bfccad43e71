"""A brief as lines of text: signs and names, which need no translation and are read wherever a notice is.

First what is open, what is due next before the rest; `✋` somebody is answering it, `⏸` its clock stands. Then `⏰` what
was promised, by whom and by when, and `❗` who should be looked after: `↺` so many questions of theirs were opened again, `⌛`
so many had no response in time, `🆘` so often they called for help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from math import isfinite
from zoneinfo import ZoneInfo

from community.handoff import Brief, OpenItem, StaffPromise, StayReason
from community.struggling import Sign, Struggling
from rooms.obligations.view import ObligationView

BRIEFED_ITEMS = 10
BRIEFED_BESIDE = 5
"""Of promises, and of people to look after."""
LONGEST_LINE = 120
_MARKS = {Sign.REOPENED: "↺", Sign.LATE: "⌛", Sign.HELP: "🆘"}

Waiting = Mapping[tuple[str, int], ObligationView]
"""What is open, by room and id."""


def brief_text(made: Brief, waiting: Waiting, zone: ZoneInfo) -> str:
    """Moments are told by the clock of `zone`."""
    items = [
        *((move.item, False) for move in made.moves),
        *((stay.item, _is_claimed(stay.why)) for stay in made.stays),
    ]
    promises = [_promise(each, waiting, zone) for each in made.promises]
    people = [f"❗ {each.name}: {_signs(each)}" for each in made.struggling]
    return "\n".join(
        [
            *_first([_item(item, waiting, is_claimed=claimed) for item, claimed in items], BRIEFED_ITEMS),
            *_first(promises, BRIEFED_BESIDE),
            *_first(people, BRIEFED_BESIDE),
        ]
    )


def _is_claimed(why: StayReason) -> bool:
    return why is StayReason.CLAIMED


def _item(item: OpenItem, waiting: Waiting, *, is_claimed: bool) -> str:
    view = waiting[item.room, item.id]
    words = ": ".join(part for part in (item.asker_name, view.excerpt) if part)
    if is_claimed:
        return f"✋ {view.owner_name} · {words}"
    return f"⏸ {words}" if item.paused else words


def _promise(promise: StaffPromise, waiting: Waiting, zone: ZoneInfo) -> str:
    view = waiting[promise.room, promise.item]
    due = f" {_moment(promise.due_at, zone)}" if isfinite(promise.due_at) else ""
    return f"⏰ {view.promised_name}{due} · {view.excerpt}"


def _signs(each: Struggling) -> str:
    return " ".join(f"{mark} {each.signs[sign]}" for sign, mark in _MARKS.items() if sign in each.signs)


def _moment(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _first(lines: list[str], most: int) -> Iterator[str]:
    """And how many more there are."""
    yield from (line[:LONGEST_LINE] for line in lines[:most])
    if len(lines) > most:
        yield f"+ {len(lines) - most}"
