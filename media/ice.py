"""ICE-lite (RFC 8445 section 2.5): answer authenticated connectivity checks, follow the nominated pair, watch consent.

Datagrams are taken from each pair of the ICE session that was checked (RFC 8445 section 12.2), and sent to the selected
one. Pure: datagrams and the time (seconds of a monotonic clock) come in, replies and paths go out. It never sends, and
it answers nobody who does not know the password, so it amplifies nothing. It knows transports by number only.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from media.addresses import Address
from media.aiortc_seam import BindingRequest, read_binding_request

# RFC 7675 ends consent after 30 s; somebody who is gone must be gone for everybody within those 30 s.
CONSENT_SECONDS = 25.0
# Nobody takes over an address that another connection proved to own this recently (clients check every 2.5-5 s).
ADDRESS_HELD_SECONDS = 10.0
# The selected pair is left for one that is checked when it was not for this long (clients check it every 2.5-5 s).
PAIR_LEFT_SECONDS = 10.0
# Of one transport, and as many as the plane takes: three addresses of ours, by UDP and TCP, with some of the peer's.
MAX_PATHS = 16
# Some twenty minutes of a browser's checks, in 40 KB. An older one that is replayed is taken for new.
MAX_SEEN_TRANSACTIONS = 512


class Path(Struct, frozen=True):
    """A pair of candidates: our socket and the peer's address."""

    socket: int
    remote: Address


class PathUse(StrEnum):
    SELECTED = "selected"  # everything is sent there, and taken from there
    ACCEPTED = "accepted"  # datagrams are taken from there, too
    FORGOTTEN = "forgotten"


class PathChange(Struct, frozen=True):
    """What the plane has to be told of a path."""

    transport: int
    path: Path
    use: PathUse


class Credentials(Struct, frozen=True):
    """One ICE session: ours, and the peer's user fragment."""

    ufrag: str
    pwd: str
    remote_ufrag: str


class Nomination(Struct, frozen=True):
    """Who won, and how strong that is: the pair priority (RFC 8445 section 6.1.2.3) as far as the controlled side
    can know it. The lower of the two candidates counts first and that is ours (see answer.py), in the order of our
    sockets; then the peer's."""

    credentials: Credentials
    priority: tuple[int, int]


class Checked(Struct, frozen=True):
    """The last check that came by a pair."""

    credentials: Credentials
    at: float


class Agent(Struct):
    """The ICE state of one transport. Two sets of credentials while the peer restarts ICE, the newest last."""

    transport: int
    credentials: list[Credentials]
    heard: float  # when the last authenticated check came, or the agent was made
    restarts: int = 0
    path: Path | None = None  # the selected one
    nominated: Nomination | None = None  # of `path`
    paths: dict[Path, Checked] = {}  # where datagrams are taken from; the one checked last is the last
    seen: dict[bytes, Path] = {}  # where each of the last transactions came from, oldest first

    @property
    def local(self) -> Credentials:
        return self.credentials[-1]


class Reply(Struct, frozen=True):
    """Send `data` back to where the check came from, after the changes, in their order."""

    data: bytes
    changes: Sequence[PathChange]


class StunDrop(StrEnum):
    """Why a STUN datagram was not answered."""

    MALFORMED = "stun_malformed"
    UNKNOWN = "stun_unknown"  # nobody here has this user name
    FORGED = "stun_forged"
    ADDRESS_TAKEN = "stun_address_taken"
    REPLAYED = "stun_replayed"  # seen from another address before


