"""What is said in chat, and what it means for who is owed what."""

from __future__ import annotations

from rooms.chat import terms as chat
from rooms.obligations.terms import Anchor, AnchorKind, ObligationClass, PauseReason
from rooms.roles import Role
from tests.rooms.obligations.model_items import C, Item, S
from tests.rooms.obligations.model_steps import Steps
from tests.rooms.obligations.zone import ASKS, ASKS_BACK, DAY, HOUR, PROMISES, THANKS

ASKING = (ASKS, ASKS_BACK)
"""All else says something, or thanks."""
RISING = (C.STATEMENT, C.NEWCOMER, C.QUESTION)


class Chat(Steps):
    def posted(self, message: chat.MessagePosted) -> None:
        author, root, text = message.author, message.reply_to, message.body
        self.messages[message.id], self.texts[message.id] = message, text
        counted = False
        for item in self.about(message):
            counted = self.responds(item, author, text, message.id) or counted
        if not self.staff(author):
            self.speaks_again(author)
            if root is None:
                self.to_everybody(message)
            else:
                self.to_thread(message, root, counted=counted)
        self.spoke.setdefault(author, []).append(self.now)

    def speaks_again(self, author: str) -> None:
        for item in self.open():
            if item.asker == author and item.paused is PauseReason.ASKED_BACK and not item.anonymous:
                self.runs(item, self.now)

    def about(self, message: chat.MessagePosted) -> list[Item]:
        others = [item for item in self.open() if item.asker != message.author]
        if message.reply_to is not None:
            found = [item for item in self.in_thread(message.reply_to) if item in others]
            return [item for item in found if item.asker in message.mentions] or found
        if not self.staff(message.author):
            return []
        in_chat = [
            item
            for item in others
            if item.anchor.kind is AnchorKind.MESSAGE
            or (item.anchor.kind is AnchorKind.HAND and item.kind is not C.HAND)
        ]
        if message.mentions:
            named = [item for item in in_chat if item.asker in message.mentions]
            return [item for item in named if sum(each.asker == item.asker for each in named) == 1]
        return in_chat if len(in_chat) == 1 else []

    def responds(self, item: Item, by: str, text: str, message: int) -> bool:
        is_question = item.kind is C.QUESTION
        if self.staff(by):
            if text == PROMISES:
                self.acks(item, by)
                self.vows(item, by)
            elif is_question and text in ASKING:
                self.acks(item, by)
                if item.paused is not PauseReason.ASKED_BACK:
                    self.stands(item, PauseReason.ASKED_BACK)
            else:
                self.answers(item, by)
            return True
        is_active = self.roles[by] is Role.ACTIVE
        if item.needs_answer:
            if not is_active or item.peer:
                return False
            item.peer, item.peer_until, item.peer_message = by, self.now + DAY, message
            return True
        is_on_duty = any(opens <= self.now < closes for opens, closes in item.policy.hours)
        if item.kind is C.STATEMENT or (item.kind is C.NEWCOMER and (is_active or not is_on_duty)):
            self.answers(item, by)
            return True
        return False

    def kind_of(self, author: str, text: str) -> ObligationClass | None:
        if text in ASKING:
            return C.QUESTION
        before = self.spoke.get(author, [])
        is_new = len(before) < 3 and (not before or self.now - before[0] <= 7 * DAY)
        if is_new and author not in self.known:
            return C.NEWCOMER
        return None if text == THANKS else C.STATEMENT

    def to_everybody(self, message: chat.MessagePosted) -> None:
        author, text = message.author, message.body
        own = [item for item in self.open() if item.asker == author and item.is_flat]
        if own:
            newest = max(own, key=lambda item: (item.said_at, item.id))
            if not (self.now - newest.said_at > 120 and text in ASKING):
                self.adds(newest, message)
                return
        over = self.last_over([each for each in self.items.values() if each.is_flat], author)
        if text == THANKS and self.is_fresh_answer(over):
            return
        kind = self.kind_of(author, text)
        if kind is not None:
            self.opens(kind, author, Anchor(AnchorKind.MESSAGE, message.id))

    def to_thread(self, message: chat.MessagePosted, root: int, *, counted: bool) -> None:
        author, text = message.author, message.body
        own = [item for item in self.in_thread(root) if item.asker == author]
        if own:
            self.adds(max(own, key=lambda item: (item.said_at, item.id)), message)
            return
        over = self.last_over([each for each in self.items.values() if each.home == root], author)
        if text == THANKS and self.is_fresh_answer(over):
            return
        if over is not None and text in ASKING and self.now - over.over_at <= 72 * HOUR:
            self.again(over, C.QUESTION)
            return
        kind = self.kind_of(author, text)
        if kind is None or (counted and kind is C.STATEMENT):
            return
        self.opens(kind, author, Anchor(AnchorKind.MESSAGE, message.id), thread=root)

    def last_over(self, items: list[Item], asker: str) -> Item | None:
        over = [item for item in items if item.asker == asker and item.state in (S.ANSWERED, S.WAIVED)]
        return max(over, key=lambda item: item.over_as, default=None)

    def is_fresh_answer(self, item: Item | None) -> bool:
        return item is not None and item.state is S.ANSWERED and self.now - item.over_at <= 72 * HOUR

    def adds(self, item: Item, message: chat.MessagePosted) -> None:
        anchor = Anchor(AnchorKind.MESSAGE, message.id)
        if message.body in ASKING:
            item.peer = ""
            self.rises(item)
        item.said_at = self.now
        item.more.append(anchor)
        self.belongs[AnchorKind.MESSAGE, message.id] = item.id

    def rises(self, item: Item) -> None:
        if item.kind in (C.STATEMENT, C.NEWCOMER):
            self.measures(item, C.QUESTION)

    def reacted(self, event: chat.MessageReacted) -> None:
        there = self.reactions.setdefault(event.id, set())
        (there.add if event.on else there.discard)((event.member, event.emoji))
        item = self.holds(AnchorKind.MESSAGE, event.id)
        if item is None or item.anchor != Anchor(AnchorKind.MESSAGE, event.id):
            return
        if not self.staff(event.member):
            return
        if event.on and item.is_open:
            if item.needs_answer:
                self.acks(item, event.member, by_reaction=True)
            else:
                self.answers(item, event.member, by_reaction=True)
        elif not event.on:
            self.reaction_is_gone(item, event.member, there)

    def reaction_is_gone(self, item: Item, by: str, there: set[tuple[str, str]]) -> None:
        if not item.by_reaction or item.acked is None or item.acked[1] != by:
            return
        if any(self.staff(member) for member, _ in there) or self.now - item.acked[0] > 10:
            return
        if item.state is S.ANSWERED:
            if item.over_at != item.acked[0]:
                return  # something else has answered it since
            self.runs(item, item.over_at)
        elif item.state is not S.ACKED or item.paused is PauseReason.ASKED_BACK:
            return  # somebody has asked back since, which is a response
        item.state, item.acked, item.by_reaction, item.to_answer = S.OPEN, None, False, False

    def edited(self, event: chat.MessageEdited) -> None:
        before, self.texts[event.id] = self.texts[event.id], event.body
        if self.staff(event.by):
            return
        self.speaks_again(event.by)
        if event.body not in ASKING:
            return
        message = self.messages[event.id]
        anchor = Anchor(AnchorKind.MESSAGE, event.id)
        item = self.holds(AnchorKind.MESSAGE, event.id)
        if item is None:
            if before not in ASKING:
                self.opens(C.QUESTION, message.author, anchor, thread=message.reply_to)
        elif item.is_open:
            self.rises(item)
        elif item.state in (S.ANSWERED, S.WAIVED) and item.kind is not C.QUESTION:
            if self.now - item.over_at <= 72 * HOUR:
                self.again(item, C.QUESTION)

    def taken_away(self, event: chat.MessageDeleted | chat.MessageHidden) -> None:
        self.gone.add(event.id)
        for waiting in self.open():
            if waiting.peer and waiting.peer_message == event.id:
                waiting.peer = ""
        item = self.holds(AnchorKind.MESSAGE, event.id)
        if item is None or not item.is_open or item.anchor != Anchor(AnchorKind.MESSAGE, event.id):
            return
        if any(each.kind is AnchorKind.QUESTION for each in item.more):
            return  # it goes on in the panel
        is_own = isinstance(event, chat.MessageDeleted) and event.by == item.asker
        was_asked_back = item.paused is PauseReason.ASKED_BACK
        self.ends(item, S.WITHDRAWN if is_own else S.REMOVED)
        rest = [each.number or 0 for each in item.more if (each.number or 0) not in self.gone]
        self.goes_on(item, rest, was_asked_back=was_asked_back)

    def goes_on(self, item: Item, rest: list[int], *, was_asked_back: bool = False) -> None:
        """The others are one turn again."""
        if not rest:
            return
        kinds = [self.kind_of(item.asker, self.texts[id]) or C.STATEMENT for id in rest]
        first = self.messages[rest[0]]
        alone = self.opens(
            kinds[0],
            item.asker,
            Anchor(AnchorKind.MESSAGE, first.id),
            thread=first.reply_to,
            since=first.at,
            policy=item.policy,
        )
        alone.ran = min(alone.ran, item.ran)
        for id, kind in zip(rest[1:], kinds[1:], strict=True):
            self.belongs[AnchorKind.MESSAGE, id] = alone.id
            alone.more.append(Anchor(AnchorKind.MESSAGE, id))
            if RISING.index(kind) > RISING.index(alone.kind):
                self.measures(alone, kind)
        if was_asked_back:
            self.stands(alone, PauseReason.ASKED_BACK)

    def came_back(self, event: chat.MessageRestored) -> None:
        self.gone.discard(event.id)
        item = self.holds(AnchorKind.MESSAGE, event.id)
        if item is None or item.state not in (S.WITHDRAWN, S.REMOVED):
            return
        if item.anchor != Anchor(AnchorKind.MESSAGE, event.id):
            self.goes_on(item, [event.id])
        elif item.state is S.REMOVED:
            item.state = S.OPEN if item.acked is None else S.ACKED
            self.runs(item, self.now)
