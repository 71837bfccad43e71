"""A question zone for tests of what is owed: everybody is here and no newcomer, and every event is held to the law."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import msgpack
from typing_extensions import override

from rooms.chat.terms import MessagePosted, MessageView, PostMessage, ReactToMessage
from rooms.commands import AnyCommand
from rooms.decision import Decision, Refused
from rooms.kinds import Purpose, RoomKind
from rooms.life.terms import OpenRoom, Tick
from rooms.obligations.events import ObligationEscalated, ObligationEvent, ObligationOpened
from rooms.obligations.newcomers import FIRST_MESSAGES
from rooms.obligations.terms import ObligationState
from rooms.obligations.view import ObligationView
from rooms.questions.terms import AskQuestion
from rooms.rejections import Rejection, RejectionCode
from rooms.state import RoomState
from rooms.terms import SYSTEM, Actor
from rooms.visibility import Audience
from tests.support.law import AUDIENCES, EVERYBODY, OTTO, LawRig

MINUTE = 60.0
HOUR = 3600.0
DAY = 24 * HOUR

ASKS = "Why is 0! = 1?"
SAYS = "It rained on the way here."
THANKS = "谢谢老师"
ASKS_BACK = "Which version do you have?"
PROMISES = "I'll get back to you tomorrow."
ANSWERS = "Because the empty product is one."


class Zone(LawRig):
    """`known=False`: nobody has ever spoken here. `audiences=()` where checking the law each time would take long."""

    def __init__(
        self,
        kind: RoomKind = RoomKind.ZONE,
        audiences: tuple[Audience, ...] = AUDIENCES,
        *,
        known: bool = True,
        purpose: Purpose = Purpose.QUESTIONS,
    ) -> None:
        self._purpose = purpose
        self._cids = 0
        self.followed: list[ObligationEvent] = []
        super().__init__(kind, audiences)
        self.enter(*EVERYBODY)
        if known:
            for actor in EVERYBODY:
                self._was_heard(actor)

    @override
    def open(self, kind: RoomKind) -> None:
        self.ask(OpenRoom("Algebra", kind, id="algebra", purpose=self._purpose))

    def _was_heard(self, actor: Actor) -> None:
        """Long ago, so that nothing is owed for it any more."""
        for _ in range(FIRST_MESSAGES):
            id, cid = self.room.last_message + 1, self.cid()
            said = MessagePosted(
                at=self.now, id=id, author=actor.member, author_name=actor.name, cid=cid, body="hi"
            )
            self.room.apply(said)
            self.log.append(said)

    def cid(self) -> str:
        self._cids += 1
        return f"cid-{self._cids:06d}"

    # ------------------------------------------------------------ do

    @override
    def ask(self, command: AnyCommand, actor: Actor = SYSTEM) -> Decision:
        before = len(self.log)
        decision = super().ask(command, actor)
        self.followed = [event for event in self.log[before:] if isinstance(event, ObligationEvent)]
        return decision

    def refusal(self, command: AnyCommand, actor: Actor = SYSTEM) -> RejectionCode:
        decision = self.ask(command, actor)
        if isinstance(decision, Refused):
            return decision.rejection.code
        assert isinstance(decision, Rejection), decision
        return decision.code

    def says(
        self,
        actor: Actor,
        body: str,
        reply_to: int | None = None,
        *,
        to: tuple[Actor, ...] = (),
        important: bool = False,
    ) -> int:
        """The number of the message."""
        mentions = [each.member for each in to]
        self.events(PostMessage(self.cid(), body, reply_to, important, mentions), actor)
        return next(
            event.id
            for event in reversed(self.log)
            if isinstance(event, MessagePosted) and event.author == actor.member
        )

    def post(self, body: str) -> PostMessage:
        return PostMessage(self.cid(), body)

    def asks(self, actor: Actor, text: str = ASKS, *, anonymous: bool = False) -> int:
        """The number of a question in the panel."""
        self.events(AskQuestion(self.cid(), text, anonymous=anonymous), actor)
        return self.room.last_question

    def reacts(self, actor: Actor, message: int, *, on: bool = True, emoji: str = "👍") -> None:
        self.events(ReactToMessage(message, emoji, on), actor)

    def waits(self, seconds: float) -> list[ObligationEscalated]:
        """What is told when this time has passed at once, as after a takeover."""
        self.now += seconds
        before = len(self.log)
        while self.events(Tick()):
            pass
        return [event for event in self.log[before:] if isinstance(event, ObligationEscalated)]

    # ------------------------------------------------------------ see

    def message(self, id: int, actor: Actor = OTTO) -> MessageView:
        """As this member reads it."""
        return next(each for each in self.view(actor).chat.messages if each.id == id)

    def state(self) -> RoomState:
        """The room as its rules see it: a copy."""
        return msgpack.decode(self.room.freeze(), type=RoomState)

    def items(self, actor: Actor = OTTO) -> list[ObligationView]:
        return self.view(actor).obligations.items

    def waiting(self, actor: Actor = OTTO) -> list[ObligationView]:
        return [
            item for item in self.items(actor) if item.state in (ObligationState.OPEN, ObligationState.ACKED)
        ]

    def owed(self, id: int | None = None, actor: Actor = OTTO) -> ObligationView:
        """The obligation of this id as this member sees it; without one, the newest."""
        items = self.items(actor)
        return items[-1] if id is None else next(item for item in items if item.id == id)

    def happened(self) -> list[str]:
        """The names of what the last command meant for what is owed."""
        return [type(event).__name__ for event in self.followed]

    def opened(self) -> ObligationOpened:
        """The last opening."""
        return next(event for event in reversed(self.log) if isinstance(event, ObligationOpened))


def utc(*moment: int) -> float:
    """UTC seconds of a date and time."""
    return datetime(*moment, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]
