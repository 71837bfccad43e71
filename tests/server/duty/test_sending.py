"""When a delivery is tried again."""

from __future__ import annotations

from server.duty.sending import (
    LONGEST_DETAIL,
    LONGEST_WAIT,
    TRIED_FOR,
    GiveUp,
    Trouble,
    TryAgain,
    next_try,
    problem,
)


def test_waits_double_up_to_an_hour_with_jitter() -> None:
    longest = [next_try(tries, 0.0, 0.0, lambda: 1.0, None) for tries in (1, 2, 3, 20)]
    assert longest == [10.0, 20.0, 40.0, LONGEST_WAIT]
    assert next_try(3, 0.0, 0.0, lambda: 0.0, None) == 20.0


def test_what_the_receiver_asks_for_is_respected() -> None:
    assert next_try(1, 0.0, 100.0, lambda: 1.0, 600.0) == 700.0
    assert next_try(9, 0.0, 100.0, lambda: 1.0, 1.0) == 100.0 + 2560.0


def test_after_a_day_it_is_given_up() -> None:
    assert next_try(1, 0.0, TRIED_FOR - 10.0, lambda: 1.0, None) == TRIED_FOR
    assert next_try(1, 0.0, TRIED_FOR - 9.0, lambda: 1.0, None) is None
    assert next_try(5000, 0.0, TRIED_FOR, lambda: 0.0, None) is None


def test_what_went_wrong_is_kept_in_one_short_line_that_begins_with_its_code() -> None:
    assert problem(GiveUp(Trouble.GONE)) == "gone"
    assert problem(TryAgain(Trouble.REFUSED, "status 500", 30.0)) == "refused status 500"
    assert len(problem(TryAgain(Trouble.REFUSED, "x" * 1000))) == LONGEST_DETAIL
