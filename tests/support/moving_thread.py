"""A thread that moves away and another that comes, as two rooms tell of them. For traces."""

from __future__ import annotations

from msgspec.structs import replace

from rooms.chat import terms as chat
from rooms.errands import Errand
from rooms.events import AnyEvent
from rooms.moving import terms as moving
from tests.support.classroom import ADA, BO, CHEN, Class


def a_moving_thread() -> list[AnyEvent]:
    """The log of the room from which it goes and to which it comes back. Ada is the teacher, Bo a student."""
    rig = Class()
    rig.do(CHEN, chat.PostMessage(rig.cid(), "Who won the match? 谁赢了"))
    first = rig.room.last_message
    rig.do(BO, chat.PostMessage(rig.cid(), "Not us.", reply_to=first))
    rig.do(BO, chat.PostMessage(rig.cid(), "Rude.", reply_to=first), chat.ReactToMessage(first, "👍", True))
    rig.do(ADA, chat.HideMessage(first + 2), chat.PinMessage(first, True))
    rig.do(BO, moving.FlagOffTopic(first, True), moving.FlagOffTopic(first, False))
    rig.do(BO, moving.FlagOffTopic(first, True))
    rig.do(ADA, moving.FlagOffTopic(first, True), moving.SettleOffTopic(first))
    rig.do(ADA, moving.MoveThread(first, "nowhere"))
    (refused,) = rig.room.errands()
    assert refused.otherwise is not None
    rig.events(refused.otherwise)
    rig.do(ADA, moving.MoveThread(first, "lounge", "闲聊"))
    (gone,) = rig.room.errands()
    _comes_back(rig, gone)
    return rig.log


def _comes_back(rig: Class, gone: Errand) -> None:
    adopt = gone.command
    assert isinstance(adopt, moving.AdoptThread)
    places = {each.id: chat.Place("lounge", "Lounge", each.id + 10) for each in adopt.messages}
    rig.events(moving.NoteArrived(adopt.source.id or 0, places, [owed.message for owed in adopt.owed]))
    ids = {old: place.id or 0 for old, place in places.items()}
    there = [replace(each, id=ids[each.id]) for each in adopt.messages]
    owed = [replace(each, message=ids[each.message], attached=[]) for each in adopt.owed]
    rig.events(replace(adopt, source=chat.Place("lounge", "Lounge", there[0].id), messages=there, owed=owed))
    rig.events(moving.NoteConfirmed("lounge", there[0].id))
