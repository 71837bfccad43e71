"""When a shift begins: who is told what, and what is theirs now."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from rooms.obligations.changes import new_obligation
from rooms.obligations.events import (
    ObligationAssigned,
    ObligationClaimed,
    ObligationReopened,
    PromiseMade,
)
from rooms.obligations.terms import AssignObligation, ClockKind
from rooms.rejections import Rejection, RejectionCode
from rooms.terms import SYSTEM, Actor
from server.duty.contacts import Webhook, WebhookKinds
from server.duty.handovers import Handovers, NotHandedOver
from server.duty.notice import Reason
from server.storage.database import Database
from server.storage.tables import notices
from signaling.codes import ErrorCode
from signaling.mailbox import Done, Failed, Outcome
from tests.server.duty.planned import SPACE, at, plan, shift
from tests.server.duty.rig import DutyRig, Told, duty_rig
from tests.support.owed import opened

pytestmark = pytest.mark.anyio

TWO_SHIFTS = plan(shift(), shift("late", start=17, hours=5, rotation=("ben",), secondary=()))


class Rooms:
    """Take every request, and remember it; `outcome` is what they say."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, str]] = []
        self.outcome: Outcome | None = Done(1)

    async def ask(self, room: str, command: object, actor: Actor) -> Outcome | None:
        assert isinstance(command, AssignObligation)
        self.asked.append((room, command.id, f"{command.owner} to {command.to_name}"))
        assert actor == SYSTEM
        return self.outcome


def claimed(id: int, by: str, when: float = at(2, 16)) -> ObligationClaimed:
    return ObligationClaimed(at=when, id=id, asker="ada", by=by, by_name=by.capitalize(), until=None)


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[DutyRig]:
    async with duty_rig(database) as made:
        await made.save(TWO_SHIFTS)
        yield made


def assigned(id: int) -> ObligationAssigned:
    return ObligationAssigned(at=at(2, 17), id=id, asker="ada", owner="ann", to="ben", to_name="Ben")


def handovers(rig: DutyRig, rooms: Rooms) -> Handovers:
    return Handovers(rig.log, rig.notices, rig.reach, rooms.ask, rig.care.for_brief)


async def begin_late(rig: DutyRig) -> None:
    await rig.look()
    rig.clock.advance(at(2, 17) - rig.clock.now())


async def test_what_the_outgoing_person_had_is_the_next_ones_and_shown_to_them(rig: DutyRig) -> None:
    rooms = Rooms()
    await rig.tell(opened(1), opened(2), opened(3), claimed(1, "ann"), claimed(2, "cleo"))
    await rig.tell(opened(1), claimed(1, "ann"), room="study--2")
    await begin_late(rig)
    await handovers(rig, rooms).look(await rig.look(), rig.clock.now())
    assert rooms.asked == [("study--2", 1, "ann to Ben"), ("zone", 1, "ann to Ben")]
    assert await rig.told() == [
        Told("ben", "brief", 0, "zone", 0),
        Told("ben", "handed_over", 0, "study--2", 1),
        Told("ben", "handed_over", 0, "zone", 1),
    ]
    brief = next(notice for notice in await rig.notices.unseen("ben") if notice.reason == "brief")
    assert brief.room_title == "Ask here, Study room"
    assert brief.excerpt.split("\n") == ["Ada: question 1", "Ada: question 1", "Ada: question 3"]


async def test_a_handover_happens_once_also_after_a_restart(rig: DutyRig) -> None:
    rooms = Rooms()
    await rig.tell(opened(1), claimed(1, "ann"))
    await begin_late(rig)
    first = handovers(rig, rooms)
    desk = await rig.look()
    await first.look(desk, rig.clock.now())
    await first.look(desk, rig.clock.now())
    rig.clock.advance(60.0)
    await handovers(rig, rooms).look(desk, rig.clock.now())
    assert rooms.asked == [("zone", 1, "ann to Ben")] * 2, "the room knows whose it is by now"
    assert len(await rig.told()) == 2


async def test_a_shift_that_began_while_the_server_was_down_is_begun_at_the_start(rig: DutyRig) -> None:
    rooms = Rooms()
    await rig.tell(opened(1), claimed(1, "ann"))
    rig.clock.advance(at(2, 18) - rig.clock.now())
    await handovers(rig, rooms).look(await rig.look(), rig.clock.now())
    assert rooms.asked == [("zone", 1, "ann to Ben")]


@pytest.mark.parametrize("outcome", [None, Failed(ErrorCode.NOT_SAVED)])
async def test_a_room_that_cannot_be_asked_makes_it_begin_again(
    rig: DutyRig, outcome: Outcome | None
) -> None:
    rooms = Rooms()
    rooms.outcome = outcome
    await rig.tell(opened(1), claimed(1, "ann"))
    await begin_late(rig)
    desk, worker = await rig.look(), handovers(rig, rooms)
    with pytest.raises(NotHandedOver):
        await worker.look(desk, rig.clock.now())
    assert await rig.told() == []
    rooms.outcome = Rejection(RejectionCode.WRONG_STATE)  # answered meanwhile
    await worker.look(desk, rig.clock.now())
    assert len(await rig.told()) == 2


async def test_with_nothing_open_a_shift_begins_without_ringing(rig: DutyRig) -> None:
    await begin_late(rig)
    await handovers(rig, Rooms()).look(await rig.look(), rig.clock.now())
    assert await rig.told() == [Told("ben", "brief", 0, "zone", 0)]
    assert (await rig.notices.unseen("ben"))[0].excerpt == ""


