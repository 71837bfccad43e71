"""People who talk: a room held to the snapshot law, in which posting takes one short line."""

from __future__ import annotations

from itertools import count
from typing import Any

from rooms.chat.terms import Attachment, ChatCommand, MessageView, PostMessage
from rooms.kinds import RoomKind
from rooms.rejections import Rejection, RejectionCode
from rooms.terms import Actor
from tests.support.law import ADA, BO, TESS, TOM, LawRig

FILE = Attachment("0" * 64 + ".png", "board.png", 1234)


class Talk(LawRig):
    """A class with two students, a teacher and her assistant."""

    def __init__(self) -> None:
        super().__init__(RoomKind.QA)
        self._cids = count(1)
        self.enter(ADA, BO, TESS, TOM)

    def say(self, actor: Actor, body: str = "hello", **fields: Any) -> int:
        """Post what must be allowed; the id of the message."""
        self.events(PostMessage(f"cid-{next(self._cids):05d}", body, **fields), actor)
        return self.room.last_message

    def refusal(self, command: ChatCommand, actor: Actor) -> RejectionCode:
        """Why this is refused, as it must be."""
        refused = self.ask(command, actor)
        assert isinstance(refused, Rejection), refused
        return refused.code

    def message(self, id: int, actor: Actor | None = None) -> MessageView:
        """A message among the newest, as this member sees it, or as everybody does."""
        return next(message for message in self.view(actor).chat.messages if message.id == id)
