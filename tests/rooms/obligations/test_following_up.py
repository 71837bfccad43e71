"""The room posted something by its schedule, and a learner replied: staff owe the thread a follow-up."""

from __future__ import annotations

import pytest

from community.metrics.outcomes import Outcome
from rooms.chat.terms import DeleteMessage, HideMessage, MessagePosted, PostMessage, RestoreMessage
from rooms.kinds import Purpose
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import (
    Anchor,
    AnchorKind,
    AutoReply,
    How,
    ObligationClass,
    ObligationState,
    SetAutoReplies,
    WaiveObligation,
)
from rooms.obligations.view import ObligationView
from tests.rooms.obligations.zone import ASKS, MINUTE, PROMISES, SAYS
from tests.rooms.schedule.planned import MONDAY, WORDS, Planned
from tests.support.law import ADA, BO, CHEN, TESS, TOM


@pytest.fixture
def plan() -> Planned:
    return Planned()


def posted(plan: Planned, *, expects_reply: bool = True) -> int:
    plan.write(expects_reply=expects_reply)
    return plan.sent(MONDAY).id


def duty(plan: Planned) -> ObligationView:
    """The newest, as the log of the room and nobody's view has it."""
    owed = plan.state().obligations.find(plan.duties()[-1].id)
    assert owed is not None
    return owed.seen


@pytest.mark.row("A31")
def test_no_follow_up_thirty_minutes_after_the_first_reply_escalates(plan: Planned) -> None:
    post = posted(plan)
    assert plan.waits(40 * MINUTE) == []
    plan.says(ADA, SAYS, post)
    first = plan.now
    plan.waits(10 * MINUTE)
    plan.says(BO, SAYS, post)
    (opened,) = plan.duties()
    assert (opened.anchor, opened.thread, opened.excerpt) == (Anchor(AnchorKind.POST, post), post, WORDS)
    assert (opened.asker, opened.asker_name, opened.due_at) == ("", "Ada", first + 30 * MINUTE)
    told = [event for event in plan.waits(20 * MINUTE) if event.id == opened.id]
    assert [event.level for event in told] == [50, 100]
    assert duty(plan).breached_at == first + 30 * MINUTE


@pytest.mark.row("A31")
def test_without_a_reply_no_clock_runs(plan: Planned) -> None:
    post = posted(plan)
    plan.says(TOM, "Have a look at this, please.", post)
    assert plan.duties() == []
    assert [event for event in plan.waits(600 * MINUTE) if event.class_ is ObligationClass.FOLLOW_UP] == []


@pytest.mark.row("A31")
def test_whatever_staff_write_in_the_thread_meets_it_and_the_learners_question_goes_its_own_way(
    plan: Planned,
) -> None:
    post = posted(plan)
    plan.says(ADA, ASKS, post)
    plan.waits(5 * MINUTE)
    plan.says(TOM, PROMISES, post, to=(ADA,))
    met = duty(plan)
    assert (met.state, met.how, met.resolved_by) == (ObligationState.ANSWERED, How.REPLY, "tom")
    (question,) = plan.waiting()
    assert (question.asker, question.state) == ("ada", ObligationState.ACKED)


def test_neither_a_learner_nor_a_bot_nor_words_to_everybody_meet_it(plan: Planned) -> None:
    bot = AutoReply("hello", ["rained"], "It does that.")
    plan.events(SetAutoReplies([bot]), TESS)
    post = posted(plan)
    plan.says(ADA, SAYS, post)
    plan.says(CHEN, "It did here, too.", post)
    plan.says(TOM, "Good evening, everybody.")
    assert duty(plan).state is ObligationState.OPEN
    assert any(event.author == "bot:hello" for event in plan.log if isinstance(event, MessagePosted))


def test_a_reaction_to_a_learners_words_meets_it_and_one_to_the_post_does_not(plan: Planned) -> None:
    post = posted(plan)
    reply = plan.says(ADA, SAYS, post)
    plan.reacts(TOM, post)
    plan.reacts(BO, reply)
    assert duty(plan).state is ObligationState.OPEN
    plan.reacts(TOM, reply)
    assert (duty(plan).state, duty(plan).how) == (ObligationState.ANSWERED, How.REACTION)
    plan.reacts(TESS, reply)
    assert duty(plan).resolved_by == "tom"


def test_a_reaction_that_is_taken_back_at_once_was_none(plan: Planned) -> None:
    post = posted(plan)
    reply = plan.says(ADA, SAYS, post)
    due = duty(plan).due_at
    plan.waits(5 * MINUTE)
    plan.reacts(TOM, reply)
    plan.now += 9
    plan.reacts(TOM, reply, on=False)
    assert (duty(plan).state, duty(plan).cycle, duty(plan).due_at) == (ObligationState.OPEN, 1, due)
    (row,) = rows(plan)
    assert (row.first_human_at, row.resolved_at) == (None, None)
    plan.waits(MINUTE)
    plan.reacts(TOM, reply)
    plan.now += 11
    plan.reacts(TOM, reply, on=False)
    assert duty(plan).state is ObligationState.ANSWERED
    (row,) = rows(plan)
    assert row.consumed_ms == 6 * 60_000 + 9_000


