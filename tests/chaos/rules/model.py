"""A room as far as the rules need it, in a few maps: the effects of commands, read from the log by names alone."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.chaos.history import Map


class Model:
    def __init__(self) -> None:
        self.bodies: dict[int, str] = {}
        self.deleted: set[int] = set()
        self.reactions: set[tuple[int, str, str]] = set()  # message, emoji, member
        self.votes: set[tuple[int, str]] = set()  # question, member
        self.hands: set[str] = set()
        self.speakers: set[str] = set()
        self.deferred: set[int] = set()
        self.ballots: dict[tuple[int, str], list[int]] = defaultdict(list)  # poll, member

    def apply(self, event: Map) -> None:
        match event["t"]:
            case "message_posted" | "message_edited":
                self.bodies[event["id"]] = event["body"]
            case "message_deleted":
                self.deleted.add(event["id"])
            case "message_reacted":
                _set(self.reactions, (event["id"], event["emoji"], event["member"]), on=event["on"])
            case "question_asked":  # one that a class deferred brings its votes along
                self.votes.update((event["id"], member) for member in event["voters"])
            case "question_voted":
                _set(self.votes, (event["id"], event["member"]), on=event["on"])
            case "question_deferred":
                self.deferred.add(event["id"])
            case "poll_voted":
                self.ballots[event["id"], event["member"]] = event["choices"]
            case _:
                self._apply_to_stage(event)

    def _apply_to_stage(self, event: Map) -> None:
        match event["t"]:
            case "hand_raised":
                self.hands.add(event["member"])
            case "hand_lowered":
                self.hands.discard(event["member"])
            case "promoted":
                self.hands.discard(event["member"])
                self.speakers.add(event["member"])
            case "demoted":
                self.speakers.discard(event["member"])
            case "member_left":
                self.hands.discard(event["member"])
                self.speakers.discard(event["member"])
            case _:
                pass

    def has(self, command: Map, member: str) -> bool:
        """Whether it is as if the command had just been done. True for what is not modelled."""
        id = command.get("id", 0)
        match command["t"]:
            case "edit_message":
                return bool(self.bodies.get(id) == command["body"])
            case "delete_message":
                return id in self.deleted
            case "react_to_message":
                return bool(((id, command["emoji"], member) in self.reactions) == command["on"])
            case "vote_question":
                return bool(((id, member) in self.votes) == command["on"])
            case "vote_poll":
                return bool(self.ballots[id, member] == command["choices"])
            case "defer_question":
                return id in self.deferred
            case _:
                return self._stage_has(command, member)

    def _stage_has(self, command: Map, member: str) -> bool:
        match command["t"]:
            case "raise_hand":
                return member in self.hands
            case "lower_hand":
                return member not in self.hands
            case "promote":
                return command["member"] in self.speakers
            case _:
                return True


def _set(found: set[Any], key: tuple[int | str, ...], *, on: bool) -> None:
    if on:
        found.add(key)
    else:
        found.discard(key)
