"""What people do: mostly talk, ask and vote, and staff answer. Every text is said once in a run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from rooms.chat.terms import DeleteMessage, EditMessage, PostMessage, ReactToMessage
from rooms.commands import AnyClientCommand
from rooms.polls.terms import OpenPoll, PollKind, VotePoll
from rooms.questions.terms import AskQuestion, DeferQuestion, VoteQuestion, WriteAnswer
from rooms.roles import is_staff
from rooms.stage.terms import LowerHand, Promote, RaiseHand
from tests.chaos.known import Known
from tests.chaos.page import Page

EMOJI = ("👍", "❤️", "🎉")
POLL_SECONDS = 10
STAGE_SECONDS = 10

Deed = Callable[[Page, Known, Random], AnyClientCommand | None]
"""None: there is nothing to do it to."""


def _post(page: Page, known: Known, random: Random) -> AnyClientCommand:
    reply_to = random.choice(sorted(known.messages)) if known.messages and random.random() < 0.3 else None
    mark = page.next_mark()
    return PostMessage(mark, f"{mark} why is it so?" if random.random() < 0.3 else f"{mark} says", reply_to)


def _own(page: Page, known: Known, random: Random) -> int | None:
    mine = [id for id, author in known.messages.items() if author == page.name]
    return random.choice(mine) if mine else None


def _edit(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    mine = _own(page, known, random)
    return None if mine is None else EditMessage(mine, f"{page.next_mark()} edited")


def _delete(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    mine = _own(page, known, random)
    return None if mine is None else DeleteMessage(mine)


def _react(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    if not known.messages:
        return None
    id = random.choice(sorted(known.messages))
    return ReactToMessage(id, random.choice(EMOJI), on=random.random() < 0.7)


def _ask(page: Page, known: Known, random: Random) -> AnyClientCommand:
    mark = page.next_mark()
    return AskQuestion(mark, f"{mark} asks", anonymous=random.random() < 0.3)


def _vote(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    if not known.questions:
        return None
    return VoteQuestion(random.choice(known.questions), on=random.random() < 0.7)


def _hand(page: Page, known: Known, random: Random) -> AnyClientCommand:
    return LowerHand() if page.name in known.hands else RaiseHand(f"{page.next_mark()} wants to speak")


def _vote_poll(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    return VotePoll(known.polls[-1], [random.randrange(3)]) if known.polls else None


def _answer(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    if not known.questions:
        return None
    mark = page.next_mark()
    return WriteAnswer(mark, random.choice(known.questions), f"{mark} answers")


def _open_poll(page: Page, known: Known, random: Random) -> AnyClientCommand:
    mark = page.next_mark()
    return OpenPoll(mark, f"{mark}?", PollKind.SINGLE, ["yes", "no", "both"], seconds=POLL_SECONDS)


def _call(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    hands = sorted(known.hands - {page.name})
    return Promote(random.choice(hands), STAGE_SECONDS) if hands else None


def _defer(page: Page, known: Known, random: Random) -> AnyClientCommand | None:
    return DeferQuestion(random.choice(known.questions)) if known.questions else None


_EVERYBODY: dict[Deed, float] = {
    _post: 8.0,
    _edit: 2.0,
    _delete: 0.7,
    _react: 2.0,
    _ask: 2.0,
    _vote: 3.0,
    _hand: 1.0,
    _vote_poll: 1.5,
}
_STAFF: dict[Deed, float] = {**_EVERYBODY, _answer: 3.0, _open_poll: 0.7, _call: 2.0, _defer: 1.0}


def something(page: Page, random: Random) -> None:
    """One thing in one of the rooms that the page is in, or a change of where it is."""
    rooms = sorted(page.is_in)
    if not rooms:
        return
    room = random.choice(rooms)
    if random.random() < 0.04:
        _move(page, room, random)
        return
    deeds = _STAFF if is_staff(page.role) else _EVERYBODY
    deed = random.choices(list(deeds), list(deeds.values()))[0]
    command = deed(page, page.known[room], random)
    if command is not None:
        page.ask(room, command)
        if isinstance(command, PostMessage) and random.random() < 0.1:
            page.ask(room, command)  # an impatient page


def _move(page: Page, room: str, random: Random) -> None:
    match random.randrange(5):
        case 0:
            page.hang_up(clean=True)
        case 1:
            page.hang_up(clean=False)
        case 2 if page.link is not None:
            page.link.reset()
        case 3 if page.link is not None:
            page.link.lose()
        case _:
            page.leave(room)


async def keep_busy(page: Page, random: Random, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        await asyncio.sleep(min(6.0, random.expovariate(1.0)))
        if random.random() < 0.1:
            come_back(page)
        something(page, random)


def come_back(page: Page) -> None:
    """To every room that it has left."""
    for room in page.rooms:
        if room not in page.wants:
            page.enter(room)
