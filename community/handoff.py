"""What one shift hands to the next: which open items change their owner, and what the next people should know.

The next primary keeps what is theirs, and so does a secondary who stays secondary; all else of the people whose shift
ends goes to the next primary, and beyond their capacity to the secondary. An item that somebody is answering right now
(a claim) moves when the claim is over, and a promise stays with the person who gave it: both are in the brief, so that
nobody answers twice. Items of people who hand nothing over are not its business; how anybody hears of it, it never knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from math import inf

from msgspec import Struct

from community.duty import Duty
from community.struggling import Struggling


class OpenItem(Struct, frozen=True, kw_only=True):
    """One that waits for an answer. `age` in seconds; `level` is how far it was raised. Paused, its clock stands still
    and `due_at` is None, as it is for an item with no more targets to meet."""

    room: str
    id: int
    kind: str
    asker_name: str
    age: float
    level: int
    owner: str | None
    due_at: float | None
    paused: bool = False


class Claim(Struct, frozen=True):
    """`by` is answering the item until `until`, UTC seconds; infinite for what was taken on after the shift, which stays
    theirs."""

    room: str
    item: int
    by: str
    until: float


class StaffPromise(Struct, frozen=True):
    """`by` said that they would come back to it ("课后回复你") by `due_at`, UTC seconds; infinite: that is not known."""

    room: str
    item: int
    by: str
    due_at: float


class StayReason(StrEnum):
    CLAIMED = "claimed"  # until the claim is over
    NOBODY_NEXT = "nobody_next"  # until somebody comes on duty


class Move(Struct, frozen=True):
    """`over_capacity`: everybody on duty has enough already, and somebody must own it."""

    item: OpenItem
    to: str
    over_capacity: bool = False


class Stay(Struct, frozen=True):
    item: OpenItem
    why: StayReason


class Brief(Struct, frozen=True):
    """All lists begin with what is due next, `struggling` with who needs it most. Items with a paused clock are among
    `moves` and `stays`, at their end."""

    outgoing: str | None
    incoming: str | None
    moves: list[Move]
    stays: list[Stay]
    promises: list[StaffPromise]
    struggling: list[Struggling]


def brief(
    outgoing: Duty | None,
    incoming: Duty | None,
    items: Sequence[OpenItem],
    *,
    now: float,
    claims: Iterable[Claim] = (),
    promises: Iterable[StaffPromise] = (),
    struggling: Iterable[Struggling] = (),
) -> Brief:
    """`outgoing` is the last duty there was, even if nobody was on duty since; None: there was none. `items` are all
    open ones of the rooms that change hands, so that it is known how much the next people own already."""
    leaving = sorted((item for item in items if _leaves(item, outgoing, incoming)), key=_due_next)
    claimers = {(claim.room, claim.item): claim.by for claim in claims if now < claim.until}
    load = Counter(item.owner for item in items if not _leaves(item, outgoing, incoming))
    moves: list[Move] = []
    stays: list[Stay] = []
    for item in leaving:
        claimer = claimers.get((item.room, item.id))
        if incoming is None:
            stays.append(Stay(item, StayReason.NOBODY_NEXT))
        elif claimer is None or claimer == incoming.primary:
            move = _move(item, claimer, incoming, load)
            load[move.to] += 1
            moves.append(move)
        else:
            stays.append(Stay(item, StayReason.CLAIMED))
    return Brief(
        outgoing=None if outgoing is None else outgoing.primary,
        incoming=None if incoming is None else incoming.primary,
        moves=moves,
        stays=stays,
        promises=_told(promises, outgoing, moves),
        struggling=list(struggling),
    )


def _due_next(item: OpenItem) -> tuple[bool, float, int, float, str, int]:
    """What runs before what is paused, then by deadline; without one, what was raised most, then the oldest."""
    due = inf if item.due_at is None else item.due_at
    return item.paused, due, -item.level, -item.age, item.room, item.id


def _on_shift(duty: Duty | None) -> set[str]:
    return set() if duty is None else {duty.primary, duty.secondary or duty.primary}


def _leaves(item: OpenItem, outgoing: Duty | None, incoming: Duty | None) -> bool:
    if item.owner is None:
        return True
    if item.owner not in _on_shift(outgoing):
        return False
    still_second = (
        outgoing is not None and item.owner == outgoing.secondary and item.owner in _on_shift(incoming)
    )
    return not (still_second or (incoming is not None and item.owner == incoming.primary))


def _move(item: OpenItem, claimer: str | None, incoming: Duty, load: Mapping[str | None, int]) -> Move:
    """To whoever answers it already; else to the first with capacity, and to the primary if nobody has any."""
    if claimer is None:
        for person in (incoming.primary, incoming.secondary):
            if person not in (None, item.owner) and load[person] < incoming.capacity:
                return Move(item, person)
    return Move(item, incoming.primary, over_capacity=load[incoming.primary] >= incoming.capacity)


def _told(
    promises: Iterable[StaffPromise], outgoing: Duty | None, moves: Sequence[Move]
) -> list[StaffPromise]:
    """Promises of the people whose shift ends, and those about what moves."""
    moved, people = {(move.item.room, move.item.id) for move in moves}, _on_shift(outgoing)
    told = (each for each in promises if each.by in people or (each.room, each.item) in moved)
    return sorted(told, key=lambda each: (each.due_at, each.room, each.item))
