"""Machines of a network of our own, each in a namespace of Linux, and ways between any two of them that can be cut.

The *hall* is where this process is. A way is cut by telling the sender's kernel that the other lives at an address of
Ethernet that nobody has: what is sent gets lost on the way, and nobody is told. Connections stay, as over a pulled cable.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.netem.networks import Namespace, ip, namespace

HALL = "hall"
BRIDGE = "hall"
NOBODY = "02:00:00:00:00:ff"
_SUBNET = "10.78.0"


class Network:
    """Made by `network`. Names of machines are those that it was made with, and `HALL`."""

    def __init__(self) -> None:
        self.addresses = {HALL: f"{_SUBNET}.1"}
        self._spaces: dict[str, Namespace] = {}
        self._cuts: Counter[tuple[str, str]] = Counter()

    @property
    def names(self) -> list[str]:
        return list(self.addresses)

    def prefix(self, name: str) -> tuple[str, ...]:
        """Words before a command that is to run on that machine."""
        return self._spaces[name].prefix

    def join(self, name: str, space: Namespace) -> None:
        address = f"{_SUBNET}.{len(self.addresses) + 1}"
        outer = f"to-{name}"[:15]
        ip("link", "add", outer, "type", "veth", "peer", "name", space.device, "netns", space.name)
        ip("link", "set", outer, "master", BRIDGE, "up")
        space.ip("address", "add", f"{address}/24", "dev", space.device)
        space.ip("link", "set", space.device, "up")
        self.addresses[name], self._spaces[name] = address, space

    def cut(self, one: str, other: str) -> None:
        """Nothing that `one` sends reaches `other`; it must be healed as often as it was cut."""
        self._cuts[one, other] += 1
        if self._cuts[one, other] == 1:
            self._neighbour(one, "replace", self.addresses[other], "lladdr", NOBODY, "nud", "permanent")

    def heal(self, one: str, other: str) -> None:
        self._cuts[one, other] -= 1
        if self._cuts[one, other] == 0:
            self._neighbour(one, "delete", self.addresses[other])

    def _neighbour(self, name: str, verb: str, address: str, *words: str) -> None:
        if name == HALL:
            ip("neighbour", verb, address, *words, "dev", BRIDGE)
        else:
            self._spaces[name].ip("neighbour", verb, address, *words, "dev", self._spaces[name].device)


@contextlib.contextmanager
def network(names: Sequence[str]) -> Iterator[Network]:
    """To be made in a namespace of this process's own, for instance below `unshare --net`.

    Raises CalledProcessError where namespaces, bridges or pairs of devices cannot be made.
    """
    ip("link", "set", "lo", "up")
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("address", "add", f"{_SUBNET}.1/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    made = Network()
    try:
        with contextlib.ExitStack() as stack:
            for name in names:
                made.join(name, stack.enter_context(namespace(name)))
            yield made
    finally:
        ip("link", "delete", BRIDGE)
