"""When a shift begins: what its people are told, and which open items are theirs now.

What was taken on by somebody whose shift is over is released, so that the board shows that nobody has it. The brief is
given last and only once per shift and person: it says that all the rest is done, also after a crash in between.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from community.duty import Duty
from community.handoff import Brief, Move, OpenItem, brief
from rooms.commands import AnyCommand
from rooms.obligations.changes import is_open
from rooms.obligations.terms import ReleaseObligation
from rooms.obligations.view import ObligationView
from rooms.rejections import Rejection
from rooms.terms import SYSTEM, Actor
from server.duty.desk import Post, SpaceDesk
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.posts import previous
from server.duty.reach import Reach
from signaling.mailbox import Done, Outcome
from signaling.ports import EventLog, StoredObligation

DESK = replace(SYSTEM, at_desk=True)
"""Releases in nobody's name, and need not be in the room."""
BRIEFED_ITEMS = 10
LONGEST_LINE = 120

Ask = Callable[[str, AnyCommand, Actor], Awaitable[Outcome | None]]
"""Ask a room by its id; None: there is no such room, or it cannot be opened now."""


class NotHandedOver(Exception):
    """A room could not be asked: the handover is begun again later."""


class Handovers:
    def __init__(self, log: EventLog, notices: SqlNotices, reach: Reach, ask: Ask) -> None:
        self._log, self._notices, self._reach, self._ask = log, notices, reach, ask
        self._done: set[Draft] = set()

    async def look(self, desk: SpaceDesk, now: float) -> None:
        """Raises NotHandedOver, or a database error; then it is to be called again."""
        for post in desk.posts:
            if post.standing.duty is not None:
                await self._begin(desk, post, post.standing.duty, now)

    async def _begin(self, desk: SpaceDesk, post: Post, incoming: Duty, now: float) -> None:
        draft = Draft(
            space=desk.stored.space,
            person=incoming.primary,
            room=post.rooms[0].id,
            room_title=title(post),
            reason=Reason.BRIEF,
            at=incoming.since,
            cycle=int(incoming.since),
        )
        if draft in self._done:
            return
        if not await self._notices.is_given(draft):
            await self._hand_over(desk, post, incoming, replace(draft, at=now))
        self._done.add(draft)

    async def _hand_over(self, desk: SpaceDesk, post: Post, incoming: Duty, draft: Draft) -> None:
        now = draft.at
        outgoing = _outgoing(post.was, previous(desk.stored.plan, draft.room, incoming.since))
        waiting = {
            (each.room, each.obligation.id): each.obligation
            for each in await self._log.board([spec.id for spec in post.rooms], now)
            if is_open(each.obligation)
        }
        items = [_item(StoredObligation(room, view), now) for (room, _), view in waiting.items()]
        made = brief(outgoing, incoming, items, now=now)
        handed = [move for move in made.moves if move.item.owner not in (None, move.to)]
        for move in handed:
            await self._release(move.item)
        told = await self._reach.told(
            replace(draft, excerpt=_lines(made, waiting)),
            [incoming.primary],
            desk.stored.plan.quiet_hours,
            rings=bool(made.moves or made.stays),
        )
        await self._notices.give([*told, *_handed_over(handed, waiting, draft)])

    async def _release(self, item: OpenItem) -> None:
        """Refused: it is over meanwhile, or in somebody else's hands."""
        outcome = await self._ask(item.room, ReleaseObligation(item.id), DESK)
        if not isinstance(outcome, Done | Rejection):
            raise NotHandedOver(f"{item.room}: {item.id}")


def _outgoing(seen: Duty | None, planned: Duty | None) -> Duty | None:
    """Whoever was there last. Who was seen counts more than whom a newer plan would have had there."""
    if seen is None or planned is None:
        return seen or planned
    return planned if seen.until < planned.until else seen


def title(post: Post) -> str:
    """Of all its rooms, as far as they fit."""
    titles = [spec.title for spec in post.rooms]
    return ", ".join(titles[:3]) + ("…" if len(titles) > 3 else "")


def _item(stored: StoredObligation, now: float) -> OpenItem:
    view = stored.obligation
    return OpenItem(
        room=stored.room,
        id=view.id,
        kind=view.class_,
        asker_name=view.asker_name,
        age=now - view.opened_at,
        level=view.level,
        owner=view.owner or None,
        due_at=view.due_at,
        paused=view.paused_for is not None,
    )


def _lines(made: Brief, waiting: dict[tuple[str, int], ObligationView]) -> str:
    """What is due next, a line each: words that need no translation."""
    items = [*(move.item for move in made.moves), *(stay.item for stay in made.stays)]
    lines = [
        f"{item.asker_name}: {waiting[item.room, item.id].excerpt}".removeprefix(": ")[:LONGEST_LINE]
        for item in items[:BRIEFED_ITEMS]
    ]
    more = len(items) - len(lines)
    return "\n".join([*lines, *([f"+ {more}"] if more else [])])


def _handed_over(
    handed: Sequence[Move], waiting: dict[tuple[str, int], ObligationView], draft: Draft
) -> list[Draft]:
    """Shown in the page only: the brief has them all."""
    found = []
    for move in handed:
        view = waiting[move.item.room, move.item.id]
        found.append(
            replace(
                draft,
                person=move.to,
                room=move.item.room,
                reason=Reason.HANDED_OVER,
                obligation=view.id,
                class_=view.class_,
                excerpt=view.excerpt,
            )
        )
    return found
