"""`studyhall bench`: reads what to measure, runs it within a bounded time, prints it. It measures nothing itself.

What the scenarios need (the native probe, the HTTP client) is for developers and is imported only when one runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from loadtests.delivery import Delivery
    from loadtests.fanout_scenario import Plan as FanoutPlan
    from loadtests.measurement import Measurement
    from loadtests.media_scenario import Plan
    from loadtests.target import Target

bench_app = typer.Typer(help="Load tests that drive a real server from outside.", no_args_is_help=True)

LARGEST = {"--viewers": 999, "--mesh": 16, "--clients": 10_000}  # what the rooms hold, the teacher included


@bench_app.command()
def media(
    viewers: Annotated[
        str, typer.Option(help="Audience sizes, rising, with a comma between; empty for none.")
    ] = "1,10,50,100,250",
    mesh: Annotated[
        str, typer.Option(help="Sizes of study rooms in which everybody sends, such as 4,8.")
    ] = "",
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Length of each window.")] = 10.0,
    bitrate: Annotated[
        int, typer.Option(min=100_000, max=10_000_000, help="Bits per second of each camera.")
    ] = 1_000_000,
    media_threads: Annotated[
        int, typer.Option(min=1, max=64, help="Threads of the own server that forward packets.")
    ] = 1,
    teacher: Annotated[str | None, typer.Option(help="A running server's teacher invite.")] = None,
    invite: Annotated[str | None, typer.Option(help="A running server's student invite.")] = None,
    pid: Annotated[int | None, typer.Option(help="Process of the running server, if not found.")] = None,
    janus: Annotated[
        bool, typer.Option("--janus", help="The same audience before Janus, too, where it is installed.")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="Write the figures to this file, too.")] = None,
) -> None:
    """CPU per forwarded packet, loss, and latency: light clients that do ICE and DTLS for real, then count.

    Starts a server of its own on loopback, unless both invites of a running one on this machine are given.
    """
    if (teacher is None) != (invite is None):
        raise typer.BadParameter("give both --teacher and --invite, or neither")
    sizes, meshes = _sizes("--viewers", viewers), _sizes("--mesh", mesh)
    try:
        from loadtests.cpu import machine
        from loadtests.janus import JanusFailed
        from loadtests.media_scenario import Plan
        from loadtests.report import as_json, figures, show, table
        from loadtests.target import TargetError
    except ImportError as missing:
        raise _not_set_up(missing) from missing
    plan = Plan(sizes, meshes, seconds, bitrate)
    try:
        measurements = asyncio.run(_measured(plan, _target(teacher, invite, pid, media_threads)))
        if janus:
            measurements += asyncio.run(_of_janus(plan))
    except (TargetError, JanusFailed) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    show(Console(), machine(), table(measurements))
    if json is not None:
        json.write_text(as_json(machine(), _command(), figures(measurements)))


@bench_app.command()
def fanout(
    clients: Annotated[
        str, typer.Option(help="Members of the room, rising, with a comma between.")
    ] = "200,1000,4000",
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Length of each window.")] = 10.0,
    rate: Annotated[
        float, typer.Option(min=100, max=1_000_000, help="Deliveries per second that everybody is asked for.")
    ] = 20_000.0,
    peak: Annotated[bool, typer.Option(help="Then look for the most that goes.")] = True,
    rivals: Annotated[
        bool, typer.Option("--rivals", help="Other chat servers, too: after `make rivals`, for minutes.")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="Write the figures to this file, too.")] = None,
) -> None:
    """CPU per chat delivery, latency, and the most that goes: a room of many members, beside a loop that only sends.

    Starts servers of its own on loopback, one for each size.
    """
    sizes = _sizes("--clients", clients)
    if not sizes:
        raise typer.BadParameter("--clients: at least one size")
    try:
        from loadtests.cpu import machine
        from loadtests.delivery_report import figures, table
        from loadtests.fanout_scenario import CannotDrive, Plan, make_room_for
        from loadtests.report import as_json, show
        from loadtests.rival_servers import check_installed
        from loadtests.target import TargetError
    except ImportError as missing:
        raise _not_set_up(missing) from missing
    plan = Plan(sizes, seconds, rate, peak)
    here = f"{machine()}, load average {os.getloadavg()[0]:.1f}"
    try:
        make_room_for(max(sizes))
        if rivals:
            check_installed()
        rows = asyncio.run(_fanned_out(plan, rivals=rivals))
    except (TargetError, CannotDrive) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    show(Console(), here, table(rows))
    if json is not None:
        json.write_text(as_json(here, _command(), figures(rows)))


async def _fanned_out(plan: FanoutPlan, *, rivals: bool) -> list[Delivery]:
    from loadtests.fanout_scenario import CannotDrive, fan_out, floor
    from loadtests.our_chat import own_chat
    from loadtests.rival_servers import RIVALS

    rows: list[Delivery] = []
    for clients in plan.clients:
        floors = await floor(plan, clients)
        rows += floors.values()
        async with asyncio.timeout(plan.patience), own_chat() as server:
            rows += await fan_out(server, plan, clients, floors)
        for start in RIVALS if rivals else ():
            try:
                async with asyncio.timeout(plan.patience), start() as server:
                    rows += await fan_out(server, plan, clients, floors)
            except (CannotDrive, TimeoutError) as error:
                typer.echo(f"{start.__name__}, {clients} clients: {str(error) or 'took too long'}", err=True)
    return rows


def _command() -> str:
    return shlex.join(["studyhall", *sys.argv[1:]])


def _not_set_up(missing: ImportError) -> typer.Exit:
    typer.echo(f"{missing}: load tests need the development extra and the probe (make setup)", err=True)
    return typer.Exit(1)


@bench_app.command()
def relay(
    viewers: Annotated[str, typer.Option(help="Audience sizes, with a comma between.")] = "10,50,200",
    seconds: Annotated[float, typer.Option(min=0.5, max=600, help="Length of each window.")] = 5.0,
    bitrate: Annotated[
        int, typer.Option(min=100_000, max=10_000_000, help="Bits per second of the camera.")
    ] = 1_000_000,
) -> None:
    """What an owner is spared when an edge serves its audience: CPU of both per packet that a viewer receives."""
    sizes = _sizes("--viewers", viewers)
    try:
        from loadtests.cpu import machine
        from loadtests.relay_scenario import relayed_audience
    except ImportError as missing:
        raise _not_set_up(missing) from missing
    typer.echo(str(machine()))
    for spent in asyncio.run(relayed_audience(sizes, seconds, bitrate)):
        how = "behind a link" if spent.is_relayed else "at the owner"
        packets = f"{spent.received / seconds:9,.0f} packets/s"
        typer.echo(
            f"{spent.viewers:4} {how:14} {packets}  owner {spent.owner:6.2f} µs  edge {spent.edge:6.2f} µs"
        )


async def _measured(plan: Plan, started: AbstractAsyncContextManager[Target]) -> list[Measurement]:
    from loadtests.media_scenario import audience, floors
    from loadtests.media_scenario import mesh as study_room

    measurements: list[Measurement] = []
    async with asyncio.timeout(plan.patience):
        floor = await floors(plan)
        async with started as target:
            if plan.viewers:
                measurements += await audience(target, plan, floor)
            for size in plan.mesh:
                measurements.append(await study_room(target, plan, size))
    return measurements


async def _of_janus(plan: Plan) -> list[Measurement]:
    from loadtests.media_scenario import audience_of_janus, floors

    async with asyncio.timeout(plan.patience):
        return await audience_of_janus(plan, await floors(plan))


@contextlib.asynccontextmanager
async def _target(
    teacher: str | None, invite: str | None, pid: int | None, media_threads: int
) -> AsyncIterator[Target]:
    from loadtests.target import own_server, running_server

    if teacher and invite:
        yield running_server(teacher, invite, pid)
    else:
        async with own_server(media_threads) as target:
            yield target


def _sizes(option: str, text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(sorted({int(part) for part in text.split(",") if part.strip()}))
    except ValueError:
        raise typer.BadParameter(f"{option}: numbers with a comma between, please") from None
    if any(not 1 <= size <= LARGEST[option] for size in sizes) or (option == "--mesh" and 1 in sizes):
        raise typer.BadParameter(f"{option}: between 1 (mesh: 2) and {LARGEST[option]}")
    return sizes
