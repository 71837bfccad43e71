"""A chat that is as long as a test needs it, written into the log of a server that does not run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rooms.chat.terms import PostMessage
from rooms.events import AnyEvent
from rooms.members.terms import AttachDevice
from rooms.roles import Role
from server.app import open_database
from server.storage.event_log import READ_AT_ONCE, open_event_log
from tests.support.rooms import Rig, person

_SENTENCES = (
    "Short.",
    "A line that is about as long as most of what people write in a chat.",
    "**Markdown** with `code`, and a list:\n\n* one\n* two\n* three",
    "那么这一步为什么成立？我看了讲义还是没有明白，能不能再讲一遍？",
    "Several sentences in a row. " * 12,
)
_AT_ONCE = 500


async def fill(data: Path, room: str, messages: int) -> None:
    """Ann, a teacher, posts that many messages, of various heights, a minute after another; `data` has been served before."""
    rig = Rig(None)
    async with open_database(data) as database, open_event_log(database) as log:
        epoch, head = await log.acquire(room), 0
        while entries := await log.read(room, head, READ_AT_ONCE):
            for entry in entries:
                rig.room.apply(entry.event)
                head, rig.now = entry.seq, entry.event.at
        events = list(_said(rig, messages))
        for start in range(0, len(events), _AT_ONCE):
            part = events[start : start + _AT_ONCE]
            await log.append(room, epoch, head, part)
            head += len(part)


def _said(rig: Rig, messages: int) -> Iterator[AnyEvent]:
    ann = person("ann", Role.TEACHER)
    yield from rig.events(AttachDevice(ann.device), ann)
    for number in range(1, messages + 1):
        rig.now += 60
        text = f"{number}: {_SENTENCES[number % len(_SENTENCES)]}"
        yield from rig.events(PostMessage(f"long-chat-{number:06}", text), ann)
