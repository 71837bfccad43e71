"""What a room remembers of its stage: the queue of hands, who was called, and who was asked to unmute.

Who may publish by their role alone is never in here. A lost device changes nothing: only leaving does.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct, field

from rooms.members.terms import MediaAnnounced
from rooms.stage.terms import (
    Demoted,
    HandLowered,
    HandMoved,
    HandRaised,
    HandView,
    Promoted,
    SpeakerView,
    StageEvent,
    StageView,
    UnmuteAsked,
    UnmuteView,
)
from rooms.terms import Source
from rooms.visibility import Audience


class Stage(Struct, gc=False):
    """By member. `hands` are in the order of the queue, `speakers` in that of their calls; `asked` has who asks."""

    hands: dict[str, HandView] = field(default_factory=dict)
    speakers: dict[str, SpeakerView] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    def next_deadline(self) -> float | None:
        ends = (speaker.until for speaker in self.speakers.values())
        return min((until for until in ends if until is not None), default=None)

    def apply(self, event: StageEvent) -> None:
        match event:
            case HandRaised():
                self._raised(event)
            case HandLowered():
                self.hands.pop(event.member, None)
            case HandMoved():
                self._moved(event)
            case Promoted():
                self._promoted(event)
            case Demoted():
                self.speakers.pop(event.member, None)
            case UnmuteAsked():
                self.asked[event.member] = event.by_name
            case _:
                assert_never(event)

    def _raised(self, event: HandRaised) -> None:
        """Raised again, a hand keeps its place and its clock."""
        before = self.hands.get(event.member)
        since = event.at if before is None else before.at
        self.hands[event.member] = HandView(event.member, since, event.topic, event.question)

    def _moved(self, event: HandMoved) -> None:
        moved = self.hands.pop(event.member)
        queue = list(self.hands.values())
        queue.insert(event.place, moved)
        self.hands = {hand.member: hand for hand in queue}

    def _promoted(self, event: Promoted) -> None:
        self.hands.pop(event.member, None)
        self.speakers[event.member] = SpeakerView(
            event.member, event.at, event.sources, event.until, event.question
        )

    def member_left(self, member: str) -> None:
        self.hands.pop(member, None)
        self.speakers.pop(member, None)
        self.asked.pop(member, None)

    def media_announced(self, event: MediaAnnounced) -> None:
        if event.mic:
            self.asked.pop(event.member, None)

    def sources_of(self, member: str) -> frozenset[Source]:
        """What being called onto the stage lets this member send."""
        speaker = self.speakers.get(member)
        return frozenset() if speaker is None else frozenset(speaker.sources)

    def question_of(self, member: str) -> int | None:
        """The question that brought this member onto the stage."""
        speaker = self.speakers.get(member)
        return None if speaker is None else speaker.question

    def view(self, audience: Audience) -> StageView:
        member = audience.member
        asker = None if member is None else self.asked.get(member)
        return StageView(
            hands=list(self.hands.values()),
            speakers=list(self.speakers.values()),
            asked_to_unmute=None if member is None or asker is None else UnmuteView(member, asker),
        )
