"""Tells members what concerns them: an answer, a mention, an important post. Each tiding of the log is dealt with once.

It reads what is not dealt with yet, at the start and whenever a room somewhere has done something of the kind. Who wants to hear of
it, and when it rings, is `member_reach.py`. An answer is told to who asked, and to nobody else, not even to a webhook.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from rooms.chat.terms import MessageView
from rooms.roles import is_staff
from server.duty.bell import Bell
from server.duty.member_reach import MemberReach
from server.duty.notice import Draft, Reason
from server.duty.notices import SqlNotices
from server.duty.room_choices import RoomChoices
from server.duty.subjects import Subjects, is_still_so
from server.storage.database import Database
from server.storage.notice_tables import tidings
from server.storage.people import People
from server.storage.tiding_rows import TidingKind
from signaling.ports import Clock, Directory
from signaling.room_ids import home_of

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Tidings in one transaction: each may be told to many, and rooms wait for the same database."""
RETRY_SECONDS = 5.0
LONGEST_EXCERPT = 200
_REASONS = {
    TidingKind.PEER: Reason.PEER_ANSWERED,
    TidingKind.FIRST: Reason.RESPONDED,
    TidingKind.ANSWER: Reason.ANSWERED,
}


class Tiding(Struct, frozen=True):
    number: int
    stream: str
    kind: str
    subject: int


class Tidings:
    def __init__(
        self,
        database: Database,
        directory: Directory,
        people: People,
        notices: SqlNotices,
        choices: RoomChoices,
        subjects: Subjects,
        reach: MemberReach,
        clock: Clock,
    ) -> None:
        self._database, self._directory, self._people = database, directory, people
        self._notices, self._choices, self._subjects, self._reach = notices, choices, subjects, reach
        self._clock = clock
        self._bell = Bell(clock)

    def ring(self) -> None:
        """There may be something to tell. Never waits."""
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            again: float | None = None
            try:
                if not await self.deal():
                    again = self._clock.now() + RETRY_SECONDS
            except Exception:
                logger.exception("tidings cannot be dealt with")
                again = self._clock.now() + RETRY_SECONDS
            await self._bell.wait(again)

    async def deal(self) -> bool:
        """With all that there are; False: some are left for another try. Raises a database error."""
        after, all_dealt = 0, True
        while found := await self._unhandled(after):
            all_dealt = await self._deal_with(found) and all_dealt
            after = found[-1].number
        return all_dealt

    async def _deal_with(self, found: Sequence[Tiding]) -> bool:
        """In one transaction. One that cannot be dealt with stays, and holds up no other."""
        drafts: list[Draft] = []
        heard: list[int] = []
        for tiding in found:
            try:
                drafts += await self._drafts(tiding)
            except Exception:
                logger.exception("tiding %d cannot be dealt with", tiding.number)
                continue
            heard.append(tiding.number)
        await self._notices.give(drafts, heard=heard)
        return len(heard) == len(found)

    async def _drafts(self, tiding: Tiding) -> list[Draft]:
        spec = await self._directory.room(home_of(tiding.stream))
        if spec is None:
            return []
        draft = Draft(
            space=spec.space,
            person="",
            room=tiding.stream,
            room_title=spec.title,
            reason=Reason.MENTION,
            at=self._clock.now(),
            cycle=tiding.subject,
        )
        if tiding.kind == TidingKind.MESSAGE:
            return await self._of_message(draft)
        return await self._of_answer(draft, _REASONS[TidingKind(tiding.kind)])

    async def _of_message(self, draft: Draft) -> list[Draft]:
        """Whoever is mentioned in an important post hears of it once."""
        message = await self._subjects.message(draft.room, draft.cycle)
        if message is None:
            return []
        draft = replace(draft, excerpt=_excerpt(message))
        roles = await self._people.roles_among(draft.space, [message.author, *message.mentions])
        mentioned = [each for each in message.mentions if each in roles and each != message.author]
        by_staff = message.author in roles and is_staff(roles[message.author])
        reason = Reason.STAFF_MENTION if by_staff else Reason.MENTION
        drafts = await self._reach.told(replace(draft, reason=reason), mentioned)
        if message.important:
            drafts += await self._reach.told(
                replace(draft, reason=Reason.IMPORTANT), await self._followers(draft, message)
            )
        return drafts

    async def _followers(self, draft: Draft, message: MessageView) -> list[str]:
        followers = await self._choices.followers(home_of(draft.room))
        roles = await self._people.roles_among(draft.space, followers)
        known = {message.author, *message.mentions}
        return [person for person in followers if person in roles and person not in known]

    async def _of_answer(self, draft: Draft, reason: Reason) -> list[Draft]:
        id = draft.cycle
        owed = await self._subjects.owed(draft.room, id)
        if owed is None or not is_still_so(owed.seen, reason):
            return []
        if not await self._people.roles_among(draft.space, [owed.asker]):
            return []
        told = replace(
            draft,
            reason=reason,
            obligation=id,
            cycle=owed.seen.cycle,
            class_=owed.seen.class_,
            excerpt=owed.seen.excerpt,
        )
        return await self._reach.told(told, [owed.asker])

    async def _unhandled(self, after: int) -> list[Tiding]:
        columns: Any = tidings.c
        query = (
            select(*(columns[name] for name in Tiding.__struct_fields__))
            .where(columns.handled.is_(False), columns.number > after)
            .order_by(columns.number)
            .limit(AT_ONCE)
        )
        async with self._database.reading() as connection:
            return [Tiding(*row) for row in await connection.execute(query)]


def _excerpt(message: MessageView) -> str:
    said = message.body or ", ".join(attachment.name for attachment in message.attachments)
    text = f"{message.author_name}: {said}"
    return text if len(text) <= LONGEST_EXCERPT else f"{text[: LONGEST_EXCERPT - 1]}…"
