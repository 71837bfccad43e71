"""One cycle as the metrics see it: when its clock stood, what was promised, and what it brought along."""

from __future__ import annotations

from community.covered_time import Window
from community.metrics.outcomes import EndedBy, Promise
from rooms.obligations.cycles import Cycle, Response, begun
from rooms.obligations.events import Carried, ObligationMoved, ObligationOpened
from rooms.obligations.obligation import Obligation
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import Anchor, AnchorKind, ClockKind, How, ObligationClass


def cycle(at: float = 100.0, carried: Carried | None = None) -> Cycle:
    opened = ObligationOpened(
        at=at,
        id=1,
        asker="ada",
        asker_name="Ada",
        class_=ObligationClass.QUESTION,
        anchor=Anchor(AnchorKind.MESSAGE, 1),
        excerpt="Why?",
        due_at=None,
        clock=ClockKind.WALL,
        first=60.0,
        opened_at=50.0,
        consumed=20.0,
        carried=carried,
    )
    return begun(opened, Obligation.opened(opened, lambda version: STANDARD.windows))


def gone(at: float, *, goes_on: bool) -> ObligationMoved:
    return ObligationMoved(at=at, id=1, asker="ada", by="tom", to="lounge", consumed=30.0, goes_on=goes_on)


def test_what_began_elsewhere_has_waited_since_then() -> None:
    began = cycle()
    assert (began.number, began.opened_at, began.began_at, began.first) == (1, 50.0, 100.0, None)


def test_it_brings_along_its_response_and_its_promise() -> None:
    carried = Carried(
        cycle=2, acked_at=70.0, acked_by="tess", acked_how=How.REPLY, promised_by="tess", promised_at=80.0
    )
    began = cycle(carried=carried)
    assert (began.number, began.first, began.target) == (2, Response(70.0, "tess", 20.0), 60.0)
    assert began.promises == [Promise("tess", 80.0)]


def test_while_nobody_owes_it_its_clock_stands() -> None:
    before, after = cycle(), cycle(at=400.0)
    before.move(gone(150.0, goes_on=False))
    assert (before.ended, before.is_elsewhere) == ((150.0, EndedBy.MOVED), False)
    after.goes_on_from(before)
    assert after.holes == [Window(150.0, 400.0)]


def test_while_another_room_owes_it_its_clock_runs_on() -> None:
    before, after = cycle(), cycle(at=400.0)
    before.stop(120.0, "tess")
    before.move(gone(150.0, goes_on=True))
    assert (before.ended, before.is_elsewhere, before.left_at) == (None, True, 150.0)
    after.goes_on_from(before)
    assert (after.holes, after.paused) == ([Window(120.0, 150.0)], {"tess": 30.0})


def test_a_promise_that_came_along_is_not_made_twice() -> None:
    before, after = cycle(), cycle(carried=Carried(promised_by="tess", promised_at=80.0))
    before.promises = [Promise("tom", 60.0, broken_at=65.0), Promise("tess", 80.0)]
    after.goes_on_from(before)
    after.vow(kept_at=200.0)
    assert after.promises == [Promise("tom", 60.0, broken_at=65.0), Promise("tess", 80.0, kept_at=200.0)]
