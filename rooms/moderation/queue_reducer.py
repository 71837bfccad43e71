"""How content rules, held messages and cases change what staff see of their queues, and a member of their own."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from rooms.moderation.case_state import begun, case_of, ended
from rooms.moderation.content_state import RECENT_MATCHES, held_of, match_of
from rooms.moderation.events import (
    AppealDecided,
    Appealed,
    CaseEvent,
    ContentEvent,
    ContentRulesSet,
    HeldDropped,
    HeldEvent,
    HeldOverdue,
    HeldReleased,
    MessageHeld,
    Reported,
    ReportHandled,
    RuleMatched,
    StrikeTaken,
)
from rooms.moderation.view import HeldView, ModerationView, StaffView


def reduce_content(view: ModerationView, event: ContentEvent) -> ModerationView:
    match event:
        case ContentRulesSet() | RuleMatched():
            return view if view.staff is None else replace(view, staff=_noted(view.staff, event))
        case StrikeTaken():
            return view  # strikes are counted in the room, and seen in the log
        case MessageHeld() | HeldOverdue() | HeldReleased() | HeldDropped():
            return _held_changed(view, event)
        case _:
            assert_never(event)


def _noted(staff: StaffView, event: ContentRulesSet | RuleMatched) -> StaffView:
    if isinstance(event, ContentRulesSet):
        return replace(staff, rules=event.rules, ladder=event.ladder)
    return replace(staff, matches=[*staff.matches, match_of(event)][-RECENT_MATCHES:])


def _held_changed(view: ModerationView, event: HeldEvent) -> ModerationView:
    if event.author == view.own.member:
        view = replace(view, own=replace(view.own, held=_held(view.own.held, event)))
    if view.staff is not None:
        view = replace(view, staff=replace(view.staff, held=_held(view.staff.held, event)))
    return view


def _held(held: list[HeldView], event: HeldEvent) -> list[HeldView]:
    if isinstance(event, MessageHeld):
        return [*held, held_of(event)]
    if isinstance(event, HeldOverdue):
        return [replace(each, overdue=True) if each.number == event.number else each for each in held]
    return [message for message in held if message.number != event.number]


def reduce_case(view: ModerationView, event: CaseEvent) -> ModerationView:
    if event.author == view.own.member:
        own = view.own.cases
        cases = begun(own, event) if isinstance(event, Reported | Appealed) else ended(own, event)
        view = replace(view, own=replace(view.own, cases=cases))
    if view.staff is not None:
        view = replace(view, staff=_queued(view.staff, event))
    return view


def _queued(staff: StaffView, event: CaseEvent) -> StaffView:
    match event:
        case Reported() | Appealed():
            return replace(staff, cases=[*staff.cases, case_of(event)])
        case ReportHandled() | AppealDecided():
            return replace(staff, cases=[case for case in staff.cases if case.number != event.number])
        case _:
            assert_never(event)