def test_another_reaction_of_staff_that_stands_keeps_it_met(plan: Planned) -> None:
    reply = plan.says(ADA, SAYS, posted(plan))
    plan.reacts(TOM, reply)
    plan.reacts(TESS, reply)
    plan.reacts(TOM, reply, on=False)
    assert duty(plan).state is ObligationState.ANSWERED


def test_once_followed_up_more_replies_open_no_other(plan: Planned) -> None:
    post = posted(plan)
    plan.says(ADA, SAYS, post)
    plan.events(WaiveObligation(plan.duties()[0].id, "it was only a greeting"), TOM)
    plan.says(BO, SAYS, post)
    assert len(plan.duties()) == 1


def test_each_time_that_it_is_posted_is_owed_its_own(plan: Planned) -> None:
    first = posted(plan)
    plan.says(ADA, SAYS, first)
    second = plan.sent(MONDAY + 2 * 24 * 60 * MINUTE).id
    plan.says(ADA, SAYS, second)
    assert [event.thread for event in plan.duties()] == [first, second]


def test_what_expects_no_reply_opens_none(plan: Planned) -> None:
    plan.says(ADA, SAYS, posted(plan, expects_reply=False))
    assert plan.duties() == []


def test_what_a_member_posts_opens_none(plan: Planned) -> None:
    plan.says(ADA, SAYS, plan.says(TOM, "Good evening, everybody."))
    assert plan.duties() == []


def test_peers_know_nothing_of_it(plan: Planned) -> None:
    plan.says(ADA, SAYS, posted(plan))
    (opened,) = plan.duties()
    assert opened.id in [item.id for item in plan.items(TOM)]
    for learner in (ADA, BO):
        assert opened.id not in [item.id for item in plan.items(learner)]


def test_when_the_only_reply_is_gone_so_is_the_duty_until_there_is_another(plan: Planned) -> None:
    post = posted(plan)
    reply = plan.says(ADA, SAYS, post)
    plan.events(DeleteMessage(reply), ADA)
    assert duty(plan).state is ObligationState.WITHDRAWN
    plan.says(BO, SAYS, post)
    assert duty(plan).state is ObligationState.OPEN
    assert len(plan.duties()) == 2


def test_another_learners_words_keep_it(plan: Planned) -> None:
    post = posted(plan)
    reply = plan.says(ADA, SAYS, post)
    plan.says(BO, SAYS, post)
    plan.events(HideMessage(reply, "rude"), TOM)
    assert duty(plan).state is ObligationState.OPEN


def test_a_hidden_reply_that_comes_back_is_owed_a_follow_up_again(plan: Planned) -> None:
    reply = plan.says(ADA, SAYS, posted(plan))
    plan.events(HideMessage(reply, "rude"), TOM)
    assert duty(plan).state is ObligationState.WITHDRAWN
    plan.events(RestoreMessage(reply), TOM)
    assert duty(plan).state is ObligationState.OPEN


def test_a_post_that_is_taken_away_is_owed_nothing(plan: Planned) -> None:
    post = posted(plan)
    plan.says(ADA, SAYS, post)
    plan.events(DeleteMessage(post, "by mistake"), TESS)
    assert duty(plan).state is ObligationState.REMOVED
    unanswered = plan.sent(MONDAY + 2 * 24 * 60 * MINUTE).id
    plan.events(DeleteMessage(unanswered, "again"), TESS)
    plan.says(BO, SAYS, unanswered)
    assert len(plan.duties()) == 1


def test_in_a_lounge_nobody_owes_one() -> None:
    plan = Planned(purpose=Purpose.LOUNGE)
    plan.says(ADA, SAYS, posted(plan))
    assert plan.duties() == []


def test_from_the_desk_it_is_met_as_well(plan: Planned) -> None:
    post = posted(plan)
    plan.says(ADA, SAYS, post)
    plan.events(PostMessage(plan.cid(), "Well done.", post), TESS)
    (row,) = rows(plan)
    assert (row.class_, row.responder, row.breached_at) == ("follow_up", "tess", None)


def rows(plan: Planned) -> list[Outcome]:
    """What metrics see of it."""
    log = RoomLog("algebra", "zone", plan.log)
    found = outcomes([log], plan.now, {"tom", "tess"}, lambda _: STANDARD.windows)
    return [row for row in found if row.class_ == "follow_up"]
