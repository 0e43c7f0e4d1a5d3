import pytest

from server.app.chatter import FORGOTTEN, REPEATED
from server.app.feed import Viewer
from server.app.wire import Figures, Hello, Media
from server.domain.messages import SeatId
from tests.server.app.house import ROADSHOW, Line, actor
from tests.server.app.neighbours import Neighbour, Street

MEDIA = Media(workers=[7], sources=[SeatId("sea_ann")])


async def watching(node: Neighbour, *names: str) -> Line:
    """Viewers at a node, and the line of the last one."""
    line = Line()
    feed = (await node.rooms.live(ROADSHOW)).feed
    for name in names:
        line = Line()
        feed.attach(Viewer(actor(name), line), Hello())
    return line


def told(line: Line, kind: str) -> dict[str, object]:
    return line.of_type(kind)[-1]


async def two(street: Street) -> tuple[Neighbour, Neighbour, Line, Line]:
    """Two viewers at one node, which holds the roadshow, and one at the other."""
    a, b = street.neighbours()
    await a.begin()
    return a, b, await watching(a, "ann", "bob"), await watching(b, "cat")


def pulse(*nodes: Neighbour) -> None:
    """Often enough for what was heard to be told."""
    for _ in range(2):
        for node in nodes:
            node.pulse()


@pytest.mark.asyncio
async def test_heads_are_counted_at_all_nodes() -> None:
    a, b, here, there = await two(Street())

    pulse(a, b)

    assert told(here, "presence")["viewers"] == told(there, "presence")["viewers"] == 3


@pytest.mark.asyncio
async def test_whom_nobody_has_heard_of_lately_is_not_counted() -> None:
    street = Street()
    a, b, here, _ = await two(street)
    pulse(a, b)
    street.bus.cut = True

    street.clock.now += FORGOTTEN + 1
    pulse(a)

    assert told(here, "presence") == {"type": "presence", "viewers": 2, "partial": True}


@pytest.mark.asyncio
async def test_a_count_of_one_node_alone_is_told_as_such_until_the_others_are_heard_again() -> None:
    street = Street()
    a, b, here, _ = await two(street)
    pulse(a, b)
    assert not told(here, "presence")["partial"]
    street.bus.cut = True
    pulse(a)
    assert told(here, "presence")["partial"]

    street.bus.cut = False
    pulse(a, b)

    assert not told(here, "presence")["partial"]


@pytest.mark.asyncio
async def test_a_count_is_told_again_now_and_then_for_who_comes_late() -> None:
    street = Street()
    a, b, here, _ = await two(street)
    street.bus.cut = True
    pulse(a, b)
    street.bus.cut = False
    pulse(b, a)
    assert told(here, "presence")["viewers"] == 2

    street.clock.now += REPEATED
    pulse(b, a)

    assert told(here, "presence")["viewers"] == 3


@pytest.mark.asyncio
async def test_reactions_reach_viewers_at_every_node_once() -> None:
    a, b, here, there = await two(Street())
    (await a.rooms.live(ROADSHOW)).feed.react("applause")
    (await b.rooms.live(ROADSHOW)).feed.react("applause")

    pulse(a, b, a)

    for line in (here, there):
        counts = [message["counts"]["applause"] for message in line.of_type("reactions")]  # type: ignore[index]
        assert sum(counts) == 2


@pytest.mark.asyncio
async def test_media_are_told_by_who_holds_the_roadshow_and_by_nobody_else() -> None:
    a, b, _, there = await two(Street())
    feeds = [(await node.rooms.live(ROADSHOW)).feed for node in (a, b)]
    feeds[0].set_media(MEDIA)
    feeds[0].set_figures(Figures(sources={}, audience=None))

    pulse(a, b)

    assert feeds[1].media == MEDIA
    assert told(there, "media")["workers"] == [7]
    feeds[1].set_media(Media(workers=[8], sources=[]))
    pulse(b)
    assert feeds[0].media == MEDIA


@pytest.mark.asyncio
async def test_a_session_that_ends_at_one_node_ends_at_the_others() -> None:
    street = Street()
    a, b = street.neighbours()
    ended: list[str] = []
    b.chatter.on_signed_out(ended.append)

    a.chatter.tell_signed_out("ses_1")

    assert ended == ["ses_1"]


@pytest.mark.asyncio
async def test_the_lag_is_of_ones_own_beats_and_of_lately() -> None:
    street = Street()
    a, b = street.neighbours()
    a.chatter.beat()
    assert (a.chatter.lag, b.chatter.lag) == (0.0, None)

    street.bus.cut = True
    street.clock.now += FORGOTTEN + 1
    a.chatter.beat()

    assert a.chatter.lag is None
