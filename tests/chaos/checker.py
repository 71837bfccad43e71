"""Holds a history to every rule. It knows nothing of how the history was made: a simulation, or real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.chaos.history import History
from tests.chaos.rules import acknowledging, answering, carrying, ringing, seeing, showing, writing

Rule = Callable[[History], Iterator[str]]

RULES: tuple[Rule, ...] = (
    answering.the_run_itself_was_sound,
    writing.entries_are_numbered,
    writing.epochs_rise,
    writing.an_epoch_has_one_owner,
    writing.what_was_written_stands,
    acknowledging.what_was_created_stands_where_the_answer_says,
    acknowledging.nothing_is_created_twice,
    acknowledging.nothing_is_created_that_nobody_asked_for,
    acknowledging.what_was_refused_for_good_has_not_happened,
    acknowledging.what_was_done_is_so,
    showing.everybody_is_shown_every_entry_in_order,
    seeing.what_people_hold_is_what_they_would_see_anew,
    seeing.messages_are_those_of_the_log,
    seeing.who_is_there_is_who_is_shown,
    ringing.no_level_is_reached_twice,
    ringing.every_level_is_reached_in_time,
    ringing.polls_close_once_and_in_time,
    ringing.stages_end_in_time,
    ringing.who_is_lost_leaves_when_their_grace_is_over,
    carrying.what_is_deferred_arrives_once,
    carrying.what_arrived_is_confirmed,
    answering.nothing_is_answered_twice,
    answering.everything_is_answered_in_time,
    answering.nobody_is_replaced_but_by_themselves,
    answering.everybody_is_back,
)


def accusations(history: History) -> list[str]:
    """What is wrong with it, with the name of the rule; empty when all is well."""
    return [
        f"{rule.__name__.replace('_', ' ')}: {accusation}" for rule in RULES for accusation in rule(history)
    ]
