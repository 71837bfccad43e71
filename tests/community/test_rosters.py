"""What may be wrong with a roster, and that it is written down and read again."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from community.flaws import FlawCode
from community.rosters import Override, OwnTurn, Roster, Shift, Swap, roster_flaws
from tests.community.drawn_rosters import rosters
from tests.community.instants import BERLIN

MONDAY = date(2026, 6, 1)
MORNING, NOON = datetime.fromisoformat("2026-06-01T09:00"), datetime.fromisoformat("2026-06-01T12:00")
EARLIEST, LATEST = datetime.fromisoformat("0001-01-01"), datetime.fromisoformat("9999-12-31T23:59")
SHIFT = Shift(
    id="early",
    title="Early",
    zone=BERLIN,
    since=MONDAY,
    recurrence="FREQ=DAILY",
    start=540,
    length=240,
    rotation=("ada", "ben"),
)
ROSTER = Roster(version=1, shifts=(SHIFT,))


@pytest.mark.parametrize(
    ("roster", "flaws"),
    [
        (ROSTER, []),
        (Roster(version=0, shifts=()), []),
        (replace(ROSTER, overrides=(Override("early", "zoe", MORNING, NOON),)), []),
        (replace(ROSTER, shifts=(SHIFT, SHIFT)), [(FlawCode.TWICE, "shifts[1].id")]),
        (
            replace(ROSTER, shifts=(replace(SHIFT, zone="Europe", recurrence="DAILY"),)),
            [(FlawCode.UNKNOWN_ZONE, "shifts[0].zone"), (FlawCode.BAD_RULE, "shifts[0].recurrence")],
        ),
        (
            replace(ROSTER, shifts=(SHIFT, replace(SHIFT, id="late", since=date(1900, 1, 1)))),
            [(FlawCode.OUT_OF_RANGE, "shifts[1].recurrence")],
        ),
        (
            replace(
                ROSTER,
                overrides=(Override("late", "zoe", NOON, MORNING), Override("early", "zoe", NOON, NOON)),
            ),
            [
                (FlawCode.UNKNOWN_SHIFT, "overrides[0].shift"),
                (FlawCode.REVERSED, "overrides[0]"),
                (FlawCode.REVERSED, "overrides[1]"),
            ],
        ),
        (
            replace(ROSTER, swaps=(Swap(OwnTurn("ada", "late", MONDAY), OwnTurn("ben", "night", MONDAY)),)),
            [
                (FlawCode.UNKNOWN_SHIFT, "swaps[0].one.shift"),
                (FlawCode.UNKNOWN_SHIFT, "swaps[0].other.shift"),
            ],
        ),
        (
            replace(
                ROSTER,
                overrides=(
                    Override("early", "zoe", MORNING, LATEST),
                    Override("early", "zoe", EARLIEST, NOON),
                ),
                swaps=(Swap(OwnTurn("ada", "early", date.max), OwnTurn("ben", "early", date.min)),),
            ),
            [
                (FlawCode.OUT_OF_RANGE, "overrides[0]"),
                (FlawCode.OUT_OF_RANGE, "overrides[1]"),
                (FlawCode.OUT_OF_RANGE, "swaps[0].one.day"),
                (FlawCode.OUT_OF_RANGE, "swaps[0].other.day"),
            ],
        ),
    ],
)
def test_everything_that_is_wrong_has_a_code_and_a_place(
    roster: Roster, flaws: list[tuple[FlawCode, str]]
) -> None:
    assert [(flaw.code, flaw.where) for flaw in roster_flaws(roster)] == flaws


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", 1440),
        ("length", 0),
        ("length", 28 * 1440 + 1),
        ("capacity", 0),
        ("handover", "month"),
        ("since", "2026-02-30"),
        ("rotation", [""]),
        ("colour", "red"),
    ],
)
def test_a_shift_of_the_wrong_shape_is_not_decoded(field: str, value: object) -> None:
    written = {**msgspec.to_builtins(SHIFT), field: value}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, type=Shift)


def test_an_override_is_written_in_local_time() -> None:
    written = (
        b'{"shift": "early", "person": "zoe", "start": "2026-06-01T09:00:00Z", "end": "2026-06-01T12:00:00"}'
    )
    with pytest.raises(msgspec.ValidationError, match="start"):
        msgspec.json.decode(written, type=Override)


def test_a_shift_covers_the_rooms_that_it_names_or_all() -> None:
    assert SHIFT.covers("lobby")
    assert replace(SHIFT, rooms=("algebra",)).covers("algebra")
    assert not replace(SHIFT, rooms=("algebra",)).covers("lobby")


@given(rosters(MONDAY))
@settings(max_examples=30, deadline=None)
def test_a_roster_is_written_down_and_read_again(roster: Roster) -> None:
    assert msgspec.json.decode(msgspec.json.encode(roster), type=Roster) == roster
