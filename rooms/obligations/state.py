"""What a room remembers of what it owes: all that is open, what was over lately, and what they are measured by.

What is over is remembered as long as it can be opened again by somebody who comes back soon; the newest of it is
shown. `alarms` has the deadline of each, so that none has to be looked at to know the next one.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from community.covered_time import Window
from rooms.obligations.alarms import Alarms
from rooms.obligations.changes import SHOWN_CLOSED, closing_order, waits_after
from rooms.obligations.coverages import extended, without_past
from rooms.obligations.events import (
    AutoRepliesSet,
    BotReplied,
    CoverageSet,
    ExamModeSet,
    ObligationAttached,
    ObligationEvent,
    ObligationOpened,
    ObligationsEvent,
)
from rooms.obligations.hiding import mask, sees
from rooms.obligations.newcomers import Newcomers
from rooms.obligations.obligation import Obligation
from rooms.obligations.standard import STANDARD
from rooms.obligations.terms import ACK_UNDO_SECONDS, Anchor, AnchorKind, AutoReply, Coverage
from rooms.obligations.view import ObligationsView
from rooms.visibility import Audience

REMEMBERED_CLOSED = 100
REMEMBERED_BOT_REPLIES = 1000


class Obligations(Struct, gc=False):
    """open, closed: by id; the latter in the order of closing · shown: those of them that are in views, by `closing_order` ·
    anchored: which obligation something belongs to, by kind and number · hands: of each member the last one that a
    hand opened · bot_said: when a rule last replied to somebody · coverages: those in use, and the newest, `version`.
    """

    last_id: int = 0
    open: dict[int, Obligation] = field(default_factory=dict)
    closed: dict[int, Obligation] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    anchored: dict[AnchorKind, dict[int, int]] = field(default_factory=dict)
    hands: dict[str, int] = field(default_factory=dict)
    newcomers: Newcomers = field(default_factory=Newcomers)
    bot_said: dict[tuple[str, str], float] = field(default_factory=dict)
    coverages: dict[int, Coverage] = field(default_factory=dict)
    version: int = STANDARD.version
    waits: list[float] = field(default_factory=list)
    exam_until: float | None = None
    auto_replies: list[AutoReply] = field(default_factory=list)
    alarms: Alarms = field(default_factory=Alarms)

    def __post_init__(self) -> None:
        if not self.alarms.packed:  # a snapshot from before there were any
            self._arm()

    # ------------------------------------------------------------ ask

    def next_deadline(self) -> float | None:
        return self.alarms.next_at

    def find(self, id: int | None) -> Obligation | None:
        """Open or over; None when it is forgotten or never was."""
        if id is None:
            return None
        return self.open.get(id) or self.closed.get(id)

    def id_at(self, anchor: Anchor) -> int | None:
        """The last obligation that this belongs to. A hand has no number and is found by its member."""
        return self.anchored.get(anchor.kind, {}).get(anchor.number or 0)

    def coverage(self, version: int | None = None) -> Coverage:
        """That of this version, as long as it is known; else the newest."""
        if version == STANDARD.version:
            return STANDARD
        newest = self.coverages.get(self.version, STANDARD)
        return newest if version is None else self.coverages.get(version, newest)

    def windows(self, version: int) -> Sequence[Window]:
        return self.coverage(version).windows

    def view(self, audience: Audience) -> ObligationsView:
        ids = sorted((*self.open, *self.shown))
        held = (self.open.get(id) or self.closed[id] for id in ids)
        return ObligationsView(
            items=[
                mask(each.seen, audience, anonymous=each.anonymous)
                for each in held
                if sees(audience, each.asker, private=each.private)
            ],
            waits=self.waits,
            exam_until=self.exam_until,
            auto_replies=self.auto_replies if audience.is_staff else [],
        )

    # ------------------------------------------------------------ change

    def said(self, member: str, at: float) -> None:
        """Somebody posted a message."""
        self.newcomers.said(member, at)

    def apply(self, event: ObligationsEvent) -> None:
        match event:
            case CoverageSet():
                self._cover(event)
            case ExamModeSet():
                self.alarms.move(self.exam_until, event.until)
                self.exam_until = event.until
            case AutoRepliesSet():
                self.auto_replies = event.rules
            case ObligationOpened():
                self._opened(event)
            case ObligationEvent():
                self._changed(event)
            case _:
                assert_never(event)

    def _opened(self, event: ObligationOpened) -> None:
        self.last_id = event.id
        opened = Obligation.opened(event, self.windows)
        self.open[event.id] = opened
        if opened.anchor.kind is AnchorKind.HAND:
            self.hands[opened.asker] = event.id
        else:
            self._anchor(opened.anchor, event.id)
        self.alarms.move(None, opened.deadline)

    def _changed(self, event: ObligationEvent) -> None:
        changed = self.open.get(event.id) or self.closed[event.id]
        before = changed.deadline
        changed.apply(event, self.windows)
        self.waits = waits_after(self.waits, event)
        if isinstance(event, ObligationAttached) and event.anchor in changed.attached:
            self._anchor(event.anchor, event.id)
        elif isinstance(event, BotReplied) and event.rule:
            self._bot_said(event)
        self._settle(changed)
        self.alarms.move(before, changed.deadline)

    def _anchor(self, anchor: Anchor, id: int) -> None:
        self.anchored.setdefault(anchor.kind, {})[anchor.number or 0] = id

    def _bot_said(self, event: BotReplied) -> None:
        self.bot_said.pop((event.rule, event.asker), None)
        self.bot_said[event.rule, event.asker] = event.at
        if len(self.bot_said) > REMEMBERED_BOT_REPLIES:
            del self.bot_said[next(iter(self.bot_said))]

    # ------------------------------------------------------------ what is over

    def _settle(self, changed: Obligation) -> None:
        """Where it stands now: among what is open, or among what is over."""
        id = changed.id
        if changed.is_open and id in self.closed:
            self.open[id] = self.closed.pop(id)
            if id in self.shown:
                self.shown.remove(id)
        elif not changed.is_open and id in self.open:
            self.closed[id] = self.open.pop(id)
            if self.hands.get(changed.asker) == id:
                del self.hands[changed.asker]
            if not changed.private:
                self._show(id)
            if len(self.closed) > REMEMBERED_CLOSED:
                self._forget(next(id for id in self.closed if id not in self.shown))

    def _show(self, id: int) -> None:
        insort(self.shown, id, key=lambda id: closing_order(self.closed[id].seen))
        if len(self.shown) > SHOWN_CLOSED:
            del self.shown[0]

    def _forget(self, id: int) -> None:
        for anchor in self.closed.pop(id).anchors:
            if self.id_at(anchor) == id:
                del self.anchored[anchor.kind][anchor.number or 0]

    # ------------------------------------------------------------ time

    def _cover(self, event: CoverageSet) -> None:
        """Versions that nothing is measured by any more are forgotten, and so are hours that no clock needs."""
        version = event.coverage.version
        self.version = max(self.version, version)
        self.coverages[version] = extended(self.coverages.get(version), event.coverage)
        held = (*self.open.values(), *self.closed.values())
        in_use = {each.policy for each in held} | {self.version}
        since = min((each.since for each in held if each.since is not None), default=event.at)
        needed = min(since, event.at - ACK_UNDO_SECONDS)
        self.coverages = {
            each: without_past(coverage, needed)
            for each, coverage in self.coverages.items()
            if each in in_use
        }
        for each in self.open.values():
            due = event.due.get(each.id)
            if due is not None:
                each.seen = replace(each.seen, due_at=due)
            each.arm(self.windows)
        self._arm()

    def _arm(self) -> None:
        self.alarms.set_all((self.exam_until, *(each.deadline for each in self.open.values())))
