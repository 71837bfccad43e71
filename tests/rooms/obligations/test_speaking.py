"""What opens an obligation, what belongs to one that is open, and what opens one again."""

from __future__ import annotations

import pytest

from community.classification.terms import DialogueAct
from rooms.chat.terms import PostMessage
from rooms.kinds import RoomKind
from rooms.life.terms import OpenRoom, Tick
from rooms.moderation.terms import ContentRule, ReleaseHeld, RuleEffect, RuleKind, SetContentRules
from rooms.obligations.ledger import Ledger
from rooms.obligations.speaking import OPEN_PER_ASKER, REOPEN_SECONDS, class_of
from rooms.obligations.terms import (
    Anchor,
    AnchorKind,
    MarkUnsolved,
    ObligationClass,
    ObligationState,
    PauseReason,
    WaiveObligation,
)
from rooms.questions.terms import AskQuestion
from rooms.roles import Role
from rooms.state import RoomState
from rooms.terms import Actor
from tests.rooms.obligations.zone import (
    ANSWERS,
    ASKS,
    ASKS_BACK,
    DAY,
    HOUR,
    MINUTE,
    SAYS,
    THANKS,
    Zone,
)
from tests.support.law import ADA, BO, CHEN, GIL, OTTO, TESS, TOM, LawRig
from tests.support.rooms import START, person

QUESTION, STATEMENT, NEWCOMER = (
    ObligationClass.QUESTION,
    ObligationClass.STATEMENT,
    ObligationClass.NEWCOMER,
)


# ---------------------------------------------------------------- starting


@pytest.mark.parametrize("actor", [ADA, CHEN, GIL], ids=lambda actor: actor.role)
@pytest.mark.parametrize("kind", RoomKind)
def test_what_a_learner_says_is_owed_an_answer_in_every_kind_of_room(kind: RoomKind, actor: Actor) -> None:
    zone = Zone(kind)
    message = zone.says(actor, SAYS)
    owed = zone.owed()
    assert (owed.asker, owed.class_, owed.state) == (actor.member, STATEMENT, ObligationState.OPEN)
    assert (owed.anchor, owed.excerpt) == (Anchor(AnchorKind.MESSAGE, message), SAYS)
    assert owed.due_at == START + 30 * MINUTE


@pytest.mark.parametrize("actor", [TOM, TESS, OTTO], ids=lambda actor: actor.role)
def test_what_staff_say_is_owed_no_answer(zone: Zone, actor: Actor) -> None:
    zone.says(actor, ASKS)
    assert zone.items() == []