class IceLite:
    """All agents of one process. `drops` counts what was not answered, by reason."""

    def __init__(self, consent_seconds: float = CONSENT_SECONDS) -> None:
        self._consent_seconds = consent_seconds
        self._by_ufrag: dict[str, tuple[Agent, Credentials]] = {}
        self._by_path: dict[Path, Agent] = {}
        self.drops: Counter[str] = Counter(dict.fromkeys(StunDrop, 0))

    def add(self, transport: int, remote_ufrag: str, now: float) -> Agent:
        agent = Agent(transport, [], now)
        self.restart(agent, remote_ufrag)
        return agent

    def restart(self, agent: Agent, remote_ufrag: str) -> None:
        """New credentials (RFC 8445 section 9). The old ones hold until a pair is nominated with the new ones."""
        # RFC 8445 section 5.3 asks for 24 and 128 random bits.
        made = Credentials(secrets.token_hex(4), secrets.token_hex(16), remote_ufrag)
        agent.restarts += bool(agent.credentials)
        agent.credentials.append(made)
        self._by_ufrag[made.ufrag] = (agent, made)
        for old in agent.credentials[:-2]:
            self._forget(agent, old)

    def remove(self, agent: Agent) -> None:
        for credentials in list(agent.credentials):
            self._forget(agent, credentials)
        for path in agent.paths:
            del self._by_path[path]

    def receive(self, path: Path, data: bytes, now: float) -> Reply | None:
        """A STUN datagram from anybody; None: dropped and counted."""
        checked = self._check(path, data, now)
        if isinstance(checked, StunDrop):
            self.drops[checked] += 1
            return None
        agent, credentials, request = checked
        changes: list[PathChange] = []
        if request.transaction not in agent.seen:  # the same again is answered again, and is no sign of life
            _remember(agent, request.transaction, path)
            agent.heard = now
            changes = self._follow(agent, credentials, request, path, now)
        return Reply(request.success(path.remote, credentials.pwd), changes)

    def expired(self, now: float) -> Iterator[Agent]:
        """Agents without consent: no authenticated check for too long."""
        for agent in self._agents():
            if now - agent.heard >= self._consent_seconds:
                yield agent

    def next_deadline(self) -> float | None:
        """When `expired` could next have something."""
        return min((agent.heard + self._consent_seconds for agent in self._agents()), default=None)

    def _check(
        self, path: Path, data: bytes, now: float
    ) -> StunDrop | tuple[Agent, Credentials, BindingRequest]:
        request = read_binding_request(data)
        if request is None:
            return StunDrop.MALFORMED
        ours, _, theirs = request.username.partition(":")
        found = self._by_ufrag.get(ours)
        if found is None or found[1].remote_ufrag != theirs:
            return StunDrop.UNKNOWN
        agent, credentials = found
        if not request.authentic(credentials.pwd):
            return StunDrop.FORGED
        if agent.seen.get(request.transaction, path) != path:
            return StunDrop.REPLAYED
        holder = self._by_path.get(path)
        if holder is not None and holder is not agent and now - holder.heard < ADDRESS_HELD_SECONDS:
            return StunDrop.ADDRESS_TAKEN
        return agent, credentials, request

    def _agents(self) -> list[Agent]:
        return [agent for agent, credentials in self._by_ufrag.values() if credentials is agent.local]

    def _follow(
        self, agent: Agent, credentials: Credentials, request: BindingRequest, path: Path, now: float
    ) -> list[PathChange]:
        """Take datagrams from `path`, and select it by nomination, as the first that works before any nomination, or as
        one that the peer still uses."""
        changes = self._make_room(agent, path)
        before = agent.paths.pop(path, None)
        is_of_newest = before is not None and before.credentials == agent.local
        agent.paths[path] = Checked(agent.local if is_of_newest else credentials, now)
        self._by_path[path] = agent
        if agent.path is not None and now - agent.paths[agent.path].at >= PAIR_LEFT_SECONDS:
            agent.path = agent.nominated = None
        is_nominated = request.use_candidate and self._nominate(
            agent, Nomination(credentials, (-path.socket, request.priority)), path, before is not None
        )
        if path != agent.path and (is_nominated or agent.path is None):
            agent.path = path
            changes.append(PathChange(agent.transport, path, PathUse.SELECTED))
        elif before is None:
            changes.append(PathChange(agent.transport, path, PathUse.ACCEPTED))
        if is_nominated:
            ended = [old for old, last in agent.paths.items() if last.credentials not in agent.credentials]
            changes += [self._leave_path(agent, old) for old in ended]
        return changes

    def _make_room(self, agent: Agent, path: Path) -> list[PathChange]:
        changes: list[PathChange] = []
        holder = self._by_path.get(path, agent)
        if holder is not agent:  # silent for long; should it come back, it has to prove itself again
            changes.append(self._leave_path(holder, path))
        if path not in agent.paths and len(agent.paths) >= MAX_PATHS:
            changes.append(self._leave_path(agent, next(old for old in agent.paths if old != agent.path)))
        return changes

    def _leave_path(self, agent: Agent, path: Path) -> PathChange:
        del agent.paths[path], self._by_path[path]
        if path == agent.path:
            agent.path = agent.nominated = None
        return PathChange(agent.transport, path, PathUse.FORGOTTEN)

    def _nominate(self, agent: Agent, nomination: Nomination, path: Path, checked_before: bool) -> bool:
        """Whether `path` is nominated now. The ICE sessions before its own have ended then."""
        if path != agent.path and not _wins(nomination, agent.nominated, checked_before):
            return False
        agent.nominated = nomination
        for old in agent.credentials[: agent.credentials.index(nomination.credentials)]:
            self._forget(agent, old)
        return True

    def _forget(self, agent: Agent, credentials: Credentials) -> None:
        agent.credentials.remove(credentials)
        del self._by_ufrag[credentials.ufrag]


def _remember(agent: Agent, transaction: bytes, path: Path) -> None:
    if len(agent.seen) >= MAX_SEEN_TRANSACTIONS:
        del agent.seen[next(iter(agent.seen))]
    agent.seen[transaction] = path


def _wins(challenger: Nomination, holder: Nomination | None, checked_before: bool) -> bool:
    """Firefox nominates every pair with its first and only check and then uses the best one (RFC 5245 section
    8.1.1.2); Chromium checks a pair first, nominates only the one it uses, and may move to a worse one. So a worse pair
    wins when this is not the first that is heard from it."""
    if holder is None or challenger.credentials != holder.credentials:
        return True
    return checked_before or challenger.priority > holder.priority
