"""Which notices ring for a member, and where they are sent."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from community.muting import Mute
from server.duty.contacts import Contacts, PushKeys, PushSubscription, Settings
from server.duty.desk import DutyDesk
from server.duty.member_reach import WAIT_SECONDS, MemberReach
from server.duty.notice import Address, Channel, Reason
from server.duty.plans import Plans
from server.duty.quiet_hours import QuietHours
from server.duty.room_choices import Hears, RoomChoice, RoomChoices
from server.storage.database import Database
from server.storage.directory import SqlDirectory
from server.storage.people import People
from tests.server.duty.planned import SPACE, ZONE_NAME, at, plan, settled
from tests.server.duty.reached import member_reach, with_mailbox
from tests.server.duty.test_notices import DRAFT
from tests.support.clock import ManualClock

pytestmark = pytest.mark.anyio

MENTION = replace(DRAFT, reason=Reason.MENTION, person="", at=at(2, 23), addresses=())
PUSH, MAIL = Address(Channel.WEB_PUSH, "https://push.example/1"), Address(Channel.MAIL, "ann@school.example")


@pytest.fixture
async def ready(database: Database) -> Database:
    await settled(database)
    await Contacts(database).subscribe("ann", PushSubscription(PUSH.to, PushKeys("AAAA", "BBBB")), 1.0)
    await with_mailbox(database, "ann", MAIL.to)
    return database


async def test_members_are_reached_where_they_are_after_a_moment(ready: Database) -> None:
    first, second = await member_reach(ready).told(MENTION, ["ann", "ben"])
    assert (first.person, first.addresses, first.rings, first.wait) == (
        "ann",
        (PUSH, MAIL),
        True,
        WAIT_SECONDS,
    )
    assert (second.person, second.addresses, second.rings) == ("ben", (), True)


async def test_nobody_gets_what_they_do_not_want(ready: Database) -> None:
    await RoomChoices(ready).choose("ann", "zone", RoomChoice(hears=Hears.NOTHING))
    assert [draft.person for draft in await member_reach(ready).told(MENTION, ["ann", "ben"])] == ["ben"]


async def test_a_muted_room_gives_a_notice_that_does_not_ring(ready: Database) -> None:
    await RoomChoices(ready).choose("ann", "zone", RoomChoice(mute=Mute(always=True)))
    (draft,) = await member_reach(ready).told(MENTION, ["ann"])
    assert (draft.addresses, draft.rings) == ((), False)
    (draft,) = await member_reach(ready).told(replace(MENTION, reason=Reason.STAFF_MENTION), ["ann"])
    assert (draft.addresses, draft.rings) == ((PUSH, MAIL), True)


async def test_the_quiet_hours_of_the_space_hold_for_whoever_has_none(ready: Database) -> None:
    night = QuietHours(22 * 60, 7 * 60, ZONE_NAME)
    plans, clock = Plans(ready), ManualClock(at(2, 23))
    await plans.save(SPACE, replace(plan(), quiet_hours=night), "olga", clock.now())
    desk = DutyDesk(plans, People(ready), SqlDirectory(ready), clock)
    await desk.look()
    reach = MemberReach(Contacts(ready), RoomChoices(ready), desk)
    noon = QuietHours(12 * 60, 13 * 60, ZONE_NAME)
    await Contacts(ready).set_settings("ann", Settings(quiet_hours=noon))
    people = ["ann", "ben"]
    assert await reach.ringing(SPACE, "zone", Reason.MENTION, people, at(2, 23)) == {"ann"}
    assert await reach.ringing(SPACE, "zone", Reason.MENTION, people, at(2, 12, 30)) == {"ben"}
    assert await reach.ringing(SPACE, "zone", Reason.STAFF_MENTION, people, at(2, 23)) == {"ann", "ben"}
