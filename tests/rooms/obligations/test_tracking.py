"""What a room is for decides what its learners are owed: the same words in rooms of each purpose."""

from __future__ import annotations

import pytest

from community.classification.terms import DialogueAct
from rooms.chat.terms import DeleteMessage, EditMessage
from rooms.kinds import Purpose, RoomKind
from rooms.moderation.terms import Report, ReportReason, Subject, SubjectKind
from rooms.obligations.events import ObligationOpened, Thanked
from rooms.obligations.terms import NoteSubmission, ObligationClass, ObligationState
from rooms.obligations.tracking import heard, opens
from rooms.questions.terms import AskQuestion, ConvertMessage
from rooms.rejections import RejectionCode
from rooms.stage.terms import RaiseHand
from rooms.terms import SYSTEM
from tests.rooms.obligations.zone import ANSWERS, ASKS, MINUTE, SAYS, THANKS, Zone
from tests.support.law import ADA, BO, OTTO, TESS, TOM
from tests.support.rooms import START

QUESTION, STATEMENT, NEWCOMER = (
    ObligationClass.QUESTION,
    ObligationClass.STATEMENT,
    ObligationClass.NEWCOMER,
)


@pytest.fixture
def sharing() -> Zone:
    return Zone(purpose=Purpose.SHARING)


@pytest.fixture
def lounge() -> Zone:
    return Zone(purpose=Purpose.LOUNGE)


def test_the_same_words_are_a_question_where_they_are_answered_a_statement_where_people_share_and_nothing_in_a_lounge(
    sharing: Zone, lounge: Zone
) -> None:
    answered = Zone()
    for zone in (answered, sharing, lounge):
        zone.says(ADA, ASKS)
    assert (answered.owed().class_, answered.owed().due_at) == (QUESTION, START + 15 * MINUTE)
    assert (sharing.owed().class_, sharing.owed().due_at) == (STATEMENT, START + 30 * MINUTE)
    assert lounge.items() == []


def test_a_reaction_of_staff_is_all_that_is_owed_where_people_share(sharing: Zone) -> None:
    sharing.reacts(TESS, sharing.says(ADA, ASKS))
    assert sharing.owed().state is ObligationState.ANSWERED


def test_what_is_said_later_makes_no_question_of_it_where_people_share(sharing: Zone) -> None:
    first = sharing.says(ADA, SAYS)
    sharing.now += 10 * MINUTE
    sharing.says(ADA, ASKS)
    sharing.says(ADA, ASKS, reply_to=first)
    sharing.events(EditMessage(first, ASKS), ADA)
    assert [owed.class_ for owed in sharing.items()] == [STATEMENT]


def test_small_talk_edited_into_a_question_is_a_statement_where_people_share(sharing: Zone) -> None:
    message = sharing.says(ADA, THANKS)
    assert sharing.items() == []
    sharing.events(EditMessage(message, ASKS), ADA)
    assert sharing.owed().class_ is STATEMENT


def test_a_question_in_the_panel_is_one_where_people_share(sharing: Zone) -> None:
    sharing.asks(ADA)
    assert sharing.owed().class_ is QUESTION


@pytest.mark.parametrize("purpose", Purpose)
def test_a_newcomer_is_welcomed_everywhere(purpose: Purpose) -> None:
    zone = Zone(known=False, purpose=purpose)
    zone.says(ADA, SAYS)
    assert zone.owed().class_ is NEWCOMER


def test_in_a_lounge_a_newcomers_question_is_first_words_and_none_even_when_more_follows() -> None:
    lounge = Zone(known=False, purpose=Purpose.LOUNGE)
    for _ in range(5):
        lounge.says(ADA, ASKS)
        lounge.now += 10 * MINUTE
    assert [owed.class_ for owed in lounge.items()] == [NEWCOMER]


def test_who_names_staff_in_a_lounge_is_owed_what_they_would_be_anywhere(lounge: Zone) -> None:
    lounge.says(ADA, ASKS, to=(TOM,))
    lounge.says(BO, SAYS, to=(OTTO,))
    assert [(owed.asker, owed.class_) for owed in lounge.items()] == [("ada", QUESTION), ("bo", STATEMENT)]


