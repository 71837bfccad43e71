"""What a server does to a client is counted by its name; what is a fault of ours is not hidden."""

from __future__ import annotations

import httpx
import pytest

from loadtests.client import Disconnected, Refused
from loadtests.light_member import NoMedia
from loadtests.scenarios.notebook import Notebook
from tests.loadtests.scenarios.test_outcome import Plan


def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (Refused(201, "too much at once", 50), "RATE_LIMITED"),
        (Refused(999, "of a later version", None), "999"),
        (Disconnected(4008), "SLOW_READER"),
        (Disconnected(1006), "1006"),
        (
            httpx.HTTPStatusError(
                "", request=httpx.Request("POST", "http://h/"), response=httpx.Response(429)
            ),
            "HTTP_429",
        ),
        (httpx.ConnectError("refused"), "UNREACHABLE"),
        (ConnectionResetError(), "UNREACHABLE"),
        (TimeoutError(), "TimeoutError"),
        (NoMedia("Ada"), "NoMedia"),
    ],
)
def test_what_a_server_does_is_counted_by_name(error: Exception, name: str) -> None:
    notebook = Notebook()
    with notebook.forgiving():
        fail(error)
    assert dict(notebook.errors) == {name: 1}


def test_a_fault_of_ours_is_not_forgiven() -> None:
    notebook = Notebook()
    with pytest.raises(KeyError), notebook.forgiving():
        raise KeyError("t")
    assert not notebook.errors


def test_a_wait_that_failed_is_no_wait() -> None:
    notebook = Notebook()
    with notebook.timed("join"):
        pass
    with notebook.forgiving(), notebook.timed("join"):
        fail(TimeoutError())
    outcome = notebook.outcome("storm", Plan(), {})
    assert len(outcome.waits["join"]) == 1


def test_counts_stand_among_the_figures() -> None:
    notebook = Notebook()
    notebook.counts["joined"] += 2
    notebook.waited("chat", 0.25)
    outcome = notebook.outcome("storm", Plan(people=5), {"lost": 0})
    assert (outcome.scenario, outcome.plan) == ("storm", {"people": 5})
    assert outcome.all_figures["joined"] == 2.0
    assert outcome.all_figures["chat_p50_ms"] == 250.0
    assert 0 <= outcome.waits["chat"][0].at <= outcome.seconds
