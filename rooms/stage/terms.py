"""The stage and the hands before it: an ordered queue, who speaks, until when, and with which sources."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from rooms.terms import ClientCommand, Event, MemberId, Number, Source

Topic = Annotated[str, Meta(max_length=200)]


def _face() -> list[Source]:
    return [Source.MIC, Source.CAMERA]


class StageEnd(StrEnum):
    STAFF = "staff"  # thanked and sent back
    SELF = "self"  # went back on their own, or passed
    TIMER = "timer"
    SESSION = "session"  # class ended


# ---------------------------------------------------------------- commands


class RaiseHand(ClientCommand, frozen=True, tag="raise_hand"):
    """Queue for the stage, with a topic or with a question of one's own. Asking again changes what it is about."""

    topic: Topic = ""
    question: Number | None = None


class LowerHand(ClientCommand, frozen=True, tag="lower_hand"):
    """One's own; with `member` somebody else's, which is for staff."""

    member: MemberId | None = None


class MoveHand(ClientCommand, frozen=True, tag="move_hand"):
    """To `place` in the queue, from 0. The others keep their order and their clocks."""

    member: MemberId
    place: Annotated[int, Meta(ge=0, le=10_000)]


class Promote(ClientCommand, frozen=True, tag="promote"):
    """Call onto the stage, for `seconds` or until sent back. `question`: an open one of theirs that they are called
    for, unless their hand says which."""

    member: MemberId
    seconds: Annotated[int, Meta(ge=10, le=3600)] | None = None
    sources: Annotated[list[Source], Meta(min_length=1, max_length=4)] = field(default_factory=_face)
    question: Number | None = None


class Demote(ClientCommand, frozen=True, tag="demote"):
    """Send back to the audience. Without `member`: oneself."""

    member: MemberId | None = None


class AskToUnmute(ClientCommand, frozen=True, tag="ask_to_unmute"):
    """Lift a voice mute and ask the member, who alone can switch their microphone on."""

    member: MemberId


StageCommand = RaiseHand | LowerHand | MoveHand | Promote | Demote | AskToUnmute

# ---------------------------------------------------------------- events


class HandRaised(Event, frozen=True, tag="hand_raised", kw_only=True):
    member: str
    topic: str = ""
    question: int | None = None


class HandLowered(Event, frozen=True, tag="hand_lowered", kw_only=True):
    member: str
    by: str


class HandMoved(Event, frozen=True, tag="hand_moved", kw_only=True):
    member: str
    place: int
    by: str


class Promoted(Event, frozen=True, tag="promoted", kw_only=True):
    """Their hand is lowered by this. `question` came with the hand, or with the call."""

    member: str
    by: str
    sources: list[Source]
    until: float | None = None
    question: int | None = None


class Demoted(Event, frozen=True, tag="demoted", kw_only=True):
    member: str
    by: str
    why: StageEnd


class UnmuteAsked(Event, frozen=True, tag="unmute_asked", kw_only=True):
    """For the member alone; forgotten when their microphone goes on, or they leave."""

    member: str
    by: str
    by_name: str


StageEvent = HandRaised | HandLowered | HandMoved | Promoted | Demoted | UnmuteAsked

# ---------------------------------------------------------------- view


class HandView(Struct, frozen=True):
    member: str
    at: float
    topic: str = ""
    question: int | None = None


class SpeakerView(Struct, frozen=True):
    """Somebody who was called onto the stage. Who may publish by their role alone is not listed."""

    member: str
    since: float
    sources: list[Source]
    until: float | None = None
    question: int | None = None


class UnmuteView(Struct, frozen=True):
    """`member` is the viewer, who is asked; `by_name` asks."""

    member: str
    by_name: str


class StageView(Struct, frozen=True):
    """Hands are in the order of the queue. `asked_to_unmute` is for the viewer alone, None while nobody asks."""

    hands: list[HandView] = []
    speakers: list[SpeakerView] = []
    asked_to_unmute: UnmuteView | None = None
