import asyncio

import pytest

from server.app.feed import Viewer
from server.app.rooms import NO_MORE
from server.app.tenancy import LASTS
from server.app.wire import Hello
from server.domain import roadshow
from server.domain.state import Status
from server.errors import Missing, Unavailable
from tests.server.app.alarms import CLOSING_TIME
from tests.server.app.house import HOST, ROADSHOW, Line, actor
from tests.server.app.neighbours import Neighbour, Street


async def live_at(street: Street) -> tuple[Neighbour, Neighbour]:
    """A live roadshow that the first of two writes and the second follows."""
    a, b = street.neighbours()
    await a.begin()
    await b.rooms.live(ROADSHOW)
    return a, b


async def seq(node: Neighbour) -> int:
    return (await node.rooms.state(ROADSHOW)).seq


@pytest.mark.asyncio
async def test_who_has_the_lease_writes_and_the_other_says_to_send_it_again() -> None:
    a, b = await live_at(Street())

    assert await a.nodes.whose(ROADSHOW) is None
    lease = await b.nodes.whose(ROADSHOW)

    assert lease is not None
    assert lease.url == "http://a"
    with pytest.raises(Unavailable) as refused:
        await b.command(HOST, "pitch.add", title={"en": "C"})
    assert refused.value.code == "elsewhere"


@pytest.mark.asyncio
async def test_a_follower_reads_what_the_bus_says_has_grown() -> None:
    street = Street()
    a, b = await live_at(street)

    await a.command(HOST, "pitch.add", title={"en": "C"})
    await settled(b)

    assert await seq(b) == await seq(a)


@pytest.mark.asyncio
async def test_without_a_bus_a_follower_is_a_look_behind() -> None:
    street = Street()
    a, b = await live_at(street)
    street.bus.cut = True
    await a.command(HOST, "pitch.add", title={"en": "C"})
    assert await seq(b) < await seq(a)

    await b.nodes.look()

    assert await seq(b) == await seq(a)


@pytest.mark.asyncio
async def test_viewers_at_both_nodes_see_the_same() -> None:
    street = Street()
    a, b = await live_at(street)
    lines = {}
    for node in (a, b):
        live = await node.rooms.live(ROADSHOW)
        lines[node] = Line()
        live.feed.attach(Viewer(actor("ann"), lines[node]), Hello())

    await a.command(HOST, "pitch.add", title={"en": "C"})
    await b.nodes.look()

    shown = []
    for node in (a, b):
        (await node.rooms.live(ROADSHOW)).feed.tick(0.0)
        shown.append(lines[node].of_type("changed"))
    assert shown[0] == shown[1] != []


@pytest.mark.asyncio
async def test_a_follower_takes_over_from_who_has_died_and_repeats_what_was_acknowledged() -> None:
    street = Street()
    a, b = await live_at(street)
    told = await a.command(HOST, "pitch.add", "key-of-pitch-c", title={"en": "C"})

    street.clock.now += LASTS
    await b.nodes.look()

    assert await b.command(HOST, "pitch.add", "key-of-pitch-c", title={"en": "C"}) == told
    assert (await b.command(HOST, "pitch.add", title={"en": "D"}))["seq"] > told["seq"]  # type: ignore[operator]


@pytest.mark.asyncio
async def test_who_comes_back_to_find_another_writing_only_reads() -> None:
    street = Street()
    a, b = await live_at(street)
    street.clock.now += LASTS
    await b.nodes.look()
    await b.command(HOST, "pitch.add", title={"en": "C"})

    await a.nodes.look()

    assert await seq(a) == await seq(b)
    with pytest.raises(Unavailable):
        await a.command(HOST, "pitch.add", title={"en": "D"})


@pytest.mark.asyncio
async def test_who_cannot_renew_has_stopped_writing_before_the_lease_ends() -> None:
    street = Street()
    a, _ = await live_at(street)
    street.leases.away = True
    street.clock.now += LASTS - 1
    before = await seq(a)

    room = (await a.rooms.live(ROADSHOW)).room
    with pytest.raises(Unavailable):
        await room.submit(HOST, "some-key-of-mine", b'{"type":"pitch.add","title":{"en":"C"}}')
    await a.nodes.look()

    assert not room.writing
    assert await seq(a) == before


@pytest.mark.asyncio
async def test_what_nobody_writes_is_claimed_and_what_another_writes_is_not() -> None:
    street = Street()
    a, b = await live_at(street)

    assert await a.rooms.claim(ROADSHOW)
    assert not await b.rooms.claim(ROADSHOW)
    street.clock.now += LASTS
    assert await b.rooms.claim(ROADSHOW)


@pytest.mark.asyncio
async def test_leaving_hands_over_at_once() -> None:
    street = Street()
    a, b = await live_at(street)

    await a.nodes.leave()
    b.tenancy.doubt(ROADSHOW)
    await b.nodes.look()

    assert (await b.command(HOST, "pitch.add", title={"en": "C"}))["seq"]


@pytest.mark.asyncio
async def test_a_node_is_ready_once_it_has_looked_for_clocks_whoever_minds_them() -> None:
    _, b = await live_at(Street())
    assert not b.rooms.woken

    await b.nodes.wake()

    assert b.rooms.woken


@pytest.mark.asyncio
async def test_a_clock_that_runs_is_minded_by_who_finds_nobody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roadshow, "DUE", CLOSING_TIME)
    street = Street()
    a, b = street.neighbours()
    await a.begin()
    await b.nodes.wake()
    assert b.rooms.opened(ROADSHOW) is None
    await a.nodes.leave()

    b.tenancy.doubt(ROADSHOW)
    street.wall.pass_by(4 * 3600)
    await b.nodes.wake()

    assert (await b.rooms.state(ROADSHOW)).status is Status.ended


@pytest.mark.asyncio
async def test_a_rehearsal_that_one_node_deletes_is_forgotten_at_all_of_them_with_everybody_sent_away() -> None:
    street = Street()
    a, b = await live_at(street)
    lines = {node: Line() for node in (a, b)}
    for node, line in lines.items():
        (await node.rooms.live(ROADSHOW)).feed.attach(Viewer(actor("ann"), line), Hello())
    await b.rooms.remove(ROADSHOW)
    street.log.delete(ROADSHOW)

    await a.nodes.wake()

    assert [line.code for line in lines.values()] == [NO_MORE, NO_MORE]
    assert (a.rooms.open_rooms(), b.rooms.open_rooms()) == ([], [])
    with pytest.raises(Missing):
        await a.rooms.state(ROADSHOW)


@pytest.mark.asyncio
async def test_a_started_node_looks_by_itself() -> None:
    street = Street()
    a, b = await live_at(street)
    street.bus.cut = True
    await a.command(HOST, "pitch.add", title={"en": "C"})

    b.nodes.start()
    await settled(b)

    assert await seq(b) == await seq(a)
    await b.nodes.leave()


async def settled(node: Neighbour) -> None:
    """Let what was begun come to its end."""
    for _ in range(50):
        await asyncio.sleep(0)
