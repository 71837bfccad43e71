"""When a shift begins: what its people are told, and which open items are theirs now.

What was taken on by somebody whose shift is over becomes the next person's in the room itself, so that the board shows
who has it. Whoever is answering something right then keeps it as long as their claim lasts; what they took on after
their shift stays theirs. The brief is given once per shift and person; handing over twice does no harm.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from math import inf
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from community.duty import Duty
from community.handoff import Brief, Claim, Move, OpenItem, StaffPromise, StayReason, brief
from community.struggling import WEEK, Struggling
from rooms.commands import AnyCommand
from rooms.obligations.changes import is_open
from rooms.obligations.terms import CLAIM_SECONDS, AssignObligation
from rooms.obligations.view import ObligationView
from rooms.rejections import Rejection
from rooms.terms import SYSTEM, Actor
from server.duty.brief_text import brief_text
from server.duty.desk import Post, SpaceDesk
from server.duty.notice import SPACE_ITSELF, Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.posts import previous
from server.duty.reach import Reach
from signaling.mailbox import Done, Outcome
from signaling.ports import EventLog, StoredObligation

Ask = Callable[[str, AnyCommand, Actor], Awaitable[Outcome | None]]
"""Ask a room by its id; None: there is no such room, or it cannot be opened now."""


LooksAfter = Callable[[str, str, Sequence[StoredObligation]], Awaitable[list[Struggling]]]
"""Of whom the brief of a person of a space tells, with what is on the board: nobody, unless they may know."""


class NotHandedOver(Exception):
    """A room could not be asked: the handover is begun again later."""


class Handovers:
    def __init__(
        self, log: EventLog, notices: SqlNotices, reach: Reach, ask: Ask, looks_after: LooksAfter
    ) -> None:
        self._log, self._notices, self._reach, self._ask = log, notices, reach, ask
        self._looks_after = looks_after
        self._done: set[Draft] = set()

    async def look(self, desk: SpaceDesk, now: float) -> float | None:
        """When to look again, because a claim is over then. Raises NotHandedOver, or a database error; then it is to be
        called again."""
        again = [
            await self._begin(desk, post, post.standing.duty, now)
            for post in desk.posts
            if post.standing.duty is not None
        ]
        return min((at for at in again if at is not None), default=None)

    async def _begin(self, desk: SpaceDesk, post: Post, incoming: Duty, now: float) -> float | None:
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
            return None
        again = await self._hand_over(desk, post, incoming, replace(draft, at=now))
        if again is None:
            self._done.add(draft)
        return again

    async def _hand_over(self, desk: SpaceDesk, post: Post, incoming: Duty, draft: Draft) -> float | None:
        now = draft.at
        outgoing = _outgoing(post.was, previous(desk.stored.plan, draft.room, incoming.since))
        lately = await self._log.board([spec.id for spec in post.rooms], now - WEEK)
        waiting = {
            (each.room, each.obligation.id): each.obligation for each in lately if is_open(each.obligation)
        }
        claims = list(_claims(waiting, incoming.since))
        made = brief(
            outgoing,
            incoming,
            [_item(room, view, now) for (room, _), view in waiting.items()],
            now=now,
            claims=claims,
            promises=_promises(waiting),
            struggling=await self._looks_after(draft.space, draft.person, lately),
        )
        handed = [move for move in made.moves if move.item.owner not in (None, move.to)]
        for move in handed:
            await self._assign(move, desk.names)
        await self._tell(desk, made, waiting, handed, draft)
        kept = {(stay.item.room, stay.item.id) for stay in made.stays if stay.why is StayReason.CLAIMED}
        ends = [claim.until for claim in claims if (claim.room, claim.item) in kept and claim.until < inf]
        return min(ends, default=None)

    async def _assign(self, move: Move, names: Mapping[str, str]) -> None:
        """Refused: it is over meanwhile, or in somebody else's hands."""
        item = move.item
        command = AssignObligation(item.id, item.owner or "", move.to, names.get(move.to, ""))
        outcome = await self._ask(item.room, command, SYSTEM)
        if not isinstance(outcome, Done | Rejection):
            raise NotHandedOver(f"{item.room}: {item.id}")

    async def _tell(
        self,
        desk: SpaceDesk,
        made: Brief,
        waiting: Mapping[tuple[str, int], ObligationView],
        handed: Sequence[Move],
        draft: Draft,
    ) -> None:
        plan = desk.stored.plan
        drafts = _handed_over(handed, waiting, draft)
        if not await self._notices.is_given(draft):
            zone = ZoneInfo(plan.calendar.zone)
            rings = bool(made.moves or made.stays or made.promises)
            briefed = replace(draft, excerpt=brief_text(made, waiting, zone))
            told = await self._reach.told(briefed, [draft.person], plan.quiet_hours, rings=rings)
            # Whoever reads along in a chat must not learn who struggles.
            public = brief_text(replace(made, struggling=[]), waiting, zone)
            drafts += [
                replace(each, excerpt=public) if each.person == SPACE_ITSELF else each for each in told
            ]
        if drafts:
            await self._notices.give(drafts)


def _outgoing(seen: Duty | None, planned: Duty | None) -> Duty | None:
    """Whoever was there last. Who was seen counts more than whom a newer plan would have had there."""
    if seen is None or planned is None:
        return seen or planned
    return planned if seen.until < planned.until else seen


def title(post: Post) -> str:
    """Of all its rooms, as far as they fit."""
    titles = [spec.title for spec in post.rooms]
    return ", ".join(titles[:3]) + ("…" if len(titles) > 3 else "")


# ---------------------------------------------------------------- what the board says


def _item(room: str, view: ObligationView, now: float) -> OpenItem:
    return OpenItem(
        room=room,
        id=view.id,
        kind=view.class_,
        asker_name=view.asker_name,
        age=now - view.opened_at,
        level=view.level,
        owner=view.owner or None,
        due_at=view.due_at,
        paused=view.paused_for is not None,
    )


def _claims(waiting: Mapping[tuple[str, int], ObligationView], since: float) -> Iterator[Claim]:
    """`since` is when the shift began."""
    for (room, id), view in waiting.items():
        if view.claimed_at is not None:
            until = view.claimed_at + CLAIM_SECONDS if view.claimed_at < since else inf
            yield Claim(room, id, view.owner, until)


def _promises(waiting: Mapping[tuple[str, int], ObligationView]) -> Iterator[StaffPromise]:
    for (room, id), view in waiting.items():
        if view.promised_by:
            due = inf if view.promise_due is None else view.promise_due
            yield StaffPromise(room, id, view.promised_by, due)


def _handed_over(
    handed: Sequence[Move], waiting: Mapping[tuple[str, int], ObligationView], draft: Draft
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
