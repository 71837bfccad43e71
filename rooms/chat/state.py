"""What a room remembers of chat: its newest messages, and older ones as long as they are pinned or important.

A message that is forgotten here still stands in the log and in history. Every change by an event costs the same
however many messages are kept: a year of class is replayed through this.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct, field

from rooms.chat.messages import (
    MessageChange,
    changed,
    left_for,
    new_message,
    readable,
    replied,
    seen_by,
    settled_at,
)
from rooms.chat.terms import (
    RECENT_IMPORTANT,
    RECENT_MESSAGES,
    ChatEvent,
    ChatView,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePinned,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageView,
    MovingChatEvent,
    ThreadAdopted,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
)
from rooms.visibility import Audience

KEPT_MESSAGES = 500
"""How many of the newest messages can still be edited, answered, reacted to."""


class Chat(Struct, gc=False):
    """`last_id` counts the messages. `pins` in the order of pinning, `important` oldest first: both are ids.

    Hidden messages keep their text in `messages`. `first_words` has what a message said before it was edited or deleted:
    nobody is shown it, and it is forgotten with the message.
    """

    last_id: int = 0
    messages: dict[int, MessageView] = field(default_factory=dict)
    pins: list[int] = field(default_factory=list)
    important: list[int] = field(default_factory=list)
    first_words: dict[int, str] = field(default_factory=dict)

    def find(self, id: int) -> MessageView | None:
        """The message of this id, with its text even when it is hidden; None when it is forgotten or never was."""
        return self.messages.get(id)

    def apply(self, event: ChatEvent) -> None:
        match event:
            case MessagePosted():
                self._posted(event)
            case MessageReacted() | MessageEdited() | MessageRestored():
                self._change(event)
            case MessageDeleted() | MessageHidden():
                self._change(event)
                self._unpin(event.id)
                self._unmark(event.id)
            case MessageMarked():
                self._change(event)
                if event.on:
                    self._mark(event.id)
                else:
                    self._unmark(event.id)
            case MessagePinned(on=True):
                self.pins.append(event.id)
            case MessagePinned():
                self._unpin(event.id)
            case _:
                self._apply_moving(event)

    def _apply_moving(self, event: MovingChatEvent) -> None:
        match event:
            case ThreadMoved():
                for id in event.ids:
                    self._leave(id, event.to)
            case ThreadArrived():
                self._put(settled_at(self.messages[id], event.places[id]) for id in self._known(event.places))
            case ThreadStayed():
                back = {message.id: message for message in event.messages}
                self._put(back[id] for id in self._known(back))
            case ThreadAdopted():
                for message in event.messages:
                    self._add(message)
            case _:
                assert_never(event)

    def view(self, audience: Audience) -> ChatView:
        newest = range(max(1, self.last_id - RECENT_MESSAGES + 1), self.last_id + 1)
        return ChatView(
            messages=[seen_by(self.messages[id], audience) for id in newest],
            pins=[self.messages[id] for id in self.pins],
            important=[self.messages[id] for id in self.important],
        )

    def _posted(self, event: MessagePosted) -> None:
        self._add(new_message(event))
        if event.reply_to is not None:
            first = self.messages.get(event.reply_to)
            if first is not None:
                self.messages[event.reply_to] = replied(first)
        if event.important:
            self._mark(event.id)

    def _add(self, message: MessageView) -> None:
        self.last_id = message.id
        self.messages[message.id] = message
        self._forget(message.id - KEPT_MESSAGES)

    def _put(self, messages: Iterable[MessageView]) -> None:
        for message in messages:
            self.messages[message.id] = message

    def _known(self, ids: Iterable[int]) -> list[int]:
        """Those that are not forgotten."""
        return [id for id in ids if id in self.messages]

    def _leave(self, id: int, room: str) -> None:
        """Never about a message that is forgotten."""
        message = self.messages[id]
        self.first_words.setdefault(id, readable(message.body, message.attachments))
        self.messages[id] = left_for(message, room)
        self._unpin(id)
        self._unmark(id)

    def _change(self, event: MessageChange) -> None:
        """Only a deletion can be about a message that is forgotten."""
        message = self.messages.get(event.id)
        if message is not None:
            if isinstance(event, MessageEdited | MessageDeleted):
                self.first_words.setdefault(event.id, readable(message.body, message.attachments))
            self.messages[event.id] = changed(message, event)

    def _mark(self, id: int) -> None:
        insort(self.important, id)
        if len(self.important) > RECENT_IMPORTANT:
            self._forget(self.important.pop(0))

    def _unmark(self, id: int) -> None:
        if id in self.important:
            self.important.remove(id)
            self._forget(id)

    def _unpin(self, id: int) -> None:
        if id in self.pins:
            self.pins.remove(id)
            self._forget(id)

    def _forget(self, id: int) -> None:
        """Unless something still holds it."""
        if id <= self.last_id - KEPT_MESSAGES and id not in self.pins and id not in self.important:
            self.messages.pop(id, None)
            self.first_words.pop(id, None)
