"""What somebody should know, in the words that all parts of this folder share: types only."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

SPACE_ITSELF = ""
"""The person of a notice that is for the webhooks of the space."""


class Reason(StrEnum):
    ESCALATED = "escalated"  # an obligation reached a level of the ladder
    PROMISE = "promise"  # somebody said that they would come back to it, and has not
    HELD = "held"  # words wait for approval, and nobody has looked in time
    HANDED_OVER = "handed_over"  # it was somebody's whose shift ended
    GAP = "gap"  # answers are promised and nobody is on duty
    BRIEF = "brief"  # a shift begins: what there is to know
    LOOK_AFTER = "look_after"  # somebody struggles, and it is theirs to see to it: it never says who
    PEER_ANSWERED = "peer_answered"  # a learner answered what this person asked
    RESPONDED = "responded"  # somebody who counts did, for the first time
    ANSWERED = "answered"
    MENTION = "mention"
    STAFF_MENTION = "staff_mention"  # rings at any hour
    IMPORTANT = "important"  # a post in a room that this person follows


OF_ANSWERS = frozenset({Reason.PEER_ANSWERED, Reason.RESPONDED, Reason.ANSWERED})
OF_MESSAGES = frozenset({Reason.MENTION, Reason.STAFF_MENTION, Reason.IMPORTANT})
OF_MEMBERS = OF_ANSWERS | OF_MESSAGES
"""What concerns somebody whatever their role; the others are for staff."""


class Channel(StrEnum):
    WEB_PUSH = "web_push"  # the address is the endpoint of a subscription
    MAIL = "mail"
    WEBHOOK = "webhook"  # a program reads it: the address is the id of a webhook of the space
    CHAT = "chat"  # people read it: the address is the id of a webhook that leads to a chat


class Address(Struct, frozen=True):
    channel: Channel
    to: str


class Lane(Struct, frozen=True):
    """What goes to one address of one person goes one after the other. `person` is empty for webhooks of the space."""

    space: str
    person: str
    address: Address


class Draft(Struct, frozen=True, kw_only=True):
    """A notice to be given, and where it is sent besides. There is one per person, room, obligation, cycle, target,
    level and reason, whatever else it says. `obligation` of what is held: its number. `cycle` of whom to look after: the
    number of the duty; of a brief or a gap: the
    UTC second at which it began; of what a message says: its id. `rings`: it is not only there to be looked at.
    Deliveries wait for `wait` seconds.
    """

    space: str
    person: str
    room: str
    room_title: str
    reason: Reason
    at: float
    obligation: int = 0
    cycle: int = 0
    target: str = ""
    level: int = 0
    class_: str = ""
    excerpt: str = ""
    addresses: tuple[Address, ...] = ()
    rings: bool = True
    wait: float = 0.0


class GivenNotice(Struct, frozen=True, kw_only=True):
    """As it is told to the outside. `reason` None: somebody tries whether it arrives. `is_seen`: in the page.
    `is_over`: nobody waits for an answer any more, or not in this cycle."""

    id: int
    space: str
    person: str
    room: str
    room_title: str
    obligation: int
    level: int
    reason: Reason | None
    class_: str
    at: float
    excerpt: str
    cycle: int = 0
    is_seen: bool = False
    is_over: bool = False

    @property
    def owed(self) -> int | None:
        """The obligation that it is about, if it is about one."""
        return None if self.reason is Reason.HELD else self.obligation or None

    @property
    def name(self) -> str:
        """The same in every try, and of no other."""
        return f"test-{int(self.at)}" if self.reason is None else f"notice-{self.id}"
