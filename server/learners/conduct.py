"""What the log says of how learners treat others: whose answers stood, and who was sanctioned, in the rooms of a space.

An answer stands once the asker or staff accepted it, or nobody objected for a day; one to a question that was opened
again did not stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import select

from community.promoting import GivenAnswer
from rooms.moderation.events import MemberMuted, MemberRemoved, MemberWarned
from rooms.obligations.steps import PEER_SECONDS
from rooms.obligations.terms import How, ObligationState
from rooms.obligations.view import ObligationView
from server.storage.database import Database
from server.storage.tables import events
from signaling.ports import StoredObligation
from signaling.room_ids import home_of

Sanction = MemberMuted | MemberWarned | MemberRemoved

_SANCTIONS = [kind.__struct_config__.tag for kind in (MemberMuted, MemberWarned, MemberRemoved)]
_decoder: msgspec.msgpack.Decoder[Sanction] = msgspec.msgpack.Decoder(Sanction)


def answers_that_stand(board: Iterable[StoredObligation], now: float) -> dict[str, list[GivenAnswer]]:
    """By who gave them, whoever that is."""
    found: defaultdict[str, list[GivenAnswer]] = defaultdict(list)
    for each in board:
        view = each.obligation
        if view.resolved_by and view.resolved_at is not None and _stands(view, view.resolved_at, now):
            given = GivenAnswer(each.room, view.id, view.asker_name, view.excerpt, view.resolved_at)
            found[view.resolved_by].append(given)
    return dict(found)


def _stands(view: ObligationView, resolved_at: float, now: float) -> bool:
    if view.state is not ObligationState.ANSWERED:
        return False
    return view.how is How.PEER or now >= resolved_at + PEER_SECONDS


async def last_sanctions(database: Database, rooms: Sequence[str], since: float) -> dict[str, float]:
    """By member: the UTC second of the last one, if there was any since then in these rooms or their sub-rooms."""
    query = (
        select(events.c.stream, events.c.body)
        .where(events.c.kind.in_(_SANCTIONS), events.c.at >= since)
        .order_by(events.c.at)
    )
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    told = [_decoder.decode(row.body) for row in rows if home_of(row.stream) in rooms]
    return {event.member: event.at for event in told}
