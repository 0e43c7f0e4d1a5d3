"""Viewers on a real server see everything, find what must not be, stop reading, and come back to where they were."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from rehearsal.frames import TEXT
from rehearsal.house import House
from rehearsal.viewers import Crowd, Ticket, Viewer, room_for
from server.domain.messages import Role
from server.ws.fanout import text_frame
from tests.server.app import house as inside
from tests.server.ws.served import served

SEATS = {f"v{number}": inside.actor(f"v{number}", Role.audience) for number in range(30)}
SEATS |= {f"i{number}": inside.actor(f"i{number}", Role.investor) for number in range(5)}
TICKETS = [Ticket(seat=seat, cookie="", audience=actor.role) for seat, actor in SEATS.items()]


@asynccontextmanager
async def hall() -> AsyncIterator[tuple[inside.House, Crowd]]:
    rooms = inside.House()
    async with served(rooms.rooms, SEATS) as port:
        await rooms.begin()
        crowd = Crowd(House(f"http://127.0.0.1:{port}"))
        try:
            yield rooms, crowd
        finally:
            crowd.leave()


async def until_all_stand_at(crowd: Crowd, seq: int) -> None:
    await until(lambda: not crowd.behind(seq))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - it comes over a socket, and nothing says when
            await asyncio.sleep(0.01)


async def ask(rooms: inside.House, number: int) -> int:
    answer = await rooms.command(SEATS[f"i{number % 5}"], "question.ask", text=f"question {number}")
    return int(str(answer["seq"]))


@pytest.mark.asyncio
async def test_everybody_sees_every_event_and_those_who_act_are_held_to_the_same() -> None:
    async with hall() as (rooms, crowd):
        await crowd.join(TICKETS)
        begun = crowd.viewers[0].seq
        last = begun
        for number in range(40):
            last = await ask(rooms, number)
            if number % 7 == 0:
                await until_all_stand_at(crowd, last)
        await until_all_stand_at(crowd, last)

        assert not crowd.faults
        assert crowd.connected == len(TICKETS)
        assert (crowd.snapshots, crowd.reloads) == (len(TICKETS), 0)
        for stream in crowd.streams:
            assert stream.events["question.asked"] == 40
        assert crowd.events >= 40 * len(TICKETS)
        assert crowd.lags.count > 0


@pytest.mark.asyncio
async def test_all_who_were_dropped_come_back_from_where_they_stood() -> None:
    async with hall() as (rooms, crowd):
        await crowd.join(TICKETS)
        crowd.drop()
        last = 0
        for number in range(20):
            last = await ask(rooms, number)

        assert crowd.connected == 0
        await crowd.come_back(crowd.viewers)

        assert not crowd.behind(last)
        assert not crowd.faults
        assert crowd.reloads == 0


@pytest.mark.asyncio
async def test_who_stops_reading_falls_behind_and_catches_up() -> None:
    async with hall() as (rooms, crowd):
        (idle, *_) = await crowd.join(TICKETS, buffer=4096)
        idle.stop_reading()
        last = await ask(rooms, 1)
        await until(lambda: crowd.behind(last) == [idle])
        counted = crowd.lags.count
        idle.read_on()
        await until_all_stand_at(crowd, last)

        assert not crowd.faults
        assert crowd.lags.count == counted
        await until_all_stand_at(crowd, await ask(rooms, 2))
        assert crowd.lags.count == counted + len(TICKETS)


@pytest.mark.asyncio
async def test_who_is_refused_is_absent_and_says_why() -> None:
    async with hall() as (_, crowd):
        await crowd.join([Ticket(seat="nobody", cookie="")])

        assert crowd.faults == {"absent": 1}
        assert crowd.closed == {4504: 3}
        assert crowd.connected == 0


@pytest.mark.asyncio
async def test_a_connection_that_the_server_ends_is_told_to_the_crowd() -> None:
    async with hall() as (rooms, crowd):
        lost: list[Viewer] = []
        crowd.on_lost = lost.append
        (viewer,) = await crowd.join(TICKETS[:1])
        await rooms.command(inside.HOST, "person.remove", person=SEATS[viewer.ticket.seat].person)
        await until(lambda: bool(lost))

        assert lost == [viewer]
        assert crowd.closed == {4501: 1}


@pytest.mark.asyncio
async def test_what_a_broken_server_would_send_is_found() -> None:
    crowd = Crowd(House("http://127.0.0.1:1"))
    first, second, third = (Viewer(crowd, Ticket(seat=str(n), cookie="", audience="audience")) for n in range(3))

    def send(viewer: Viewer, text: str) -> None:
        payload = text.encode()
        viewer._take(TEXT, text_frame(payload), payload)

    for viewer in (first, second, third):
        send(viewer, '{"type":"snapshot","epoch":"e","seq":4,"views":{}}')
    send(first, '{"type":"changed","first":5,"last":6,"events":[],"views":{"stage":{"stage":null}}}')
    send(second, '{"type":"changed","first":5,"last":6,"events":[],"views":{"stage":{"stage":{}}}}')
    assert crowd.faults == {"altered": 1}
    send(second, '{"type":"changed","first":8,"last":9,"events":[],"views":{}}')
    assert crowd.faults["gap"] == 1
    send(third, '{"type":"ping","seq":9,"now":"2026-03-01T08:00:00Z"}')
    assert crowd.faults["missed"] == 1
    send(third, '{"type":"snapshot","epoch":"e","seq":9,"views":{}}')
    assert crowd.reloads == 1


def test_a_process_keeps_some_open_files_for_everything_else() -> None:
    assert room_for() > 0
