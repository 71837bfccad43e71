"""The reference client against a real server: another codec, another state machine, the same protocol."""

from __future__ import annotations

import pytest

from loadtests.client import Client, Disconnected, Refused
from loadtests.target import Target
from rooms.roles import Role
from signaling.codes import CloseCode, ErrorCode
from tests.support.running_server import ServerProcess

pytestmark = pytest.mark.anyio

ROOM = "study-room"


async def test_an_invite_leads_to_a_welcome_with_name_and_role(target: Target) -> None:
    async with Client(target.teacher, name="Ada") as teacher:
        assert (teacher.welcome["name"], teacher.welcome["role"]) == ("Ada", "teacher")


@pytest.mark.row("D4")
async def test_a_message_reaches_the_other_and_the_same_client_id_posts_once(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada, Client(target.student, name="Ben") as ben:
        await ada.enter_room(ROOM)
        await ben.enter_room(ROOM)
        seqs = {await ada.post(ROOM, "hello", cid="client-id-1") for _ in range(3)}
        assert len(seqs) == 1
        assert (await ben.event(ROOM, "message_posted"))["body"] == "hello"
        await ada.post(ROOM, "last")
        await ben.event(ROOM, "message_posted", lambda event: event["body"] == "last")
        assert [message["body"] for message in ben.rooms[ROOM].messages()] == ["hello", "last"]
        history = await ben.read_history(ROOM)
        assert [message["body"] for message in history["messages"]] == ["hello", "last"]


@pytest.mark.row("D2")
async def test_what_was_missed_while_cut_off_comes_once_and_in_order(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada, Client(target.student, name="Ben") as ben:
        await ada.enter_room(ROOM)
        await ben.enter_room(ROOM)
        await ben.cut()
        for number in range(5):
            await ada.post(ROOM, str(number))
        entered = await ben.reconnect()
        await ben.event(ROOM, "message_posted", lambda event: event["body"] == "4")
        copy = ben.rooms[ROOM]
        assert entered[ROOM]["resumed"] is True
        assert [message["body"] for message in copy.messages()] == ["0", "1", "2", "3", "4"]
        assert (copy.gaps, copy.duplicates, copy.snapshots) == (0, 0, 1)


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed(server: ServerProcess) -> None:
    async with Client(server.links[Role.STUDENT], name="Ada") as ada:
        await ada.enter_room(ROOM)
        await ada.post(ROOM, "before")
        await server.kill()
        assert await ada.until_closed() == 1006
        await server.start()
        await ada.reconnect()
        await ada.post(ROOM, "after")
        await ada.event(ROOM, "message_posted", lambda event: event["body"] == "after")
        assert [message["body"] for message in ada.rooms[ROOM].messages()] == ["before", "after"]


async def test_a_refusal_carries_its_number(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada:
        with pytest.raises(Refused) as unknown:
            await ada.enter_room("no-such-room")
        with pytest.raises(Refused) as outside:
            await ada.post(ROOM, "hello")
        codes = (unknown.value.code, outside.value.code)
        assert codes == (ErrorCode.ROOM_UNKNOWN, ErrorCode.NOT_IN_ROOM)


async def test_a_malformed_frame_closes_only_the_socket_that_sent_it(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada, Client(target.student, name="Ben") as ben:
        await ada.send_raw(b"\xc1")
        assert await ada.until_closed() == CloseCode.BAD_FRAME
        with pytest.raises(Disconnected):
            await ada.enter_room(ROOM)
        await ben.enter_room(ROOM)
        assert ben.close_code is None


async def test_everything_that_arrives_is_counted(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada:
        await ada.enter_room(ROOM)
        await ada.ping()
        await ada.frame("pong")
        counted = ada.counters.frames
        assert (counted["welcome"], counted["entered"], counted["snapshot"], counted["pong"]) == (1, 1, 1, 1)
        assert 0 < ada.counters.messages <= counted.total()


async def test_waiting_for_what_never_comes_ends(target: Target) -> None:
    async with Client(target.student, name="Ada") as ada:
        with pytest.raises(TimeoutError):
            await ada.frame("media_lost", within=0.05)


async def test_each_step_of_the_way_in_is_timed_and_every_frame_is_passed_on(target: Target) -> None:
    seen: list[str] = []
    async with Client(target.student, name="Ada") as ada:
        ada.listeners.append(lambda frame: seen.append(frame["t"]))
        await ada.enter_room(ROOM)
        assert set(ada.stages) == {"session", "ticket", "socket", "welcome", "snapshot"}
        assert all(seconds > 0 for seconds in ada.stages.values())
        assert seen[:2] == ["entered", "snapshot"]
