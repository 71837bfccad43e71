"""What may still be told of an answer or a message."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rooms.chat.terms import MessageDeleted, MessageMarked, MessagePosted
from rooms.obligations.changes import new_obligation
from rooms.obligations.terms import ObligationState
from server.duty.notice import Reason
from server.duty.subjects import Subjects, is_still_so
from server.storage.database import Database
from tests.server.duty.given import notice
from tests.server.duty.rig import duty_rig
from tests.support.owed import answered, opened, reopened

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

SEEN = new_obligation(opened(1))


@pytest.mark.parametrize(
    ("state", "reasons"),
    [
        (ObligationState.OPEN, {Reason.PEER_ANSWERED}),
        (ObligationState.ACKED, {Reason.PEER_ANSWERED, Reason.RESPONDED}),
        (ObligationState.ANSWERED, {Reason.ANSWERED}),
        (ObligationState.REMOVED, set()),
        (ObligationState.WITHDRAWN, set()),
    ],
)
def test_only_the_newest_of_answers_is_news(state: ObligationState, reasons: set[Reason]) -> None:
    acked_at = None if state is ObligationState.OPEN else 5.0
    seen = replace(SEEN, state=state, acked_at=acked_at, peer="bob")
    every = (Reason.PEER_ANSWERED, Reason.RESPONDED, Reason.ANSWERED)
    assert {reason for reason in every if is_still_so(seen, reason)} == reasons


async def test_an_answer_of_an_earlier_cycle_is_gone(database: Database) -> None:
    subjects, told = Subjects(database), notice(reason=Reason.ANSWERED, obligation=1, cycle=1)
    async with duty_rig(database) as rig:
        assert await subjects.is_gone(told)
        await rig.tell(opened(1), answered(1, 60.0))
        assert not await subjects.is_gone(told)
        assert await subjects.is_gone(replace(told, cycle=2))
        await rig.tell(reopened(1, 70.0))
        assert await subjects.is_gone(told)


async def test_a_message_is_gone_with_its_words_and_with_its_importance(database: Database) -> None:
    subjects = Subjects(database)
    mention = notice(reason=Reason.MENTION, obligation=0, cycle=1)
    important = replace(mention, reason=Reason.IMPORTANT)
    said = MessagePosted(
        at=1.0,
        id=1,
        author="tess",
        author_name="Tess",
        cid="c",
        body="Look",
        important=True,
        mentions=["ada"],
    )
    async with duty_rig(database) as rig:
        assert await subjects.is_gone(mention)
        await rig.tell(said)
        assert not await subjects.is_gone(mention)
        assert not await subjects.is_gone(important)
        message = (await rig.log.messages("zone", None, 1))[0]
        off = replace(message, important=False)
        await rig.tell(MessageMarked(at=2.0, id=1, by="tess", on=False, message=off))
        assert await subjects.is_gone(important)
        assert not await subjects.is_gone(mention)
        await rig.tell(MessageDeleted(at=3.0, id=1, by="tess"))
        assert await subjects.is_gone(mention)
