"""Posting text, once per client id. Keeps the newest messages for snapshots, and which ids were used lately.

Older messages are the read model's business, and so is a client id that was used before the window: the log's
unique key refuses it.
"""

from __future__ import annotations

from msgspec import Struct, field

from rooms.commands import Actor, PostMessage
from rooms.decision import AlreadyDone, Decision
from rooms.events import MessagePosted
from rooms.members import Members
from rooms.rejections import Rejection, RejectionCode
from rooms.roles import Action, permits
from rooms.view import RECENT_MESSAGES, MessageView

REMEMBERED_POSTS = 512
"""How many posts back a repeated client id is recognised without asking the log."""


class Chat(Struct):
    """`posted` maps author and client id to the log's sequence number, oldest first."""

    last_id: int = 0
    recent: list[MessageView] = field(default_factory=list)
    posted: dict[tuple[str, str], int] = field(default_factory=dict)

    def post(self, command: PostMessage, actor: Actor, members: Members, now: float) -> Decision:
        member = members.present.get(actor.member)
        if member is None:
            return Rejection(RejectionCode.NOT_PRESENT)
        if not permits(member.role, Action.POST):
            return Rejection(RejectionCode.NOT_PERMITTED, f"{member.role} may not post")
        done = self.posted.get((actor.member, command.cid))
        if done is not None:
            return AlreadyDone(done)
        if not any(character.isprintable() and not character.isspace() for character in command.body):
            return Rejection(RejectionCode.EMPTY_MESSAGE)
        return [
            MessagePosted(
                at=now,
                id=self.last_id + 1,
                author=actor.member,
                author_name=member.name,
                cid=command.cid,
                body=command.body.strip(),
            )
        ]

    def message_posted(self, event: MessagePosted, seq: int) -> None:
        self.last_id = event.id
        self.recent.append(message_view(event))
        del self.recent[:-RECENT_MESSAGES]
        self.posted[event.author, event.cid] = seq
        if len(self.posted) > REMEMBERED_POSTS:
            del self.posted[next(iter(self.posted))]


def message_view(event: MessagePosted) -> MessageView:
    return MessageView(
        id=event.id,
        at=event.at,
        author=event.author,
        author_name=event.author_name,
        author_kind=event.author_kind,
        cid=event.cid,
        body=event.body,
    )
