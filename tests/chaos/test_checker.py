"""The checker believes a sound history, and each of its rules finds what is broken under its eyes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.chaos.checker import RULES, Rule, accusations
from tests.chaos.history import Asked, Closed, Entry, History, Received, Wrote
from tests.chaos.rules import acknowledging, answering, carrying, ringing, seeing, showing, writing
from tests.chaos.story import Story

Break = Callable[[History], None]


def _place(history: History, tag: str, room: str = "qa") -> int:
    return next(index for index, entry in enumerate(history.logs[room]) if entry.event["t"] == tag)


def _without(tag: str, room: str = "qa") -> Break:
    """The log as it would be if this had never happened."""

    def tear(history: History) -> None:
        del history.logs[room][_place(history, tag, room)]

    return tear


def _again(tag: str, room: str = "qa") -> Break:
    def repeat(history: History) -> None:
        entries = history.logs[room]
        entries.append(replace(entries[_place(history, tag, room)], seq=len(entries) + 1))

    return repeat


def _told_otherwise(tag: str, **values: object) -> Break:
    def change(history: History) -> None:
        index = _place(history, tag)
        entry = history.logs["qa"][index]
        history.logs["qa"][index] = Entry(entry.epoch, entry.seq, {**entry.event, **values})

    return change


def _of_epoch(epoch: int, tag: str) -> Break:
    def change(history: History) -> None:
        index = _place(history, tag)
        history.logs["qa"][index] = replace(history.logs["qa"][index], epoch=epoch)

    return change


def _wrote(node: str, first: int) -> Break:
    return lambda history: history.happened.append(Wrote(history.ended_at, "qa", node, 1, first, 1))


def _frame(history: History, tag: str, seq: int | None = None) -> int:
    """Where Ada was told of it first."""
    return next(
        index
        for index, each in enumerate(history.happened)
        if isinstance(each, Received)
        and (each.client, each.frame["t"]) == ("ada", tag)
        and (seq is None or each.frame["seq"] == seq)
    )


def _answered(**values: object) -> Break:
    """Ada's first command."""

    def change(history: History) -> None:
        index = _frame(history, "ok")
        told = history.happened[index]
        assert isinstance(told, Received)
        history.happened[index] = replace(told, frame={**told.frame, **values})

    return change


def _unheard(tag: str) -> Break:
    def lose(history: History) -> None:
        del history.happened[_frame(history, tag)]

    return lose


def _heard_twice(tag: str) -> Break:
    def repeat(history: History) -> None:
        index = _frame(history, tag)
        history.happened.insert(index, history.happened[index])

    return repeat


def _edit_shown_as(history: History, body: str) -> None:
    seq = history.logs["qa"][_place(history, "message_edited")].seq
    index = _frame(history, "event", seq)
    told = history.happened[index]
    assert isinstance(told, Received)
    history.happened[index] = replace(
        told, frame={**told.frame, "event": {**told.frame["event"], "body": body}}
    )


def _nobody_asked(history: History) -> None:
    history.happened = [each for each in history.happened if not isinstance(each, Asked) or not each.mark]


def _replaced(history: History) -> None:
    history.happened.append(Closed(history.ended_at, "ada", 1, 4404))


BREAKS: list[tuple[Rule, Break]] = [
    (answering.the_run_itself_was_sound, lambda history: history.broken.append("a node ended")),
    (writing.entries_are_numbered, _without("message_edited")),
    (writing.epochs_rise, _of_epoch(2, "message_edited")),
    (writing.an_epoch_has_one_owner, _wrote("node-2", 1)),
    (writing.what_was_written_stands, _wrote("node-1", 1000)),
    (writing.what_was_written_stands, _of_epoch(2, "message_edited")),
    (acknowledging.what_was_created_stands_where_the_answer_says, _answered(seq=1)),
    (acknowledging.what_was_created_stands_where_the_answer_says, _without("message_posted")),
    (acknowledging.nothing_is_created_twice, _again("message_posted")),
    (acknowledging.nothing_is_created_that_nobody_asked_for, _nobody_asked),
    (acknowledging.what_was_refused_for_good_has_not_happened, _answered(t="error", code=101)),
    (acknowledging.what_was_done_is_so, _told_otherwise("message_edited", body="something else")),
    (acknowledging.what_was_done_is_so, _without("promoted")),
    (showing.everybody_is_shown_every_entry_in_order, _unheard("event")),
    (showing.everybody_is_shown_every_entry_in_order, _unheard("snapshot")),
    (showing.everybody_is_shown_every_entry_in_order, _of_epoch(2, "message_edited")),
    (showing.everybody_is_shown_every_entry_in_order, lambda history: _edit_shown_as(history, "never said")),
    (seeing.what_people_hold_is_what_they_would_see_anew, lambda history: _edit_shown_as(history, "")),
    (
        seeing.what_people_hold_is_what_they_would_see_anew,
        lambda history: history.replayed["qa"]["ada"].clear(),
    ),
    (seeing.messages_are_those_of_the_log, _told_otherwise("message_edited", body="something else")),
    (seeing.who_is_there_is_who_is_shown, lambda history: history.audits.__delitem__("tess")),
    (ringing.no_level_is_reached_twice, _again("obligation_escalated")),
    (ringing.every_level_is_reached_in_time, _without("obligation_escalated")),
    (ringing.every_level_is_reached_in_time, _told_otherwise("obligation_escalated", at=1_700_000_000.0)),
    (ringing.every_level_is_reached_in_time, _told_otherwise("obligation_escalated", at=1_700_000_040.0)),
    (ringing.polls_close_once_and_in_time, _without("poll_closed")),
    (ringing.polls_close_once_and_in_time, _again("poll_closed")),
    (ringing.stages_end_in_time, _without("demoted")),
    (ringing.who_is_lost_leaves_when_their_grace_is_over, _without("member_left")),
    (carrying.what_is_deferred_arrives_once, _without("question_asked", "zone")),
    (carrying.what_is_deferred_arrives_once, _again("question_asked", "zone")),
    (carrying.what_is_deferred_arrives_once, _without("question_deferred")),
    (carrying.what_arrived_is_confirmed, _without("question_adopted")),
    (answering.nothing_is_answered_twice, _heard_twice("ok")),
    (answering.everything_is_answered_in_time, _unheard("ok")),
    (answering.nobody_is_replaced_but_by_themselves, _replaced),
    (answering.everybody_is_back, lambda history: history.audits.__delitem__("ada")),
]


def _id(value: object) -> str:
    return getattr(value, "__name__", "")


def test_a_sound_history_is_believed() -> None:
    assert accusations(Story().told()) == []


@pytest.mark.parametrize(("rule", "tear"), BREAKS, ids=_id)
def test_a_rule_finds_what_is_broken(rule: Rule, tear: Break) -> None:
    history = Story().told()
    tear(history)
    assert list(rule(history))


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {rule for rule, _ in BREAKS} == set(RULES)