def test_a_question_is_owed_a_first_response_and_then_an_answer(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    assert zone.owed().class_ is QUESTION
    assert zone.owed().due_at == START + 15 * MINUTE
    zone.now += MINUTE
    zone.reacts(TESS, zone.room.last_message)
    assert zone.owed().due_at == START + 4 * HOUR


def test_somebodys_first_three_messages_within_seven_days_are_a_newcomers() -> None:
    zone = Zone(known=False)
    classes = []
    for _ in range(4):
        zone.says(ADA, SAYS)
        classes.append(zone.owed().class_)
        zone.events(WaiveObligation(zone.owed().id, "read"), TESS)
    assert classes == [NEWCOMER, NEWCOMER, NEWCOMER, STATEMENT]
    assert zone.opened().due_at == START + 30 * MINUTE


def test_small_talk_opens_nothing_but_for_a_newcomer_whom_somebody_greets() -> None:
    zone = Zone()
    zone.says(ADA, THANKS)
    assert zone.items() == []
    stranger = person("nora")
    zone.enter(stranger)
    zone.says(stranger, THANKS)
    assert zone.owed().class_ is NEWCOMER


@pytest.mark.parametrize(
    ("act", "kind"),
    [(DialogueAct.QUESTION, QUESTION), (DialogueAct.STATEMENT, STATEMENT), (DialogueAct.SMALL_TALK, None)],
)
def test_what_is_not_sure_to_be_a_question_is_a_statement_and_never_nothing(
    act: DialogueAct, kind: ObligationClass | None
) -> None:
    room = RoomState()
    for _ in range(3):
        room.obligations.said("ada", START)
    assert class_of(Ledger(room, START), "ada", act) is kind


def test_in_a_sub_room_learners_talk_among_themselves_and_only_the_panel_is_tracked() -> None:
    rig = LawRig(None)
    rig.ask(OpenRoom("Team 1", RoomKind.STUDY, id="algebra--1", seats=6, parent="algebra", number=1))
    rig.enter(ADA)
    rig.events(PostMessage("cid-0001", ASKS), ADA)
    assert rig.view(ADA).obligations.items == []
    rig.events(AskQuestion("cid-0002", ASKS), ADA)
    assert rig.view(ADA).obligations.items[0].class_ is QUESTION


# ---------------------------------------------------------------- grouping


def test_two_messages_thirty_minutes_apart_keep_the_first_anchor(zone: Zone) -> None:
    first = zone.says(ADA, SAYS)
    zone.now += 30 * MINUTE - 1
    zone.says(ADA, "And it still does.")
    (owed,) = zone.items()
    assert owed.anchor == Anchor(AnchorKind.MESSAGE, first)
    assert (owed.opened_at, owed.due_at) == (START, START + 30 * MINUTE)


def test_what_follows_within_two_minutes_belongs_to_it_and_may_raise_the_class(zone: Zone) -> None:
    first = zone.says(ADA, SAYS)
    zone.now += 2 * MINUTE
    zone.says(ADA, ASKS)
    (owed,) = zone.items()
    assert (owed.class_, owed.anchor) == (QUESTION, Anchor(AnchorKind.MESSAGE, first))
    assert owed.due_at == START + 15 * MINUTE
    zone.says(ADA, SAYS)
    assert zone.owed().class_ is QUESTION


def test_later_only_a_question_of_its_own_opens_a_second_one(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.now += 2 * MINUTE + 1
    zone.says(ADA, SAYS)
    assert len(zone.items()) == 1
    zone.now += 2 * MINUTE + 1
    zone.says(ADA, "How is that?")
    assert len(zone.items()) == 2
    zone.now += MINUTE
    zone.says(ADA, "And why?")
    assert zone.happened() == ["ObligationAttached"]
    assert zone.followed[0].id == 2


def test_one_person_cannot_open_any_number_of_them() -> None:
    zone = Zone(audiences=())
    for _ in range(OPEN_PER_ASKER + 3):
        zone.says(ADA, ASKS)
        zone.now += 3 * MINUTE
    assert len(zone.items()) == OPEN_PER_ASKER


def test_in_a_thread_everything_its_asker_says_belongs_to_what_is_open_there(zone: Zone) -> None:
    thread = zone.says(TESS, "Ask here.")
    anchor = zone.says(ADA, SAYS, thread)
    zone.now += DAY
    zone.says(ADA, ASKS, thread)
    (owed,) = zone.items()
    assert (owed.anchor, owed.class_) == (Anchor(AnchorKind.MESSAGE, anchor), QUESTION)
    zone.says(BO, ASKS, thread)
    assert len(zone.items()) == 2


def test_who_answers_below_their_own_message_goes_on_with_it(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.now += HOUR
    zone.says(ADA, "Where is it written?", first)
    assert len(zone.items()) == 1


# ---------------------------------------------------------------- thanks, and again


def test_thanks_for_an_answer_are_noted_and_open_nothing(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, first)
    zone.says(ADA, THANKS, first)
    assert zone.happened() == ["Thanked"]
    zone.says(ADA, THANKS)
    assert zone.happened() == ["Thanked"]
    assert zone.owed().state is ObligationState.ANSWERED


def test_thanks_long_after_or_for_nothing_are_small_talk(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.events(WaiveObligation(1, "said twice"), TESS)
    zone.says(ADA, THANKS, first)
    assert zone.happened() == []
    zone.says(BO, ASKS)
    zone.says(TESS, ANSWERS, to=(BO,))
    zone.now += REOPEN_SECONDS + 1
    zone.says(BO, THANKS)
    assert zone.happened() == []


@pytest.mark.parametrize(
    "words", ["Thanks, I will read the chapter tonight.", "Thanks, the book has another proof."]
)
def test_what_may_be_more_than_thanks_opens_a_statement_and_no_question(zone: Zone, words: str) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, first)
    zone.says(ADA, words, first)
    assert [item.class_ for item in zone.waiting()] == [STATEMENT]
    assert zone.owed(1).state is ObligationState.ANSWERED


def test_a_question_in_the_thread_within_seventy_two_hours_is_the_next_cycle_of_the_same(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, first)
    zone.now += REOPEN_SECONDS
    zone.says(ADA, "But why one?", first)
    (owed,) = zone.items()
    assert (owed.cycle, owed.state, owed.opened_at) == (2, ObligationState.OPEN, START)
    assert owed.due_at == zone.now + 15 * MINUTE
    assert (owed.acked_at, owed.resolved_at, owed.how) == (None, None, None)


def test_a_question_in_the_thread_later_is_a_new_one_that_tells_of_the_old(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, first)
    zone.now += REOPEN_SECONDS + 1
    zone.says(ADA, "But why one?", first)
    assert (zone.owed().id, zone.opened().linked, zone.opened().thread) == (2, 1, first)


def test_what_was_waived_is_opened_again_by_a_question_and_what_was_withdrawn_is_not(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.events(WaiveObligation(1, "said twice"), TESS)
    zone.says(ADA, "But why one?", first)
    assert zone.owed().cycle == 2
    other = zone.says(BO, ASKS)
    zone.says(TESS, ANSWERS, other)
    zone.says(CHEN, "Is it so?", other)
    assert zone.owed().id == 3, "of another asker it is another one"


def test_the_asker_who_speaks_again_wants_more_than_a_learners_answer(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(CHEN, ANSWERS, first)
    assert zone.owed(1).peer == "chen"
    zone.says(ADA, SAYS, first)
    assert zone.owed(1).peer == "chen"
    zone.says(ADA, "But why?", first)
    assert zone.owed(1).peer == ""
    zone.events(MarkUnsolved(1), ADA)
    assert zone.owed(1).state is ObligationState.OPEN


def test_whoever_was_asked_back_and_speaks_starts_the_clock_again(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.now += 10 * MINUTE
    zone.says(TESS, ASKS_BACK, first)
    assert (zone.owed().paused_for, zone.owed().due_at) == (PauseReason.ASKED_BACK, None)
    zone.now += DAY
    zone.says(BO, SAYS)
    assert zone.owed(1).paused_for is PauseReason.ASKED_BACK
    zone.says(ADA, "3.11")
    owed = zone.owed(1)
    assert (owed.paused_for, owed.due_at) == (None, zone.now + 4 * HOUR - 10 * MINUTE)


def test_an_active_student_is_a_learner_who_is_owed_answers_too(zone: Zone) -> None:
    zone.says(person("chen", Role.ACTIVE), ASKS)
    assert zone.owed().asker == "chen"


# ---------------------------------------------------------------- what was held


def test_what_was_held_and_is_released_has_waited_since_it_was_said(zone: Zone) -> None:
    rule = ContentRule("ads", RuleKind.KEYWORDS, RuleEffect.HOLD, ["induction"], shadow=False)
    zone.events(SetContentRules([rule], []), TESS)
    zone.events(PostMessage("cid-held", "How does induction work?"), ADA)
    said_at = zone.now
    zone.now += 20 * MINUTE
    zone.events(ReleaseHeld(1), TOM)
    owed = zone.owed()
    assert (owed.class_, owed.opened_at, owed.due_at) == (QUESTION, said_at, zone.now)
    zone.events(Tick())
    assert (zone.owed().level, zone.owed().breached_at) == (100, zone.now)
