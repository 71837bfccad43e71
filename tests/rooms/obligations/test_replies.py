"""A bot's replies to keywords, which never move a human clock."""

from __future__ import annotations

import pytest

from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.obligations.events import BotReplied
from rooms.obligations.state import REMEMBERED_BOT_REPLIES
from rooms.obligations.terms import AutoReply, How, MarkSolved, ObligationState, SetAutoReplies
from rooms.rejections import RejectionCode
from rooms.visibility import EVERYONE
from tests.rooms.obligations.zone import ASKS, DAY, HOUR, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, TESS, TOM
from tests.support.rooms import START

HOURS = AutoReply("hours", ["opening hours", "几点开门"], "We are here from nine to five.", cooldown=3600)
EXAMS = AutoReply("exams", ["exam", "opening"], "The dates are on the wiki.")


@pytest.fixture
def zone() -> Zone:
    zone = Zone()
    zone.events(SetAutoReplies([HOURS, EXAMS]), TESS)
    return zone


def replies(zone: Zone) -> list[MessagePosted]:
    return [
        event
        for event in zone.log
        if isinstance(event, MessagePosted) and event.author_kind is AuthorKind.BOT
    ]


def test_a_keyword_gets_the_reply_of_its_rule_below_the_message(zone: Zone) -> None:
    message = zone.says(ADA, "What are your OPENING Hours?")
    (reply,) = replies(zone)
    assert (reply.id, reply.reply_to, reply.author) == (message + 1, message, "bot:hours")
    assert reply.body == "We are here from nine to five."
    assert zone.room.last_message == message + 1


def test_in_a_thread_it_replies_in_the_thread(zone: Zone) -> None:
    thread = zone.says(TESS, "Ask here.")
    zone.says(ADA, "请问几 点 开门?", thread)
    assert replies(zone)[0].reply_to == thread


@pytest.mark.row("50")
def test_a_bots_reply_is_noted_and_leaves_the_human_clock_unchanged(zone: Zone) -> None:
    zone.says(ADA, "When is the exam?")
    owed = zone.owed()
    assert (owed.bot_at, owed.state) == (START, ObligationState.OPEN)
    assert (owed.acked_at, owed.due_at) == (None, START + 15 * MINUTE)
    zone.now += MINUTE
    zone.says(ADA, "And the opening hours?")
    assert zone.owed().bot_at == START, "the first one counts"
    assert [event.level for event in zone.waits(14 * MINUTE)] == [50, 100]


def test_a_message_gets_one_reply_by_the_first_rule_that_has_not_spoken_lately(zone: Zone) -> None:
    zone.says(ADA, "opening hours of the exam?")
    zone.says(ADA, "opening hours of the exam?")
    assert [reply.author for reply in replies(zone)] == ["bot:hours", "bot:exams"]


@pytest.mark.row("49")
def test_one_reply_per_rule_and_asker_within_the_cooldown(zone: Zone) -> None:
    for _ in range(3):
        zone.says(ADA, "几点开门")
    zone.says(BO, "几点开门")
    assert len(replies(zone)) == 2
    zone.now += HOUR - 1
    zone.says(ADA, "几点开门")
    assert len(replies(zone)) == 2
    zone.now += 1
    zone.says(ADA, "几点开门")
    assert len(replies(zone)) == 3


def test_a_bot_reply_then_fourteen_days_of_silence_then_a_new_question_measures_from_the_new_question(
    zone: Zone,
) -> None:
    zone.says(ADA, "When is the exam?")
    zone.now += 14 * DAY
    zone.says(ADA, ASKS)
    first, second = zone.items()
    assert (first.opened_at, first.bot_at) == (START, START)
    assert (second.opened_at, second.bot_at) == (START + 14 * DAY, None)
    assert second.due_at == START + 14 * DAY + 15 * MINUTE


def test_a_bot_solves_it_only_when_the_asker_says_so_and_that_is_no_human_response(zone: Zone) -> None:
    zone.says(ADA, "When is the exam?")
    zone.events(MarkSolved(1, How.BOT), ADA)
    owed = zone.owed()
    assert (owed.state, owed.how, owed.acked_at, owed.resolved_by) == (
        ObligationState.ANSWERED,
        How.BOT,
        None,
        "",
    )
    assert zone.view().obligations.waits == []


def test_staff_and_who_only_talks_get_no_reply(zone: Zone) -> None:
    zone.says(TOM, "The opening is at nine.")
    zone.says(ADA, SAYS)
    assert replies(zone) == []


def test_the_rules_are_for_staff_to_see_and_to_set_with_words_in_them(zone: Zone) -> None:
    assert zone.view(TESS).obligations.auto_replies == [HOURS, EXAMS]
    assert zone.room.snapshot(EVERYONE).obligations.auto_replies == []
    assert zone.events(SetAutoReplies([HOURS, EXAMS]), TESS) == []
    assert zone.refusal(SetAutoReplies([HOURS, HOURS]), TESS) is RejectionCode.BAD_CHOICE
    assert zone.refusal(SetAutoReplies([AutoReply("a", [" "], "x")]), TESS) is RejectionCode.BAD_PATTERN
    assert zone.refusal(SetAutoReplies([]), TOM) is RejectionCode.NOT_PERMITTED


def test_who_got_a_reply_longest_ago_is_forgotten_first() -> None:
    zone = Zone()
    zone.says(ADA, ASKS)
    owed = zone.state().obligations
    for number in range(REMEMBERED_BOT_REPLIES + 1):
        owed.apply(BotReplied(at=START, id=1, asker=f"asker-{number}", rule="exams"))
    assert len(owed.bot_said) == REMEMBERED_BOT_REPLIES
    assert ("exams", "asker-0") not in owed.bot_said
