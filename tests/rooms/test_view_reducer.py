"""How events change a view, on its own and on the traces that the browser's reducer is tested with."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from msgspec import Struct, json

from rooms.events import AnyEvent
from rooms.kinds import RoomKind
from rooms.members.terms import MemberJoined
from rooms.moving.terms import AdoptionConfirmed, AdoptionNoted
from rooms.roles import Role
from rooms.room import Room
from rooms.view import RoomView
from rooms.view_reducer import reduce_view
from rooms.visibility import EVERYONE, Audience
from tests.support.rooms import START
from tests.support.traces import TRACES, generate


class Trace(Struct):
    audience: Audience
    before: RoomView
    events: list[AnyEvent | None]
    after: RoomView


@pytest.mark.parametrize("trace", sorted(TRACES.glob("*.json")), ids=lambda path: path.stem)
def test_the_events_of_a_trace_lead_from_its_first_view_to_its_last(trace: Path) -> None:
    decoded = json.decode(trace.read_bytes(), type=Trace, strict=False)
    view = decoded.before
    for event in decoded.events:
        view = reduce_view(view, event)
    assert view == decoded.after


def test_the_checked_in_traces_are_fresh() -> None:
    written = {path.stem: path.read_text(encoding="utf-8") for path in TRACES.glob("*.json")}
    assert written == generate(), "run `python -m tests.support.traces`"


def test_traces_contain_every_event_that_anybody_is_told() -> None:
    seen = {
        type(event).__name__
        for path in TRACES.glob("*.json")
        for event in json.decode(path.read_bytes(), type=Trace, strict=False).events
    }
    told = set(get_args(AnyEvent)) - {AdoptionNoted, AdoptionConfirmed}
    assert seen == {kind.__name__ for kind in told} | {"NoneType"}


def test_an_event_of_which_the_audience_sees_nothing_changes_nothing() -> None:
    view = Room().snapshot(EVERYONE)
    assert reduce_view(view, None) is view


def test_a_view_is_never_changed_in_place() -> None:
    view = Room().snapshot(EVERYONE)
    after = reduce_view(view, MemberJoined(at=START, member="ada", name="Ada", role=Role.STUDENT))
    assert view.members == []
    assert [member.id for member in after.members] == ["ada"]
    assert after.kind is RoomKind.ZONE
