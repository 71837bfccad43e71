"""What can happen to obligations in the model, and what time does to them; who may do it, and when, is asked elsewhere."""

from __future__ import annotations

from rooms.chat import terms as chat
from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass, ObligationState, PauseReason
from rooms.roles import Role
from tests.rooms.obligations.model_items import C, Item, Policy, Promise, S, stretch
from tests.rooms.obligations.zone import MINUTE


class Steps:
    """`staff` and `active` are ids; everybody else is a student. `known` spoke often before."""

    def __init__(self, *, is_class: bool, policy: Policy, roles: dict[str, Role], known: set[str]) -> None:
        self.is_class, self.policy, self.roles = is_class, policy, roles
        self.items: dict[int, Item] = {}
        self.now = 0.0
        self.live = False
        self.exam_until: float | None = None
        self.messages: dict[int, chat.MessagePosted] = {}
        self.texts: dict[int, str] = {}
        self.gone: set[int] = set()
        self.reactions: dict[int, set[tuple[str, str]]] = {}
        self.belongs: dict[tuple[AnchorKind, int], int] = {}
        self.spoke: dict[str, list[float]] = {}
        self.known = known
        self.overs = 0
        self.follows: dict[int, int] = {}
        self.answered_by: dict[int, str] = {}
        self.speaking: dict[int, str] = {}

    # ------------------------------------------------------------ what is there

    def staff(self, member: str) -> bool:
        return self.roles[member] in (Role.TA, Role.TEACHER, Role.OPERATOR)

    def open(self) -> list[Item]:
        return [item for item in self.items.values() if item.is_open]

    def holds(self, kind: AnchorKind, number: int | None) -> Item | None:
        return self.items.get(self.belongs.get((kind, number or 0), 0))

    def in_thread(self, root: int) -> list[Item]:
        begun = self.holds(AnchorKind.MESSAGE, root)
        return [item for item in self.open() if item.home == root or item is begun]

    def hand(self, member: str) -> Item | None:
        up = [item for item in self.open() if item.kind is C.HAND and item.asker == member]
        return up[-1] if up else None

    # ------------------------------------------------------------ steps

    def opens(
        self,
        kind: ObligationClass,
        asker: str,
        anchor: Anchor,
        *,
        thread: int | None = None,
        anonymous: bool = False,
        since: float | None = None,
        policy: Policy | None = None,
    ) -> Item:
        """`since`: it was said then already."""
        policy = policy or self.policy
        promise = policy.promise(kind, live=self.live, is_class=self.is_class)
        item = Item(len(self.items) + 1, asker, kind, anchor, self.now, policy, promise, thread, anonymous)
        item.began_at = self.now if since is None else since
        if since is not None:
            item.opened_at, item.ran = since, stretch(promise, policy.hours, since, self.now)
        item.said_at = self.now
        self.items[item.id] = item
        self.belongs[anchor.kind, anchor.number or 0] = item.id
        self.runs(item, self.now)
        return item

    def runs(self, item: Item, since: float) -> None:
        """Not while an exam goes on."""
        item.since, item.paused = since, None
        is_exam = self.exam_until is not None and self.now < self.exam_until
        if is_exam and item.kind is not C.REPORT:
            self.stands(item, PauseReason.EXAM)

    def rolls(self, item: Item, now: float) -> None:
        if item.since is not None:
            item.ran, item.since = item.used(now), now

    def stands(self, item: Item, why: PauseReason) -> None:
        self.late(item)
        item.ran, item.since, item.paused = item.used(self.now), None, why
        if why is PauseReason.ASKED_BACK:
            item.vow, item.vowed_at, item.vow_broken = "", None, False

    def late(self, item: Item) -> None:
        """Missed before this, and nobody has been told."""
        due = item.due_at
        if item.breached_at is None and due is not None and due < self.now:
            item.breached_at = due

    def measures(self, item: Item, kind: ObligationClass, promise: Promise | None = None) -> None:
        self.rolls(item, self.now)
        item.kind = kind
        item.promise = promise or item.policy.promise(kind, live=self.live, is_class=self.is_class)

    def acks(self, item: Item, by: str, *, by_reaction: bool = False) -> None:
        if item.state is S.OPEN:
            self.late(item)
            item.state, item.acked, item.by_reaction = S.ACKED, (self.now, by), by_reaction
            item.to_answer = True

    def vows(self, item: Item, by: str) -> None:
        if item.vowed_at is None:
            item.vow, item.vowed_at, item.vow_broken = by, self.now, False

    def ends(self, item: Item, state: ObligationState) -> None:
        self.late(item)
        if state is not S.MERGED:
            item.ran, item.since = item.used(self.now), None
        item.state, item.paused, item.peer = state, None, ""
        item.over_at, item.over_as = self.now, self.overs
        self.overs += 1

    def answers(self, item: Item, by: str, *, by_reaction: bool = False) -> None:
        if item.state is S.OPEN and by:
            item.acked, item.by_reaction = (self.now, by), by_reaction
        self.ends(item, S.ANSWERED)

    def again(self, item: Item, kind: ObligationClass) -> None:
        """The next cycle."""
        item.cycle, item.kind, item.state, item.policy = item.cycle + 1, kind, S.OPEN, self.policy
        item.promise = self.policy.promise(kind, live=self.live, is_class=self.is_class)
        item.ran, item.to_answer, item.said_at = 0.0, False, self.now
        item.breached_at, item.owner, item.was_claimed, item.held_until = None, "", False, 0.0
        item.has_claimed = False
        item.acked, item.by_reaction = None, False
        item.began_at = self.now
        item.vow, item.vowed_at, item.vow_broken = "", None, False
        self.runs(item, self.now)

    # ------------------------------------------------------------ time

    def due(self) -> float | None:
        """When something happens by itself."""
        moments = [] if self.exam_until is None else [self.exam_until]
        for item in self.open():
            rises = item.next_level()
            moments += [] if rises is None else [rises[0]]
            moments += [item.peer_until] if item.peer else []
            moments += [] if item.vow_due is None else [item.vow_due]
        return min(moments, default=None)

    def tick(self) -> list[tuple[int, int, bool, int]]:
        """What everybody is told: id, cycle, whether of the answer, level."""
        if self.exam_until is not None and self.exam_until <= self.now:
            self.exam_is_over(self.exam_until)
        for item in self.open():
            if item.peer and item.peer_until <= self.now:
                self.answers(item, item.peer)
        for item in self.open():
            if item.vow_due is not None and item.vow_due <= self.now:
                item.vowed_at, item.vow_broken = None, True
        told = []
        for item in self.open():
            while (rises := item.next_level()) is not None and rises[0] <= self.now:
                item.told.add((item.cycle, item.to_answer, rises[1]))
                told.append((item.id, item.cycle, item.to_answer, rises[1]))
                if rises[1] >= 100 and item.breached_at is None:
                    item.breached_at = item.due_at
        return told

    def exam(self, minutes: int) -> None:
        if minutes == 0:
            self.exam_is_over(self.now)
            return
        self.exam_until = self.now + minutes * MINUTE
        for item in self.open():
            if item.since is not None and item.kind is not C.REPORT:
                self.stands(item, PauseReason.EXAM)

    def exam_is_over(self, since: float) -> None:
        self.exam_until = None
        for item in self.open():
            if item.paused is PauseReason.EXAM:
                item.since, item.paused = since, None
