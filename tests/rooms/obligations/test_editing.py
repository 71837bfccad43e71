"""What was said changes, goes away or comes back, and what is owed for it follows."""

from __future__ import annotations

from rooms.chat.terms import DeleteMessage, EditMessage, HideMessage, RestoreMessage
from rooms.obligations.events import ObligationOpened, ObligationReopened
from rooms.obligations.speaking import REOPEN_SECONDS
from rooms.obligations.standard import EVER
from rooms.obligations.terms import (
    Anchor,
    AnchorKind,
    ClockKind,
    Coverage,
    ObligationClass,
    ObligationState,
    PauseReason,
    SetCoverage,
    Target,
    WaiveObligation,
)
from rooms.questions.terms import ConvertMessage, WithdrawQuestion
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, DAY, HOUR, MINUTE, SAYS, THANKS, Zone
from tests.support.law import ADA, BO, CHEN, TESS, TOM
from tests.support.rooms import START

QUESTION = ObligationClass.QUESTION


def test_editing_into_a_question_raises_the_class_and_the_clock_goes_on(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.now += 10 * MINUTE
    zone.events(EditMessage(message, ASKS), ADA)
    owed = zone.owed()
    assert (owed.class_, owed.excerpt, owed.opened_at) == (QUESTION, ASKS, START)
    assert owed.due_at == START + 15 * MINUTE
    zone.events(EditMessage(message, SAYS), ADA)
    assert zone.owed().class_ is QUESTION, "never lowered"


def test_what_becomes_a_question_late_is_late_from_then_on(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.now += 20 * MINUTE
    zone.events(EditMessage(message, ASKS), ADA)
    assert (zone.owed().due_at, zone.owed().breached_at) == (zone.now, None)
    zone.waits(0)
    assert zone.owed().breached_at == zone.now


def test_editing_what_was_added_changes_no_excerpt(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    second = zone.says(ADA, "And still does.")
    zone.events(EditMessage(second, ASKS), ADA)
    assert (zone.owed().excerpt, zone.owed().class_) == (SAYS, QUESTION)


def test_small_talk_that_becomes_a_question_is_owed_an_answer(zone: Zone) -> None:
    message = zone.says(ADA, THANKS)
    zone.events(EditMessage(message, "谢谢大家"), ADA)
    assert zone.items() == []
    zone.events(EditMessage(message, ASKS), ADA)
    assert zone.owed().class_ is QUESTION


def test_what_was_answered_as_a_statement_and_becomes_a_question_is_open_again(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.reacts(TESS, message)
    zone.events(EditMessage(message, "It snowed on the way here."), ADA)
    assert zone.happened() == []
    zone.events(EditMessage(message, ASKS), ADA)
    assert (zone.owed().cycle, zone.owed().class_) == (2, QUESTION)
    zone.says(TESS, ANSWERS, message)
    zone.events(EditMessage(message, "Why is 0! = 1, really?"), ADA)
    assert zone.owed().state is ObligationState.ANSWERED, "it was answered as a question"


def test_an_edit_of_what_nobody_is_owed_for_or_that_is_too_long_over_means_nothing(zone: Zone) -> None:
    staffs = zone.says(TESS, SAYS)
    zone.events(EditMessage(staffs, ASKS), TESS)
    assert zone.items() == []
    assert REOPEN_SECONDS > 24 * HOUR, "and nobody can edit so long after"


def test_who_deletes_their_own_words_withdraws(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.now += MINUTE
    zone.events(DeleteMessage(message), ADA)
    owed = zone.owed()
    assert (owed.state, owed.resolved_at, owed.excerpt) == (ObligationState.WITHDRAWN, zone.now, "")
    assert owed.due_at is None


def test_what_was_withdrawn_after_its_deadline_keeps_its_breach(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.waits(20 * MINUTE)
    zone.events(DeleteMessage(message), ADA)
    assert zone.owed().breached_at == START + 15 * MINUTE


def test_what_staff_delete_or_hide_is_removed_and_restored_as_it_was(zone: Zone) -> None:
    gone = zone.says(BO, ASKS)
    zone.events(DeleteMessage(gone, "rude"), TESS)
    assert (zone.owed().state, zone.owed().resolved_by) == (ObligationState.REMOVED, "tess")
    message = zone.says(ADA, ASKS)
    zone.now += 5 * MINUTE
    zone.events(HideMessage(message), TOM)
    assert (zone.owed().state, zone.owed().excerpt) == (ObligationState.REMOVED, "")
    zone.now += HOUR
    zone.events(RestoreMessage(message), TOM)
    owed = zone.owed()
    assert (owed.state, owed.cycle, owed.excerpt) == (ObligationState.OPEN, 1, ASKS)
    assert owed.due_at == zone.now + 10 * MINUTE
    assert isinstance(zone.followed[0], ObligationReopened)


def test_what_was_acknowledged_when_it_was_hidden_still_is(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.reacts(TESS, message)
    zone.events(HideMessage(message), TOM)
    zone.events(RestoreMessage(message), TOM)
    assert zone.owed().state is ObligationState.ACKED


def test_hiding_and_restoring_what_was_answered_or_added_means_nothing(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    second = zone.says(ADA, SAYS)
    for command in (HideMessage(second), RestoreMessage(second), DeleteMessage(second)):
        zone.events(command, TESS)
        assert zone.happened() == []
    zone.says(TESS, ANSWERS, message)
    for command in (HideMessage(message), RestoreMessage(message), DeleteMessage(message)):
        zone.events(command, TESS)
        assert zone.happened() == []


def test_when_the_first_of_several_messages_goes_the_others_go_on(zone: Zone) -> None:
    first = zone.says(ADA, "Good morning everybody in this room, it rained")
    zone.now += MINUTE
    middle = zone.says(ADA, "It still does.")
    zone.now += MINUTE
    last = zone.says(ADA, ASKS)
    zone.events(DeleteMessage(middle), ADA)
    zone.now += MINUTE
    zone.events(DeleteMessage(first), ADA)
    assert zone.happened() == ["ObligationWithdrawn", "ObligationOpened"]
    opened = zone.followed[-1]
    assert isinstance(opened, ObligationOpened)
    assert (opened.anchor, opened.consumed) == (Anchor(AnchorKind.MESSAGE, last), MINUTE)
    assert (zone.owed().opened_at, zone.owed().due_at) == (START + 2 * MINUTE, START + 17 * MINUTE)


def test_all_that_stands_goes_on_together_and_asks_what_any_of_it_asks(zone: Zone) -> None:
    first = zone.says(ADA, SAYS)
    zone.now += MINUTE
    second = zone.says(ADA, "It still does.")
    third = zone.says(ADA, ASKS)
    zone.events(DeleteMessage(first), ADA)
    assert zone.happened() == ["ObligationWithdrawn", "ObligationOpened", "ObligationAttached"]
    assert (zone.owed().class_, zone.owed().anchor) == (QUESTION, Anchor(AnchorKind.MESSAGE, second))
    zone.events(DeleteMessage(second), ADA)
    assert zone.happened() == ["ObligationWithdrawn", "ObligationOpened"]
    assert (zone.owed().class_, zone.owed().anchor) == (QUESTION, Anchor(AnchorKind.MESSAGE, third))
    zone.events(DeleteMessage(third), ADA)
    assert zone.waiting() == []


def test_an_edit_of_what_goes_on_alone_still_counts(zone: Zone) -> None:
    first = zone.says(ADA, SAYS)
    zone.says(ADA, "It still does.")
    third = zone.says(ADA, "And the bus was late.")
    zone.events(HideMessage(first), TESS)
    zone.events(EditMessage(third, ASKS), ADA)
    assert [item.class_ for item in zone.waiting()] == [QUESTION]


def test_what_goes_on_alone_has_waited_no_longer_than_the_clock_ran(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(ADA, SAYS)
    zone.now += MINUTE
    zone.says(TESS, ASKS_BACK, first)
    zone.now += DAY
    zone.events(DeleteMessage(first), ADA)
    owed = zone.owed()
    assert (owed.paused_for, owed.due_at) == (PauseReason.ASKED_BACK, None)
    zone.now += DAY
    zone.says(ADA, "3.11")
    assert zone.owed().due_at == zone.now + 29 * MINUTE


def test_what_goes_on_alone_keeps_the_targets_that_were_promised(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    zone.says(ADA, ASKS)
    slow = {QUESTION: Target(HOUR, None, ClockKind.COVERED)}
    zone.events(SetCoverage(Coverage(1, slow, [EVER])))
    zone.events(DeleteMessage(first), ADA)
    assert zone.owed().due_at == START + 15 * MINUTE


def test_what_was_hidden_when_the_first_words_went_comes_back_by_itself(zone: Zone) -> None:
    first = zone.says(ADA, SAYS)
    second = zone.says(ADA, ASKS)
    zone.events(HideMessage(second), TESS)
    zone.now += MINUTE
    zone.events(DeleteMessage(first), ADA)
    assert zone.waiting() == []
    zone.now += HOUR
    zone.events(RestoreMessage(second), TOM)
    owed = zone.owed()
    assert (owed.class_, owed.anchor) == (QUESTION, Anchor(AnchorKind.MESSAGE, second))
    assert owed.due_at == zone.now + 14 * MINUTE, "hidden, it has not waited"


def test_what_was_withdrawn_in_the_panel_does_not_come_back_with_its_message(zone: Zone) -> None:
    message = zone.says(CHEN, ASKS)
    zone.events(ConvertMessage(zone.cid(), message), CHEN)
    zone.events(WithdrawQuestion(1), CHEN)
    zone.events(HideMessage(message), TESS)
    zone.events(RestoreMessage(message), TESS)
    assert zone.waiting() == []


def test_a_waived_statement_that_becomes_a_question_is_open_again(zone: Zone) -> None:
    message = zone.says(ADA, SAYS)
    zone.events(WaiveObligation(1, "no reply needed"), TESS)
    zone.events(EditMessage(message, ASKS), ADA)
    assert (zone.owed().cycle, zone.owed().class_, zone.owed().state) == (2, QUESTION, ObligationState.OPEN)


def test_whoever_was_asked_back_and_writes_it_into_their_words_has_spoken(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ASKS_BACK, message)
    assert zone.owed().paused_for is PauseReason.ASKED_BACK
    zone.now += HOUR
    zone.events(EditMessage(message, f"{ASKS} It is version 3.11."), ADA)
    assert (zone.owed().paused_for, zone.owed().due_at) == (None, zone.now + 4 * HOUR)


def test_a_learners_answer_that_is_gone_is_none(zone: Zone) -> None:
    first = zone.says(ADA, ASKS)
    answer = zone.says(CHEN, ANSWERS, first)
    assert zone.owed(1).peer == "chen"
    zone.events(DeleteMessage(answer), CHEN)
    assert zone.owed(1).peer == ""
    spam = zone.says(CHEN, ANSWERS, first)
    zone.events(HideMessage(spam), TESS)
    zone.waits(3 * DAY)
    assert zone.owed(1).state is ObligationState.OPEN


def test_thanks_that_are_left_alone_are_still_somebodys_words(zone: Zone) -> None:
    first = zone.says(ADA, SAYS)
    zone.says(ADA, THANKS)
    zone.events(HideMessage(first), TESS)
    assert zone.owed().class_ is ObligationClass.STATEMENT


def test_a_message_that_became_a_question_goes_on_in_the_panel_when_it_is_deleted(zone: Zone) -> None:
    message = zone.says(CHEN, ASKS)
    zone.events(ConvertMessage(zone.cid(), message), CHEN)
    zone.events(DeleteMessage(message), CHEN)
    assert zone.owed().state is ObligationState.OPEN
    zone.events(WithdrawQuestion(1), CHEN)
    assert zone.owed().state is ObligationState.WITHDRAWN


def test_deleting_what_the_room_has_forgotten_means_nothing() -> None:
    zone = Zone(audiences=())
    message = zone.says(TESS, SAYS)
    for _ in range(500):
        zone.says(TESS, SAYS)
    zone.events(DeleteMessage(message), TESS)
    assert zone.happened() == []
