"""Ways are cut one by one and in one direction, and machines, bridge and devices are gone at the end. Needs root."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.histories.network import HALL, Network, network
from tests.netem.networks import missing

ROOT = Path(__file__).parents[2]
PORT = "4000"
ECHO = """
import socket, sys
own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
own.bind((sys.argv[1], int(sys.argv[2])))
print("ready", flush=True)
while True:
    data, asker = own.recvfrom(16)
    own.sendto(data, asker)
"""
ASK = """
import socket, sys
own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
own.settimeout(0.5)
own.connect((sys.argv[1], int(sys.argv[2])))
own.send(b"hello")
own.recv(16)
"""


@pytest.mark.netem
def test_a_way_that_is_cut_loses_everything_and_no_other_way_does() -> None:
    reason = missing()
    assert reason is None, reason
    ran = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "tests.histories.test_network"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert not [space for space in Path("/run/netns").glob("studyhall-*") if "-cut-" in space.name]


def cut_and_heal() -> None:
    """Within a network namespace of its own."""
    with network(("cut-one", "cut-two")) as made, _echo(made, "cut-one"), _echo(made, "cut-two"):
        assert _reaches(made, "cut-one", "cut-two")
        assert _reaches(made, HALL, "cut-one")
        for way in (("cut-one", "cut-two"), ("cut-two", "cut-one")):
            made.cut(*way)
            made.cut(*way)
            made.heal(*way)
            assert not _reaches(made, "cut-one", "cut-two")  # asking, or the answer, is lost
            assert _reaches(made, HALL, "cut-one")
            assert _reaches(made, HALL, "cut-two")
            made.heal(*way)
            assert _reaches(made, "cut-one", "cut-two")
        made.cut(HALL, "cut-one")
        assert not _reaches(made, HALL, "cut-one")
        assert _reaches(made, HALL, "cut-two")
        made.heal(HALL, "cut-one")
        assert _reaches(made, HALL, "cut-one")


@contextmanager
def _echo(made: Network, name: str) -> Iterator[None]:
    command = [*made.prefix(name), sys.executable, "-c", ECHO, made.addresses[name], PORT]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def _reaches(made: Network, one: str, other: str) -> bool:
    prefix = () if one == HALL else made.prefix(one)
    asking = [*prefix, sys.executable, "-c", ASK, made.addresses[other], PORT]
    return subprocess.run(asking, check=False, stderr=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    cut_and_heal()
