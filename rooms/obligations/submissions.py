"""Work that somebody handed in is owed a look. What it is, and who looks, is decided elsewhere and only noted here."""

from __future__ import annotations

from rooms.decision import Decision
from rooms.obligations.ledger import Ledger
from rooms.obligations.steps import Said, answered, opened
from rooms.obligations.terms import Anchor, AnchorKind, How, NoteSubmission, ObligationClass
from rooms.obligations.tracking import opens
from rooms.state import RoomState


def note(room: RoomState, command: NoteSubmission, now: float) -> Decision:
    """Hearing of one twice changes nothing."""
    ledger = Ledger(room, now)
    anchor = Anchor(AnchorKind.SUBMISSION, command.number)
    held = ledger.at(anchor)
    if command.done_by:
        if held is not None and held.is_open:
            answered(ledger, held, command.done_by, How.HANDLED)
    elif held is None and opens(room, ObligationClass.SUBMISSION):
        opened(ledger, ObligationClass.SUBMISSION, Said(command.member, command.member_name, anchor))
    return ledger.events
