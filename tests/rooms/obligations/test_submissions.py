"""Work that was handed in is owed a look within a day, and an answer within three."""

from __future__ import annotations

from rooms.obligations.terms import Anchor, AnchorKind, How, NoteSubmission, ObligationClass, ObligationState
from tests.rooms.obligations.zone import DAY, Zone
from tests.support.rooms import START


def test_it_is_owed_a_look_until_somebody_looked(zone: Zone) -> None:
    zone.events(NoteSubmission(7, "ada", "Ada"))
    owed = zone.owed()
    assert (owed.class_, owed.anchor) == (ObligationClass.SUBMISSION, Anchor(AnchorKind.SUBMISSION, 7))
    assert (owed.due_at, zone.opened().full) == (START + DAY, 3 * DAY)
    assert zone.events(NoteSubmission(7, "ada", "Ada")) == []
    zone.events(NoteSubmission(7, "ada", "Ada", done_by="tess"))
    owed = zone.owed()
    assert (owed.state, owed.how, owed.resolved_by) == (ObligationState.ANSWERED, How.HANDLED, "tess")


def test_hearing_again_or_of_what_nobody_handed_in_changes_nothing(zone: Zone) -> None:
    assert zone.events(NoteSubmission(8, "ada", "Ada", done_by="tess")) == []
    zone.events(NoteSubmission(7, "ada", "Ada"))
    zone.events(NoteSubmission(7, "ada", "Ada", done_by="tess"))
    assert zone.events(NoteSubmission(7, "ada", "Ada", done_by="tess")) == []
