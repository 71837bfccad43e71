"""Pseudonyms and being heard: per session and asker, and the anonymous apart from the named."""

from __future__ import annotations

import pytest

from rooms.life.terms import EndSession, StartSession
from rooms.questions.terms import EndAnswer, StartAnswer
from tests.rooms.questions.hall import Hall
from tests.support.law import ADA, BO, TESS, TOM


@pytest.fixture
def hall() -> Hall:
    """In class."""
    hall = Hall()
    hall.events(StartSession(), TESS)
    return hall


def _pseudonym(hall: Hall, id: int) -> int | None:
    return hall.seen(id, TESS).pseudonym


def test_staff_see_a_number_from_one_for_each_anonymous_asker_of_a_session(hall: Hall) -> None:
    ids = [hall.asks(actor, anonymous=True) for actor in (ADA, BO, ADA)]
    named = hall.asks(BO)
    assert [_pseudonym(hall, id) for id in (*ids, named)] == [1, 2, 1, None]


def test_peers_see_no_pseudonym_and_neither_does_the_asker(hall: Hall) -> None:
    id = hall.asks(ADA, anonymous=True)
    assert [hall.seen(id, actor).pseudonym for actor in (None, BO, ADA)] == [None, None, None]


def test_in_the_next_session_pseudonyms_begin_anew(hall: Hall) -> None:
    hall.asks(ADA, anonymous=True)
    hall.events(EndSession(), TESS)
    hall.events(StartSession(), TESS)
    assert [_pseudonym(hall, hall.asks(actor, anonymous=True)) for actor in (BO, ADA)] == [1, 2]


def test_a_question_says_how_often_its_asker_was_answered_before_in_this_session(hall: Hall) -> None:
    hall.answers(hall.asks(ADA), TOM)
    spoken = hall.asks(ADA)
    hall.events(StartAnswer(spoken), TESS)
    hall.events(EndAnswer(spoken), TESS)
    assert [hall.seen(id).heard for id in (spoken, hall.asks(ADA), hall.asks(BO))] == [1, 2, 0]
    hall.events(EndSession(), TESS)
    hall.events(StartSession(), TESS)
    assert hall.seen(hall.asks(ADA)).heard == 0


def test_how_often_they_were_heard_does_not_tell_who_asked_anonymously(hall: Hall) -> None:
    hall.answers(hall.asks(ADA, anonymous=True), TOM)
    named, hidden = hall.asks(ADA), hall.asks(ADA, anonymous=True)
    assert [hall.seen(named, actor).heard for actor in (None, BO, TESS)] == [0, 0, 0]
    assert [hall.seen(hidden, actor).heard for actor in (None, BO, TESS, ADA)] == [None, None, 1, 1]
