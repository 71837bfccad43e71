"""Everything a room remembers, one part per concept. Rules read it, `Room.apply` alone changes it.

Evolution rule as for events: new fields carry defaults, so that a snapshot of the previous version thaws. It is a tree
and says `gc=False` as its values do: a node has thousands of it.
"""

from __future__ import annotations

from msgspec import Struct, field

from rooms.chat.state import Chat
from rooms.focus.state import Focus
from rooms.kinds import POLICIES, Policy, Purpose, RoomKind
from rooms.life.state import Life
from rooms.members.state import Members
from rooms.moderation.state import Moderation
from rooms.moving.state import Moves
from rooms.obligations.state import Obligations
from rooms.polls.state import Polls
from rooms.questions.state import Questions
from rooms.schedule.state import Schedule
from rooms.stage.state import Stage
from rooms.sub_rooms.state import SubRooms

REMEMBERED_CREATIONS = 512
"""How many creations back a repeated client id is recognised without asking the log."""


class RoomState(Struct, gc=False):
    """`created` maps author and client id to the log's sequence number, oldest first."""

    seq: int = 0
    life: Life = field(default_factory=Life)
    members: Members = field(default_factory=Members)
    chat: Chat = field(default_factory=Chat)
    stage: Stage = field(default_factory=Stage)
    questions: Questions = field(default_factory=Questions)
    polls: Polls = field(default_factory=Polls)
    focus: Focus = field(default_factory=Focus)
    sub_rooms: SubRooms = field(default_factory=SubRooms)
    moderation: Moderation = field(default_factory=Moderation)
    obligations: Obligations = field(default_factory=Obligations)
    moving: Moves = field(default_factory=Moves)
    schedule: Schedule = field(default_factory=Schedule)
    created: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def kind(self) -> RoomKind:
        return self.life.kind

    @property
    def purpose(self) -> Purpose:
        return self.life.purpose

    @property
    def policy(self) -> Policy:
        return POLICIES[self.life.kind]

    @property
    def capacity(self) -> int:
        """Members present at once."""
        return self.life.seats or self.policy.capacity

    def remember_created(self, author: str, cid: str) -> None:
        self.created[author, cid] = self.seq
        if len(self.created) > REMEMBERED_CREATIONS:
            del self.created[next(iter(self.created))]
