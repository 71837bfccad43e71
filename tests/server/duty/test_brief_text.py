"""What the next shift reads: signs and names, what is due next first."""

from __future__ import annotations

from math import inf
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from community.handoff import Brief, Move, OpenItem, StaffPromise, Stay, StayReason
from community.struggling import Sign, Struggling
from rooms.obligations.changes import new_obligation
from rooms.obligations.view import ObligationView
from server.duty.brief_text import BRIEFED_BESIDE, BRIEFED_ITEMS, LONGEST_LINE, brief_text
from tests.support.owed import opened

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = 1_793_610_000.0
"""The second of November, 2026, at nine in the morning, UTC."""
NOTHING = Brief("ann", "ben", [], [], [], [])


def item(id: int, **fields: object) -> OpenItem:
    made = OpenItem(
        room="zone", id=id, kind="question", asker_name="Ada", age=60, level=0, owner=None, due_at=None
    )
    return replace(made, **fields)


def views(*ids: int, **fields: object) -> dict[tuple[str, int], ObligationView]:
    return {("zone", id): replace(new_obligation(opened(id)), **fields) for id in ids}


def test_what_waits_has_a_line_and_says_whether_somebody_answers_it_or_its_clock_stands() -> None:
    made = replace(
        NOTHING,
        moves=[Move(item(1), "ben"), Move(item(2, paused=True), "ben"), Move(item(4, asker_name=""), "ben")],
        stays=[Stay(item(3), StayReason.CLAIMED), Stay(item(5), StayReason.NOBODY_NEXT)],
    )
    waiting = {**views(1, 2, 4, 5), **views(3, owner_name="Cleo")}
    assert brief_text(made, waiting, SHANGHAI).split("\n") == [
        "Ada: question 1",
        "⏸ Ada: question 2",
        "question 4",
        "✋ Cleo · Ada: question 3",
        "Ada: question 5",
    ]


def test_promises_say_whose_they_are_and_by_when_on_the_clocks_of_the_place() -> None:
    promises = [StaffPromise("zone", 1, "ann", DUE), StaffPromise("zone", 2, "ann", inf)]
    text = brief_text(replace(NOTHING, promises=promises), views(1, 2, promised_name="Ann"), SHANGHAI)
    assert text.split("\n") == ["⏰ Ann 2026-11-02 17:00 · question 1", "⏰ Ann · question 2"]


def test_who_should_be_looked_after_is_named_with_how_often() -> None:
    signs = {Sign.HELP: 3, Sign.REOPENED: 2, Sign.LATE: 1}
    made = replace(NOTHING, struggling=[Struggling("zone", "li", "Li", signs)])
    assert brief_text(made, {}, SHANGHAI) == "❗ Li: ↺ 2 ⌛ 1 🆘 3"


def test_of_each_kind_the_first_are_told_and_how_many_more_there_are() -> None:
    ids = range(1, BRIEFED_ITEMS + 4)
    made = replace(
        NOTHING,
        moves=[Move(item(id), "ben") for id in ids],
        struggling=[Struggling("zone", f"m{n}", "Li", {Sign.LATE: 2}) for n in range(BRIEFED_BESIDE + 2)],
    )
    waiting = views(*ids, excerpt="x" * 500)
    lines = brief_text(made, waiting, SHANGHAI).split("\n")
    assert len(lines) == BRIEFED_ITEMS + 1 + BRIEFED_BESIDE + 1
    assert (lines[BRIEFED_ITEMS], lines[-1]) == ("+ 3", "+ 2")
    assert {len(line) for line in lines[:BRIEFED_ITEMS]} == {LONGEST_LINE}


def test_nothing_is_no_line() -> None:
    assert brief_text(NOTHING, {}, SHANGHAI) == ""
