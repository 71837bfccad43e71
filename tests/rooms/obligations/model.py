"""Who is owed what, written again from the table of the specification, to hold the room to it.

It hears what people did (their messages, reactions, questions, hands, reports), never an event of an obligation, and
keeps time in the plainest way. It shares no code with `rooms/obligations` but the names of things.
"""

from __future__ import annotations

from collections.abc import Sequence

from rooms.chat import terms as chat
from rooms.events import AnyEvent
from rooms.life.terms import SessionEnded, SessionStarted
from rooms.members.terms import MemberLeft
from rooms.moderation import events as moderation
from rooms.obligations.terms import Anchor, AnchorKind
from rooms.questions import events as questions
from rooms.questions.terms import QuestionState
from rooms.stage.terms import HandLowered, HandRaised, Promoted
from tests.rooms.obligations.model_chat import Chat
from tests.rooms.obligations.model_items import AFTER_CLASS, C, Item, S
from tests.rooms.obligations.zone import DAY, HOUR


class Model(Chat):
    def hear(self, events: Sequence[AnyEvent]) -> None:
        """`events` of one decision."""
        ends_class = any(isinstance(event, SessionEnded) for event in events)
        for event in events:
            if ends_class and isinstance(event, HandLowered):
                continue
            self._hear(event)

    def _hear(self, event: AnyEvent) -> None:
        match event:
            case chat.MessagePosted(author_kind=chat.AuthorKind.PERSON):
                self.posted(event)
            case chat.MessagePosted():
                self.messages[event.id] = event
            case chat.MessageReacted():
                self.reacted(event)
            case chat.MessageEdited():
                self.edited(event)
            case chat.MessageDeleted() | chat.MessageHidden():
                self.taken_away(event)
            case chat.MessageRestored():
                self.came_back(event)
            case _:
                self._hear_calls(event)

    def _hear_calls(self, event: AnyEvent) -> None:
        match event:
            case HandRaised():
                if self.hand(event.member) is None and not self.staff(event.member):
                    self.opens(C.HAND, event.member, Anchor(AnchorKind.HAND))
            case HandLowered() | Promoted() | MemberLeft():
                self.hand_is_down(event)
            case SessionStarted():
                self.live = True
            case SessionEnded():
                self.class_ended()
            case moderation.Reported():
                self.opens(C.REPORT, event.author, Anchor(AnchorKind.REPORT, event.number))
            case moderation.ReportHandled():
                item = self.holds(AnchorKind.REPORT, event.number)
                if item is not None and item.is_open:
                    self.answers(item, event.by)
            case _:
                self.panel(event)

    # ------------------------------------------------------------ hands, and the end of class

    def hand_is_down(self, event: HandLowered | Promoted | MemberLeft) -> None:
        item = self.hand(event.member)
        if item is None:
            return
        if isinstance(event, Promoted) or (isinstance(event, HandLowered) and event.by != event.member):
            self.answers(item, event.by)
        else:
            self.ends(item, S.WITHDRAWN)

    def class_ended(self) -> None:
        self.live = False
        for item in self.open():
            by_the_wall = item.promise.wall
            if by_the_wall or item.kind is C.HAND:
                self.late(item)
            if item.kind is C.HAND:
                self.measures(item, C.STATEMENT)
            elif item.kind is C.QUESTION and by_the_wall:
                self.after_class(item)
            elif item.kind is C.HELP and by_the_wall:
                self.measures(item, C.HELP)

    def after_class(self, item: Item) -> None:
        self.late(item)
        self.measures(item, C.QUESTION, AFTER_CLASS)
        item.to_answer = True

    # ------------------------------------------------------------ the panel

    def panel(self, event: AnyEvent) -> None:
        match event:
            case questions.QuestionAsked():
                if event.state is not QuestionState.DRAFT and not self.staff(event.author):
                    self.asked(event)
            case questions.QuestionMerged():
                self.merged(event)
            case questions.QuestionUnmerged():
                del self.follows[event.id]
                item = self.holds(AnchorKind.QUESTION, event.id)
                if item is not None and item.state is S.MERGED:
                    self.unmerged(item)
            case questions.QuestionReopened():
                self.reopened(event)
            case _:
                self.panel_answers(event)

    def asked(self, event: questions.QuestionAsked) -> None:
        anchor = Anchor(AnchorKind.QUESTION, event.id)
        turn = None if event.message is None else self.holds(AnchorKind.MESSAGE, event.message)
        if turn is not None and turn.is_open:
            if any(each.kind is AnchorKind.QUESTION for each in turn.more):
                self.opens(C.QUESTION, event.author, anchor, since=event.asked_at)
                return
            self.rises(turn)
            turn.said_at = self.now
            turn.more.append(anchor)
            self.belongs[AnchorKind.QUESTION, event.id] = turn.id
            return
        if not event.anonymous:
            self.speaks_again(event.author)
        self.opens(C.QUESTION, event.author, anchor, anonymous=event.anonymous)

    def reopened(self, event: questions.QuestionReopened) -> None:
        self.answered_by.pop(event.id, None)
        item = self.holds(AnchorKind.QUESTION, event.id)
        if item is not None and item.is_open:
            return
        if item is not None and self.now - item.over_at <= 72 * HOUR:
            self.again(item, item.kind)
        elif not self.staff(event.question.asker):
            anchor = Anchor(AnchorKind.QUESTION, event.id)
            self.opens(C.QUESTION, event.question.asker, anchor, anonymous=event.question.anonymous)

    # ------------------------------------------------------------ merged

    def merged(self, event: questions.QuestionMerged) -> None:
        """With whom somebody waits, or has had an answer; else they wait by themselves until there is one."""
        self.follows[event.id] = event.into
        item = self.holds(AnchorKind.QUESTION, event.id)
        into = self.holds(AnchorKind.QUESTION, event.into)
        is_answered = event.into in self.answered_by
        if item is None or not item.is_open:
            return
        if into is not None and (into.is_open or is_answered):
            self.ends(item, S.MERGED)
        elif is_answered:
            self.answers(item, self.answered_by[event.into])

    def unmerged(self, item: Item) -> None:
        item.state = S.OPEN if item.acked is None else S.ACKED
        self.runs(item, self.now if item.since is None else item.since)

    def family(self, question: int) -> list[int]:
        found = [question]
        for each in found:
            found += [follower for follower, into in self.follows.items() if into == each]
        return found

    def is_content(self, item: Item) -> None:
        """Its asker, who is not everybody who asked this."""
        numbers = [each.number or 0 for each in (item.anchor, *item.more) if each.kind is AnchorKind.QUESTION]
        for number in numbers:
            for each in self.family(number):
                other = self.holds(AnchorKind.QUESTION, each)
                if other is not None and other.state is S.MERGED and other.over_at >= item.began_at:
                    self.unmerged(other)

    # ------------------------------------------------------------ answers

    def panel_answers(self, event: AnyEvent) -> None:
        number = getattr(event, "question", None) or getattr(event, "id", None)
        if not isinstance(number, int):
            return
        self.notes(number, event)
        found = [self.holds(AnchorKind.QUESTION, each) for each in self.family(number)]
        waiting = [item for item in found if item is not None and item.is_open]
        for place, item in enumerate(waiting):
            if item not in waiting[:place]:
                self.panel_answers_one(item, event, own=item is found[0])

    def notes(self, number: int, event: AnyEvent) -> None:
        match event:
            case questions.AnswerStarted():
                self.speaking[number] = event.by
            case questions.AnswerEnded(answered=True):
                self.answered_by[number] = self.speaking.get(number, event.by)
            case questions.AnswerWritten(resolves=True):
                self.answered_by[number] = event.author
            case questions.QuestionDismissed():
                self.answered_by.pop(number, None)
            case _:
                pass

    def panel_answers_one(self, item: Item, event: AnyEvent, *, own: bool) -> None:
        match event:
            case questions.AnswerStarted():
                self.acks(item, event.by)
            case questions.AnswerEnded(answered=True) | questions.QuestionDismissed():
                self.answers(item, event.by)
            case questions.AnswerWritten():
                self.answered_in_writing(item, event)
            case questions.AnswerEndorsed():
                self.answers(item, event.author)
            case questions.QuestionWithdrawn() if own:
                self.ends(item, S.WITHDRAWN)
            case questions.QuestionDeferred() if own:
                self.after_class(item)
            case _:
                pass

    def answered_in_writing(self, item: Item, event: questions.AnswerWritten) -> None:
        if self.staff(event.author):
            self.answers(item, event.author)
        elif not item.peer:
            item.peer, item.peer_until, item.peer_message = event.author, self.now + DAY, 0
