"""The card of a member: a few words about themselves for the staff, each of them shown only if the member says so.

Nobody sees a line before its member agreed, and nobody but staff afterwards. Quoting their progress in a mention is a
consent of its own, because then everybody in the room reads it. Who looked at a card is not known here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from community.names import visible_line


class CardField(StrEnum):
    BACKGROUND = "background"
    GOAL = "goal"
    PROGRESS = "progress"


LONGEST: dict[CardField, int] = {CardField.BACKGROUND: 200, CardField.GOAL: 200, CardField.PROGRESS: 80}
"""In code points, after cleaning."""


class CardLine(Struct, frozen=True, forbid_unknown_fields=True):
    """`shown`: staff may read it."""

    text: Annotated[str, Meta(max_length=400)] = ""
    shown: bool = False


class MemberCard(Struct, frozen=True, forbid_unknown_fields=True):
    """As its member keeps it. `quotable`: staff may quote the progress where they mention the member."""

    background: CardLine = CardLine()
    goal: CardLine = CardLine()
    progress: CardLine = CardLine()
    quotable: bool = False

    def line(self, field: CardField) -> CardLine:
        return {
            CardField.BACKGROUND: self.background,
            CardField.GOAL: self.goal,
            CardField.PROGRESS: self.progress,
        }[field]


def cleaned(card: MemberCard) -> MemberCard:
    """Every line as it is seen: one line, without signs that nobody sees."""
    lines = {field.value: card.line(field) for field in CardField}
    return replace(
        card, **{name: replace(line, text=visible_line(line.text)) for name, line in lines.items()}
    )


def too_long(card: MemberCard) -> list[CardField]:
    """The lines of a cleaned card that are longer than theirs may be."""
    return [field for field in CardField if len(card.line(field).text) > LONGEST[field]]


def consented(card: MemberCard, field: CardField) -> str | None:
    """What staff may read of it; None: nothing."""
    line = card.line(field)
    return line.text if line.shown and line.text else None


def quotation(card: MemberCard) -> str | None:
    """The progress, if it may be quoted where everybody reads it."""
    return consented(card, CardField.PROGRESS) if card.quotable else None
