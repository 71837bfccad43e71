"""Who answers others is proposed, who stopped is proposed the other way, and a decline is respected for a while."""

from __future__ import annotations

from msgspec.structs import replace

from community.promoting import DAY, Direction, GivenAnswer, Helper, PromotionRule, Proposal, proposals

NOW = 1000 * DAY
RULE = PromotionRule()


def answers(count: int, *, last: float = NOW - DAY) -> tuple[GivenAnswer, ...]:
    """One a day."""
    return tuple(GivenAnswer("zone", id, "Ada", f"question {id}", last - id * DAY) for id in range(count))


BO = Helper(person="bo", name="Bo", is_active=False, since=0.0, answers=answers(5))
CAT = Helper(person="cat", name="Cat", is_active=True, since=NOW - 57 * DAY)


def test_who_answered_often_enough_is_proposed_with_the_answers_newest_first() -> None:
    shuffled = replace(BO, answers=BO.answers[::-1])
    assert proposals(RULE, [shuffled], NOW) == [Proposal("bo", "Bo", Direction.UP, list(BO.answers))]


def test_one_answer_too_few_or_too_old_proposes_nobody() -> None:
    assert proposals(RULE, [replace(BO, answers=answers(4))], NOW) == []
    old = (*answers(4), replace(BO.answers[0], at=NOW - 28 * DAY - 1))
    assert proposals(RULE, [replace(BO, answers=old)], NOW) == []


def test_who_was_sanctioned_in_that_time_is_not_proposed_and_afterwards_is() -> None:
    assert proposals(RULE, [replace(BO, sanctioned_at=NOW - 28 * DAY)], NOW) == []
    assert len(proposals(RULE, [replace(BO, sanctioned_at=NOW - 28 * DAY - 1)], NOW)) == 1


def test_who_was_made_a_student_again_begins_anew() -> None:
    assert proposals(RULE, [replace(BO, since=NOW - 3 * DAY)], NOW) == []


def test_an_active_student_without_any_answer_for_long_is_proposed_the_other_way() -> None:
    (proposal,) = proposals(RULE, [CAT], NOW)
    assert proposal == Proposal("cat", "Cat", Direction.DOWN, [], idle_since=NOW - 57 * DAY)
    answered = replace(CAT, answers=answers(1, last=NOW - 55 * DAY))
    assert proposals(RULE, [answered], NOW) == []
    assert proposals(RULE, [replace(CAT, since=NOW - 55 * DAY)], NOW) == []


def test_who_was_declined_rests_and_comes_again_after_it() -> None:
    declined = replace(BO, declined={Direction.UP: NOW - 27 * DAY})
    assert proposals(RULE, [declined], NOW) == []
    assert len(proposals(RULE, [replace(BO, declined={Direction.UP: NOW - 28 * DAY})], NOW)) == 1
    assert proposals(RULE, [replace(CAT, declined={Direction.DOWN: NOW - DAY})], NOW) == []


def test_a_decline_of_one_direction_says_nothing_of_the_other() -> None:
    assert len(proposals(RULE, [replace(CAT, declined={Direction.UP: NOW - DAY})], NOW)) == 1


def test_the_rule_is_data() -> None:
    eager = PromotionRule(answers=1, days=1, idle_days=2, rest_days=1)
    assert [each.person for each in proposals(eager, [CAT, BO], NOW)] == ["bo", "cat"]


def test_those_who_answered_most_come_first() -> None:
    more = replace(BO, person="dan", answers=answers(7))
    longer = replace(CAT, person="eve", since=NOW - 80 * DAY)
    found = [each.person for each in proposals(RULE, [longer, CAT, BO, more], NOW)]
    assert found == ["dan", "bo", "cat", "eve"]
