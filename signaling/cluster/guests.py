"""What other nodes hold of the rooms that this one owns: rooms kept open for their mirrors, and devices that sit there.

Who mirrors a room is told when it is given away, and every few seconds how far it has come: a last message that was lost
on its way leaves no gap to be seen.

A dead node's devices are detached as those of a broken connection are, and its rooms let go of. A device that has sat
down somewhere else since is left alone: the newest claim speaks for it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from msgspec import Struct

from rooms.members.terms import AttachDevice, DetachDevice
from rooms.rejections import Rejection, RejectionCode
from rooms.terms import Actor
from signaling.cluster.calls import Calls
from signaling.cluster.letters import (
    AnyReply,
    Fails,
    Heads,
    Held,
    Hold,
    LetGo,
    MovedOn,
    NotHere,
    Refuses,
    RoomCall,
    Stands,
    Submit,
)
from signaling.hosts import Hosts, OpenedRoom
from signaling.mailbox import Done, Failed, Outcome
from signaling.ports import Clock, RoomSpec
from signaling.room_ids import home_of
from signaling.seat import Claims
from signaling.timing import sleep
from signaling.tracing import carrying

HEADS_SECONDS = 2.0
TOLD_TIMES = 3
"""A head is told so often, because what tells it may be lost, too."""


class Guest(Struct, eq=False):
    """A seat on another node: it holds a claim as a seat of this one does."""

    node: str
    opened: OpenedRoom
    actor: Actor
    is_waiting: bool = False

    @property
    def claim(self) -> tuple[str, str, str]:
        return (self.opened.spec.id, self.actor.member, self.actor.device)


class Guests:
    def __init__(self, hosts: Hosts, claims: Claims, calls: Calls, tasks: asyncio.TaskGroup) -> None:
        self._hosts, self._claims, self._calls, self._tasks = hosts, claims, calls, tasks
        self._held: dict[tuple[str, str], OpenedRoom] = {}
        self._told: dict[tuple[str, str], tuple[int, int]] = {}  # the head, and how often

    def answer(self, node: str, call: RoomCall) -> asyncio.Future[AnyReply]:
        """Implements `calls.Answer` for what is about rooms."""
        match call:
            case Hold():
                return self._tasks.create_task(self._hold(node, call.room), name=f"hold {call.room.id}")
            case LetGo():
                self._let_go(node, call.room)
            case MovedOn(room):
                self._hosts.moved_on(room, node)
            case Heads(heads):
                self._hosts.compare(heads)
            case Submit():
                return self._submit(node, call)
        return at_once(Stands(None))

    async def tell_heads(self, clock: Clock) -> None:
        """Until cancelled."""
        while True:
            await sleep(clock, HEADS_SECONDS)
            due: dict[str, dict[str, int]] = {}
            for (node, room), opened in self._held.items():
                if self._is_to_be_told((node, room), opened.host.head.seq):
                    due.setdefault(node, {})[room] = opened.host.head.seq
            for node, heads in due.items():
                self._calls.tell(node, Heads(heads))

    def _is_to_be_told(self, holder: tuple[str, str], head: int) -> bool:
        told, times = self._told.get(holder, (0, 0))
        times = times + 1 if told == head else 1
        self._told[holder] = (head, min(times, TOLD_TIMES + 1))
        return times <= TOLD_TIMES

    def most_people(self, home: str) -> str:
        """The node at which most of a room's and its sub-rooms' people sit, beside this one; none: ''."""
        seats = Counter(
            guest.node
            for guest in self._claims.values()
            if isinstance(guest, Guest) and home_of(guest.opened.spec.id) == home
        )
        return max(sorted(seats), key=lambda node: seats[node], default="")

    def gone(self, node: str) -> None:
        """That node is dead."""
        for guest in [each for each in self._claims.values() if isinstance(each, Guest)]:
            if guest.node == node:
                del self._claims[guest.claim]
                guest.opened.host.tell(DetachDevice(guest.actor.device, clean=False), guest.actor)
        for holder, room in tuple(self._held):
            if holder == node:
                self._let_go(node, room)

    def moved(self, opened: OpenedRoom) -> None:
        """This node does not own the room any more: mirrors and seats turn to who does."""
        for guest in [each for each in self._claims.values() if isinstance(each, Guest)]:
            if guest.opened is opened:
                del self._claims[guest.claim]
        for node, room in tuple(self._held):
            if room == opened.spec.id:
                self._let_go(node, room)
                self._calls.tell(node, MovedOn(room))

    # ------------------------------------------------------------ calls

    async def _hold(self, node: str, spec: RoomSpec) -> AnyReply:
        opened = await self._hosts.hold(spec)
        if opened is None:
            return NotHere()
        if self._hosts.moved_on(spec.id, node):  # to this node, which is just about to know
            await opened.rehosted.wait()
        if not opened.host.is_owner:
            opened.host.lose()  # the registry has sent the caller here: if it is right, the room has to come here, too
            self._hosts.release(opened)
            return NotHere()
        before = self._held.get((node, spec.id))
        self._held[node, spec.id] = opened
        if before is not None:
            self._hosts.release(before)
        return Held(opened.host.head.seq)

    def _let_go(self, node: str, room: str) -> None:
        opened = self._held.pop((node, room), None)
        self._told.pop((node, room), None)
        if opened is not None:
            self._hosts.release(opened)

    def _submit(self, node: str, asked: Submit) -> asyncio.Future[AnyReply]:
        opened = self._held.get((node, asked.room))
        if opened is None or not opened.host.is_owner or self._hosts.opened(asked.room) is not opened:
            return at_once(NotHere())
        match asked.command:
            case AttachDevice():
                return self._attach(node, opened, asked)
            case DetachDevice():
                return self._detach(node, opened, asked)
            case _:
                with carrying(asked.trace):
                    return _replied(opened.host.submit(asked.command, asked.actor))

    def _attach(self, node: str, opened: OpenedRoom, asked: Submit) -> asyncio.Future[AnyReply]:
        guest = Guest(node, opened, asked.actor)
        self._claims[guest.claim] = guest

        def attached(outcome: Outcome) -> None:
            guest.is_waiting = isinstance(outcome, Rejection) and outcome.code is RejectionCode.WAITING
            if not isinstance(outcome, Done) and not guest.is_waiting and self._speaks(guest):
                del self._claims[guest.claim]

        return _replied(opened.host.submit(asked.command, asked.actor), attached)

    def _detach(self, node: str, opened: OpenedRoom, asked: Submit) -> asyncio.Future[AnyReply]:
        claimed = self._claims.get((opened.spec.id, asked.actor.member, asked.actor.device))
        if not isinstance(claimed, Guest) or claimed.node != node:
            return at_once(Stands(None))
        del self._claims[claimed.claim]
        return _replied(opened.host.submit(asked.command, asked.actor))

    def _speaks(self, guest: Guest) -> bool:
        return self._claims.get(guest.claim) is guest


def at_once(reply: AnyReply) -> asyncio.Future[AnyReply]:
    future: asyncio.Future[AnyReply] = asyncio.get_running_loop().create_future()
    future.set_result(reply)
    return future


def _replied(
    outcome: asyncio.Future[Outcome], hear: Callable[[Outcome], None] = lambda outcome: None
) -> asyncio.Future[AnyReply]:
    reply: asyncio.Future[AnyReply] = asyncio.get_running_loop().create_future()

    def settle(done: asyncio.Future[Outcome]) -> None:
        hear(done.result())
        reply.set_result(_letter(done.result()))

    outcome.add_done_callback(settle)
    return reply


def _letter(outcome: Outcome) -> AnyReply:
    match outcome:
        case Done(seq):
            return Stands(seq)
        case Rejection():
            return Refuses(outcome)
        case Failed(code):
            return Fails(code)