async def test_at_night_nothing_is_handed_to_anybody_and_in_the_morning_it_is(rig: DutyRig) -> None:
    rooms = Rooms()
    await rig.tell(opened(1), claimed(1, "ben"))
    await begin_late(rig)
    await rig.look()
    worker = handovers(rig, rooms)
    rig.clock.advance(at(2, 23) - rig.clock.now())
    await worker.look(await rig.look(), rig.clock.now())
    assert (rooms.asked, await rig.told()) == ([], [])
    rig.clock.advance(at(3, 9) - rig.clock.now())
    await rig.save(plan(shift(rotation=("cleo", "ann"))))
    await worker.look(await rig.look(), rig.clock.now())
    assert rooms.asked == [("zone", 1, "ben to Ann")]
    assert {notice.person for notice in await rig.told()} == {"ann"}


async def test_whoever_is_answering_it_keeps_it_until_the_claim_is_over(rig: DutyRig) -> None:
    rooms, edge = Rooms(), at(2, 17)
    await rig.tell(opened(1), opened(2), claimed(1, "ann", edge - 60.0), claimed(2, "ann"))
    await begin_late(rig)
    worker = handovers(rig, rooms)
    again = await worker.look(await rig.look(), rig.clock.now())
    assert (again, rooms.asked) == (edge + 240.0, [("zone", 2, "ann to Ben")])
    brief = next(notice for notice in await rig.notices.unseen("ben") if notice.reason == "brief")
    assert brief.excerpt.split("\n") == ["Ada: question 2", "✋ Ann · Ada: question 1"]
    await rig.tell(assigned(2))
    rig.clock.advance(240.0)
    assert await worker.look(await rig.look(), rig.clock.now()) is None
    assert rooms.asked[1:] == [("zone", 1, "ann to Ben")]
    assert len(await rig.told()) == 3


async def test_what_is_taken_on_after_ones_shift_stays_ones_own(rig: DutyRig) -> None:
    rooms = Rooms()
    await rig.tell(opened(1), claimed(1, "ann", at(2, 18)))
    rig.clock.advance(at(2, 19) - rig.clock.now())
    assert await handovers(rig, rooms).look(await rig.look(), rig.clock.now()) is None
    assert rooms.asked == []


async def _ada_struggles(rig: DutyRig) -> None:
    now = rig.clock.now()
    again = replace(new_obligation(opened(2)), cycle=3, reopened_at=now)
    reopened = ObligationReopened(
        at=now, id=2, asker="ada", by="ada", obligation=again, clock=ClockKind.COVERED, policy=1, first=900.0
    )
    await rig.tell(opened(2), reopened)


async def test_the_brief_tells_of_promises_and_of_whom_to_look_after(rig: DutyRig) -> None:
    promise = PromiseMade(at=rig.clock.now(), id=1, asker="ada", by="ann", by_name="Ann", until=at(3, 10))
    await rig.tell(opened(1), promise)
    await _ada_struggles(rig)
    await begin_late(rig)
    await handovers(rig, Rooms()).look(await rig.look(), rig.clock.now())
    (brief,) = await rig.notices.unseen("ben")
    assert [line[0] for line in brief.excerpt.split("\n")] == ["A", "A", "⏰", "❗"]
    assert brief.excerpt.endswith("❗ Ada: ↺ 2")


async def test_neither_a_teachers_brief_nor_a_chat_is_told_who_struggles(rig: DutyRig) -> None:
    briefs = WebhookKinds(reasons=(Reason.BRIEF,))
    await rig.contacts.save_webhook(SPACE, Webhook("chat", "https://chat.example", "", briefs))
    await _ada_struggles(rig)
    await begin_late(rig)
    await handovers(rig, Rooms()).look(await rig.look(), rig.clock.now())
    late = shift("late", start=17, hours=5, rotation=("tess",), secondary=())
    await rig.save(plan(shift(), late))
    await handovers(rig, Rooms()).look(await rig.look(), rig.clock.now())
    async with rig.database.reading() as connection:
        rows = (await connection.execute(select(notices.c.person, notices.c.excerpt))).all()
    told = {person: excerpt for person, excerpt in rows}
    assert told.keys() == {"ben", "tess", ""}
    assert {person for person, excerpt in told.items() if "❗" in excerpt} == {"ben"}


async def test_a_real_room_hands_over(rig: DutyRig) -> None:
    await rig.tell(opened(1), claimed(1, "ann"), room="zone")
    await begin_late(rig)
    async with rig.node:
        worker = Handovers(rig.log, rig.notices, rig.reach, rig.node.ask, rig.care.for_brief)
        await worker.look(await rig.look(), rig.clock.now())
    handed = [event for event in await rig.events() if isinstance(event, ObligationAssigned)]
    assert [(event.id, event.owner, event.to, event.to_name) for event in handed] == [
        (1, "ann", "ben", "Ben")
    ]


async def test_who_was_on_duty_last_is_known_although_nobody_looked_then(rig: DutyRig) -> None:
    rooms = Rooms()
    await rig.tell(opened(1), claimed(1, "ben"))
    await rig.look()
    rig.clock.advance(at(3, 9) - rig.clock.now())
    await rig.save(replace(TWO_SHIFTS, quiet_hours=None))
    await handovers(rig, rooms).look(await rig.look(), rig.clock.now())
    assert rooms.asked == []  # the next in turn is ben again
    rig.clock.advance(at(4, 9) - rig.clock.now())
    await handovers(rig, rooms).look(await rig.look(), rig.clock.now())
    assert [asked[:2] for asked in rooms.asked] == [("zone", 1)]
