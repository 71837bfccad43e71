"""A room with posts for later, and a clock that is moved from one to the next. Every event is held to the law."""

from __future__ import annotations

from community.post_times import Timing
from rooms.chat.terms import AuthorKind, MessagePosted
from rooms.events import AnyEvent
from rooms.kinds import Purpose
from rooms.life.terms import Tick
from rooms.obligations.events import ObligationOpened
from rooms.schedule.terms import ScheduledPost, ScheduledPostMissed, SchedulePost
from rooms.terms import Actor
from tests.rooms.obligations.zone import Zone, utc
from tests.support.law import TOM

EVENINGS = Timing("Europe/Berlin", "2026-10-05", 20 * 60, "FREQ=WEEKLY;BYDAY=MO,WE,FR,SU")
MONDAY = utc(2026, 10, 5, 18)
"""The first of them."""
WORDS = "What did you learn today?"


class Planned(Zone):
    def __init__(self, purpose: Purpose = Purpose.QUESTIONS) -> None:
        super().__init__(purpose=purpose)
        self.now = MONDAY - 3600.0

    def write(
        self, timing: Timing = EVENINGS, body: str = WORDS, actor: Actor = TOM, *, expects_reply: bool = True
    ) -> ScheduledPost:
        self.events(SchedulePost(self.cid(), body, timing, expects_reply=expects_reply), actor)
        return self.posts()[-1]

    def comes(self, at: float) -> list[AnyEvent]:
        """What happens at this UTC second, as after a time in which nobody looked."""
        self.now = at
        before = len(self.log)
        while self.events(Tick()):
            pass
        return self.log[before:]

    def sent(self, at: float) -> MessagePosted:
        return next(event for event in self.comes(at) if isinstance(event, MessagePosted))

    def posts(self, actor: Actor = TOM) -> list[ScheduledPost]:
        return self.view(actor).schedule

    def posted(self) -> list[MessagePosted]:
        return [
            event
            for event in self.log
            if isinstance(event, MessagePosted) and event.author_kind is AuthorKind.SYSTEM
        ]

    def missed(self) -> list[ScheduledPostMissed]:
        return [event for event in self.log if isinstance(event, ScheduledPostMissed)]

    def duties(self) -> list[ObligationOpened]:
        return [
            event for event in self.log if isinstance(event, ObligationOpened) and event.class_ == "follow_up"
        ]
