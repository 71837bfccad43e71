"""Ten thousand waiting obligations: each that is due is told of once, on a simulated clock and on the real one."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from server.cli import cli
from server.clock import SystemClock
from server.timer_bench import Figures, Plan, SimulatedClock, measure

pytestmark = pytest.mark.anyio


def assert_exact(figures: Figures, fired: int) -> None:
    assert (figures.fired, figures.missed, figures.twice, figures.wrong) == (fired, 0, 0, 0)


@pytest.mark.row("L12")
async def test_none_is_missed_and_none_comes_twice_while_others_are_armed_and_cancelled() -> None:
    clock = SimulatedClock()
    figures = await measure(Plan(pending=10_000, rooms=100, rate=500, seconds=5.0), clock, clock.pass_by)
    assert_exact(figures, 100)
    assert figures.churned_per_second == pytest.approx(500, rel=0.01)
    assert figures.late_max < 1e-6


async def test_on_the_real_clock_they_are_told_of_when_they_are_due() -> None:
    figures = await measure(Plan(pending=2_000, rooms=50, rate=100, seconds=0.5, lead=0.3), SystemClock())
    assert_exact(figures, 20)
    assert 0.0 <= figures.late_p50 < 1.0


async def test_a_machine_that_stalls_cancels_everything_that_waits_for_it_and_goes_on() -> None:
    clock = SimulatedClock()

    async def stall(seconds: float) -> None:
        await clock.pass_by(max(seconds, 1.5))

    figures = await measure(Plan(pending=1000, rooms=10, rate=100, seconds=6.0), clock, stall)
    assert_exact(figures, 10)


@pytest.mark.row("L12")
async def test_with_a_hundred_thousand_open_timers_ninety_nine_of_a_hundred_act_within_a_second() -> None:
    figures = await measure(Plan(pending=100_000, rooms=1000, rate=100, seconds=1.0, lead=0.5), SystemClock())
    assert_exact(figures, 1000)
    assert figures.late_p99 <= 1.0


async def test_on_the_simulated_clock_what_is_cancelled_is_not_called_and_the_rest_in_order() -> None:
    clock = SimulatedClock()
    called: list[tuple[str, float]] = []
    clock.call_at(2.0, lambda: called.append(("second", clock.now())))
    clock.call_at(1.0, lambda: called.append(("first", clock.now())))
    cancel = clock.call_at(1.5, lambda: called.append(("never", clock.now())))
    clock.call_at(9.0, lambda: called.append(("later", clock.now())))
    cancel()
    await clock.pass_by(3.0)
    assert called == [("first", 1.0), ("second", 2.0)]
    assert clock.now() == 3.0


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_the_command_prints_what_was_measured() -> None:
    arguments = ["bench", "timers", "--pending", "1000", "--rooms", "10", "--rate", "100", "--seconds", "1"]
    result = CliRunner().invoke(cli, [*arguments, "--simulated"])
    assert result.exit_code == 0, result.output
    figures = dict(line.split() for line in result.output.splitlines())
    assert (figures["fired"], figures["missed"], figures["twice"]) == ("10", "0", "0")
