"""What a room remembers of reports and appeals: the open ones, and of each member the last ten, with their outcome."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from rooms.moderation.events import AppealDecided, Appealed, CaseEvent, Reported, ReportHandled
from rooms.moderation.view import CaseView, OwnCaseView

OWN_CASES = 10


class Cases(Struct, gc=False):
    """`last` counts reports and appeals alike."""

    last: int = 0
    open: dict[int, CaseView] = field(default_factory=dict)
    own: dict[str, list[OwnCaseView]] = field(default_factory=dict)

    def open_of(self, member: str) -> list[CaseView]:
        return [case for case in self.open.values() if case.member == member]

    def apply(self, event: CaseEvent) -> None:
        match event:
            case Reported() | Appealed():
                self.last = event.number
                self.open[event.number] = case_of(event)
                self.own[event.author] = begun(self.own.get(event.author, []), event)
            case ReportHandled() | AppealDecided():
                del self.open[event.number]
                self.own[event.author] = ended(self.own[event.author], event)
            case _:
                assert_never(event)


def case_of(event: Reported | Appealed) -> CaseView:
    """What staff see of it. The subject of an appeal is its author's."""
    return CaseView(
        number=event.number,
        at=event.at,
        member=event.author,
        member_name=event.author_name,
        subject=event.subject,
        about=event.about if isinstance(event, Reported) else event.author,
        excerpt=event.excerpt,
        text=event.text,
        reason=event.reason if isinstance(event, Reported) else None,
    )


def begun(own: list[OwnCaseView], event: Reported | Appealed) -> list[OwnCaseView]:
    """One's own cases with this one."""
    case = OwnCaseView(event.number, event.at, isinstance(event, Appealed), event.subject)
    return [*own, case][-OWN_CASES:]


def ended(own: list[OwnCaseView], event: ReportHandled | AppealDecided) -> list[OwnCaseView]:
    """One's own cases with the outcome of this one, if it is still among them."""
    return [
        replace(case, outcome=_outcome(event), note=event.note) if case.number == event.number else case
        for case in own
    ]


def _outcome(event: ReportHandled | AppealDecided) -> str:
    if isinstance(event, ReportHandled):
        return event.verdict
    return "granted" if event.granted else "refused"
