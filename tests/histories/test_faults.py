"""What goes wrong is decided by the seed alone; what a fault does to real processes is seen by `make chaos-real`."""

from __future__ import annotations

import pytest

from tests.histories.faults import FAULTS, KINDS, SHORTEST_SECONDS, plan

SEEDS = range(300)


def test_the_same_seed_plans_the_same_faults() -> None:
    assert plan(7, 30.0) == plan(7, 30.0)


def test_seeds_differ_in_what_goes_wrong_and_when() -> None:
    assert len({str(plan(seed, 30.0)) for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("seconds", [SHORTEST_SECONDS, 30.0])
def test_every_fault_begins_and_is_over_within_the_run(seconds: float) -> None:
    for seed in SEEDS:
        for planned in plan(seed, seconds):
            assert 1.0 <= planned.after
            assert planned.after + planned.seconds <= seconds


def test_seeds_go_through_every_kind_of_fault_and_through_two_at_once() -> None:
    plans = [plan(seed, 30.0) for seed in SEEDS]
    assert {planned.kind for each in plans for planned in each} == set(KINDS)
    assert any(
        second.after < first.after + first.seconds
        for each in plans
        for first, second in zip(each, each[1:], strict=False)
    )


def test_every_kind_that_can_be_planned_can_be_done() -> None:
    assert FAULTS.keys() == KINDS.keys()
