"""Whether everybody saw what was said: every word that is acknowledged has to reach every client in its room, once.

What is said begins with a token by which it is known again, wherever it appears. This looks at frames from outside
and knows nothing of how a server gets them there.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from loadtests.client import Client
from loadtests.room_copy import Frame
from loadtests.scenarios.notebook import Notebook

TEXTS = {
    "message_posted": "body",
    "question_asked": "text",
    "answer_written": "text",
    "hand_raised": "topic",
}
"""By event, the field in which the words are."""
WORDS = "and this is about as long as what people write in a chat, in the middle of a lesson, to one another"


@dataclass(frozen=True)
class _Said:
    what: str
    room: str
    at: float


class Sightings:
    def __init__(self, notebook: Notebook) -> None:
        self.deliveries = 0
        """Log entries that arrived, of whatever kind, counted once for each client."""
        self._notebook = notebook
        self._said: dict[str, _Said] = {}
        self._acknowledged = 0
        self._audience: defaultdict[str, set[str]] = defaultdict(set)
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._missing: dict[str, set[str]] = {}
        self._strays = 0
        self._complete = asyncio.Event()
        self._complete.set()

    def follow(self, client: Client, room: str) -> None:
        """From now on `client`, which is in the room, has to see everything that is said there."""
        self._audience[room].add(client.device)
        client.listeners.append(partial(self._frame, client.device))

    async def say(self, client: Client, room: str, what: str, command: Callable[[str], Frame]) -> str | None:
        """Have a client send the command that is made of the words; their token if it was acknowledged.

        Written down is how long the acknowledgement took, and each sighting as `what`.
        """
        token = self.announce(what, room)
        done: list[str] = []
        with self._notebook.forgiving(), self._notebook.timed(f"{what}_ack"):
            await client.command(room, command(words(token)))
            self.acknowledge(token)
            done.append(token)
        return done[0] if done else None

    def announce(self, what: str, room: str) -> str:
        """The token of words that are about to be sent, by whoever sends them without `say`."""
        token = f"~{len(self._said)}"
        self._said[token] = _Said(what, room, time.monotonic())
        return token

    def acknowledge(self, token: str) -> None:
        """It is in the log, says the server: nobody may miss it."""
        self._acknowledged += 1
        audience = self._audience[self._said[token].room]
        missing = {device for device in audience if not self._seen[device][token]}
        if missing:
            self._missing[token] = missing
            self._complete.clear()

    def read(self, client: Client, messages: list[Frame]) -> None:
        """The client has these messages of a snapshot or the history, which replace what they missed."""
        for message in messages:
            token = token_of(message["body"])
            if token in self._said and not self._seen[client.device][token]:
                self._sighted(client.device, token)

    async def complete(self, within: float) -> None:
        """Returns when nobody misses anything, or after so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._complete.wait()
        except TimeoutError:
            return

    def figures(self) -> dict[str, float]:
        """`lost` and `twice` count sightings, over all clients; `strays` those in another room."""
        twice = sum(times - 1 for seen in self._seen.values() for times in seen.values() if times > 1)
        return {
            "acknowledged": float(self._acknowledged),
            "deliveries": float(self.deliveries),
            "lost": float(sum(map(len, self._missing.values()))),
            "twice": float(twice),
            "strays": float(self._strays),
        }

    # ------------------------------------------------------------ what arrives

    def _frame(self, device: str, frame: Frame) -> None:
        if frame["t"] != "event":
            return
        self.deliveries += 1
        event = frame["event"]
        field = TEXTS.get(event["t"]) if event else None
        if event is None or field is None:
            return
        token = token_of(event[field])
        said = self._said.get(token)
        if said is None:
            return
        self._strays += said.room != frame["room"]
        if not self._seen[device][token]:
            self._notebook.waited(said.what, time.monotonic() - said.at)
        self._sighted(device, token)

    def _sighted(self, device: str, token: str) -> None:
        self._seen[device][token] += 1
        missing = self._missing.get(token)
        if missing is None:
            return
        missing.discard(device)
        if not missing:
            del self._missing[token]
        if not self._missing:
            self._complete.set()


def words(token: str) -> str:
    """What is said, by which the token is known again."""
    return f"{token} {WORDS}"


def token_of(text: str) -> str:
    return text.partition(" ")[0]