def test_thanks_to_staff_by_name_and_words_to_other_learners_open_nothing_in_a_lounge(lounge: Zone) -> None:
    lounge.says(ADA, THANKS, to=(TOM,))
    lounge.says(ADA, ASKS, to=(BO,))
    assert lounge.items() == []


def test_an_edit_in_a_lounge_opens_something_only_where_staff_are_named(lounge: Zone) -> None:
    lounge.events(EditMessage(lounge.says(ADA, THANKS), ASKS), ADA)
    assert lounge.items() == []
    lounge.events(EditMessage(lounge.says(ADA, THANKS, to=(TOM,)), ASKS), ADA)
    assert lounge.owed().class_ is QUESTION


def test_chatting_on_after_an_answer_is_no_thanks_and_no_question_in_a_lounge(lounge: Zone) -> None:
    first = lounge.says(ADA, ASKS, to=(TOM,))
    lounge.says(TOM, ANSWERS, reply_to=first)
    lounge.says(ADA, ASKS, reply_to=first)
    lounge.says(ADA, SAYS)
    assert [owed.state for owed in lounge.items()] == [ObligationState.ANSWERED]
    assert not any(isinstance(event, Thanked) for event in lounge.log)


def test_thanks_for_an_answer_are_heard_in_a_lounge(lounge: Zone) -> None:
    first = lounge.says(ADA, ASKS, to=(TOM,))
    lounge.says(TOM, ANSWERS, reply_to=first)
    lounge.says(ADA, THANKS, reply_to=first)
    assert any(isinstance(event, Thanked) for event in lounge.log)


def test_of_a_turn_that_loses_its_first_words_only_what_counts_by_itself_goes_on_in_a_lounge(
    lounge: Zone,
) -> None:
    first = lounge.says(ADA, ASKS, to=(TOM,))
    lounge.says(ADA, SAYS)
    lounge.events(DeleteMessage(first), ADA)
    assert [owed.state for owed in lounge.items()] == [ObligationState.WITHDRAWN]


def test_a_report_is_owed_a_look_in_a_lounge(lounge: Zone) -> None:
    message = lounge.says(BO, SAYS)
    lounge.events(Report(lounge.cid(), Subject(SubjectKind.MESSAGE, number=message), ReportReason.SPAM), ADA)
    assert lounge.owed().class_ is ObligationClass.REPORT


def test_hands_and_submissions_open_nothing_in_a_lounge(lounge: Zone) -> None:
    lounge.events(RaiseHand(), ADA)
    lounge.ask(NoteSubmission(1, "ada", "Ada"), SYSTEM)
    assert lounge.items() == []
    assert not any(isinstance(event, ObligationOpened) for event in lounge.log)


@pytest.mark.parametrize("kind", RoomKind)
def test_the_question_form_is_refused_in_a_lounge(kind: RoomKind) -> None:
    lounge = Zone(kind, purpose=Purpose.LOUNGE)
    message = lounge.says(ADA, ASKS)
    for command in (AskQuestion(lounge.cid(), ASKS), ConvertMessage(lounge.cid(), message)):
        assert lounge.refusal(command, ADA) is RejectionCode.NO_QUESTIONS_HERE


@pytest.mark.parametrize("purpose", Purpose)
def test_small_talk_is_small_talk_whatever_a_room_is_for(purpose: Purpose) -> None:
    zone = Zone(purpose=purpose)
    posted = zone.says(ADA, SAYS)
    message = zone.state().chat.messages[posted]
    assert heard(zone.state(), message, THANKS) is DialogueAct.SMALL_TALK


def test_only_a_report_begins_without_words_in_a_lounge(lounge: Zone) -> None:
    assert [kind for kind in ObligationClass if opens(lounge.state(), kind)] == [ObligationClass.REPORT]
    assert all(opens(Zone().state(), kind) for kind in ObligationClass)
