"""Which obligations a message is about, and that nothing is settled where this is not certain."""

from __future__ import annotations

from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession
from rooms.obligations.terms import ObligationState
from rooms.stage.terms import RaiseHand
from tests.rooms.obligations.zone import ANSWERS, ASKS, MINUTE, SAYS, Zone
from tests.support.law import ADA, BO, CHEN, GIL, TESS

ANSWERED = ObligationState.ANSWERED


def answered(zone: Zone) -> list[int]:
    return [item.id for item in zone.items() if item.state is ANSWERED]


def test_a_reply_is_about_what_is_open_in_its_thread(zone: Zone) -> None:
    one, _ = zone.says(ADA, ASKS), zone.says(BO, ASKS)
    zone.says(TESS, ANSWERS, one)
    assert answered(zone) == [1]


def test_a_reply_in_a_thread_is_for_all_who_wait_there_unless_it_names_some(zone: Zone) -> None:
    thread = zone.says(TESS, "Ask here.")
    for actor in (ADA, BO, GIL):
        zone.says(actor, ASKS, thread)
    zone.says(TESS, ANSWERS, thread, to=(BO,))
    assert answered(zone) == [2]
    zone.says(TESS, ANSWERS, thread)
    assert answered(zone) == [1, 2, 3]


def test_a_reply_to_what_was_said_later_is_one_to_the_first(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    second = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, second)
    assert answered(zone) == [1]


def test_a_reply_to_what_is_over_is_about_nothing(zone: Zone) -> None:
    message = zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS, message)
    zone.says(TESS, "By the way,", message)
    assert zone.happened() == []


def test_what_staff_say_to_everybody_answers_the_only_thing_that_is_open(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.says(TESS, ANSWERS)
    assert answered(zone) == [1]


def test_of_several_nothing_is_answered_until_it_is_said_which(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.says(BO, ASKS)
    zone.says(TESS, ANSWERS)
    assert answered(zone) == []


def test_whom_staff_name_is_answered(zone: Zone) -> None:
    for actor in (ADA, BO, CHEN):
        zone.says(actor, ASKS)
    zone.says(TESS, ANSWERS, to=(ADA, CHEN))
    assert answered(zone) == [1, 3]


def test_of_two_questions_of_whom_staff_name_it_is_not_certain_which(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.now += 3 * MINUTE
    zone.says(ADA, "And why is 1! = 1?")
    zone.says(TESS, ANSWERS, to=(ADA,))
    assert answered(zone) == []


def test_naming_somebody_else_or_announcing_something_is_no_answer(zone: Zone) -> None:
    zone.says(ADA, ASKS)
    zone.says(TESS, "Please come to the desk.", to=(GIL,))
    zone.says(TESS, "Homework is due on Friday.", important=True)
    assert answered(zone) == []


def test_learners_who_talk_to_everybody_answer_nobody(zone: Zone) -> None:
    zone.says(ADA, SAYS)
    zone.says(CHEN, "Here too.", to=(ADA,))
    assert answered(zone) == []


def test_a_question_of_the_panel_is_answered_in_the_panel(zone: Zone) -> None:
    zone.asks(ADA)
    zone.says(TESS, ANSWERS, to=(ADA,))
    zone.says(TESS, ANSWERS)
    assert answered(zone) == []


def test_a_hand_is_called_and_what_is_left_of_it_after_class_can_be_answered() -> None:
    zone = Zone(RoomKind.QA)
    zone.events(StartSession(), TESS)
    zone.events(RaiseHand("may I?"), ADA)
    zone.says(TESS, "Yes.", to=(ADA,))
    assert answered(zone) == []
    zone.events(EndSession(), TESS)
    zone.says(TESS, "Sorry, what was it?", to=(ADA,))
    assert answered(zone) == [1]
