"""What members are reached by, as tests set it up."""

from __future__ import annotations

from sqlalchemy import insert

from server.catalogue import Language
from server.duty.audience import Audience
from server.duty.contacts import Contacts, Settings
from server.duty.desk import DutyDesk
from server.duty.member_reach import MemberReach
from server.duty.plans import Plans
from server.duty.room_choices import RoomChoices
from server.duty.subjects import Subjects
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.notice_tables import confirmed_emails
from server.storage.people import People
from signaling.ports import Clock
from tests.support.clock import ManualClock


async def with_mailbox(database: Database, person: str, email: str, settings: Settings | None = None) -> None:
    """The address is set, and was confirmed."""
    await Contacts(database).set_settings(person, settings or Settings(email=email))
    async with database.writing() as connection:
        await connection.execute(insert(confirmed_emails).values(person=person, email=email, at=1.0))


def member_reach(database: Database, clock: Clock | None = None) -> MemberReach:
    """Of a space without a plan."""
    desk = DutyDesk(Plans(database), People(database), SqlDirectory(database), clock or ManualClock())
    return MemberReach(Contacts(database), RoomChoices(database), desk)


def audience(database: Database, language: Language = "en") -> Audience:
    return Audience(
        Contacts(database), People(database), Subjects(database), member_reach(database), language
    )
