"""A join storm: everybody opens the same invite within some seconds, while class is on (L11-shaped).

Each takes the whole way of a page: the page, a session, a ticket, the socket, hello, the room's snapshot, and the first
packet of the teacher's picture. How long each step took is written down.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from random import Random

import httpx

from loadtests.client import Client
from loadtests.light_member import cast
from loadtests.media_scenario import room_of_kind
from loadtests.scenarios.crowd import Crowd, Person
from loadtests.scenarios.lecture import BITS_PER_SECOND
from loadtests.scenarios.meter import Reading, send_microseconds
from loadtests.scenarios.notebook import Notebook
from loadtests.scenarios.outcome import Outcome
from loadtests.target import Target, own_server

PROMISED_FRAME_MS = 2000.0
"""L11: until then a picture is there."""


@dataclass(frozen=True)
class Plan:
    """`seconds`: within which everybody comes. `media` False: without a picture to wait for."""

    people: int = 150
    seconds: float = 10.0
    media: bool = True
    seed: int = 1


async def run(plan: Plan) -> Outcome:
    """Against a server of its own."""
    async with own_server() as target:
        return await join_storm(target, plan)


async def join_storm(target: Target, plan: Plan) -> Outcome:
    notebook = Notebook()
    send_us = await send_microseconds()
    async with contextlib.AsyncExitStack() as stack:
        members = await stack.enter_async_context(cast())
        crowd = await stack.enter_async_context(Crowd(notebook, plan.seed))
        teacher = await stack.enter_async_context(Client(target.teacher, name="Teacher", timeout=30.0))
        room = await room_of_kind(teacher, "qa")
        await teacher.enter_room(room)
        if plan.media:
            await members.publish(teacher, room, BITS_PER_SECOND)

        async def enter(person: Person) -> None:
            await person.client.enter_room(room)
            if plan.media:
                notebook.waited("first_frame", await members.view(person.client, room, tracks=1))

        async def open_page() -> None:
            with notebook.timed("page"):
                await _page(target.student)

        random = Random(plan.seed)
        arrivals = sorted(random.uniform(0, plan.seconds) for _ in range(plan.people))
        before = Reading.of(target)
        came = await crowd.come(
            target.student, plan.people, enter, name="Guest", at=arrivals, before=open_page
        )
        after = Reading.of(target)
        requests = dict(members.probe.publishers())["picture_requests"]
    for person in came:
        for stage, seconds in person.client.stages.items():
            notebook.waited(stage, seconds)
        notebook.waited("join", sum(person.client.stages.values()))
    figures = before.until(after) | {"people": float(len(came)), "came": len(came) / plan.people}
    figures |= _cost(before, after, len(came), send_us)
    outcome = notebook.outcome("join_storm", plan, figures)
    seconds = after.at - before.at
    more = {"joins_per_s": len(came) / seconds, "picture_requests_per_s": requests / seconds}
    return outcome.with_figures(more | _frames(outcome))


def _cost(before: Reading, after: Reading, joins: int, send_us: float) -> dict[str, float]:
    """CPU of the server for one join: the web process's and, with a picture, the media process's share."""
    each = (after.web - before.web) / max(1, joins) * 1e3
    media = (after.media - before.media) / max(1, joins) * 1e3
    return {
        "join_cpu_ms": each,
        "join_media_cpu_ms": media,
        "send_us": send_us,
        "join_x": each * 1e3 / send_us,
    }


def _frames(outcome: Outcome) -> dict[str, float]:
    waits = outcome.waits.get("first_frame")
    if not waits:
        return {}
    soon = sum(moment.ms <= PROMISED_FRAME_MS for moment in waits)
    return {"first_frame_in_2s": soon / outcome.plan["people"]}


async def _page(link: str) -> None:
    """As a browser opens it: with a connection of its own."""
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30.0) as browser:
        (await browser.get(link)).raise_for_status()
