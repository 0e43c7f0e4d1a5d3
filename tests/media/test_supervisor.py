import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from media import place, placement
from media.api import (
    Answer,
    IceStale,
    MediaPlane,
    OfferRefused,
    PlaneUnavailable,
    RoomId,
    SessionEnded,
    SessionId,
    SessionUnknown,
    SourceId,
    SourceStarted,
    SourceStopped,
    WorkerEnded,
    WorkerStarted,
)
from media.settings import MediaSettings
from media.supervisor import Supervisor
from tests.media.clients import PATIENCE, ROOM, Crew, crew, next_event
from tests.media.offers import offer

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def plane() -> AsyncIterator[Supervisor]:
    async with Supervisor(MediaSettings()) as supervisor:
        yield supervisor


@pytest_asyncio.fixture
async def people(plane: Supervisor) -> AsyncIterator[Crew]:
    async with crew(plane) as everybody:
        yield everybody


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture
def two_ports() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first:
        first.bind(("127.0.0.1", 0))
        return int(first.getsockname()[1])


async def test_is_a_media_plane(plane: MediaPlane) -> None:
    assert plane.workers == (1,)


async def test_says_how_datagrams_leave(plane: Supervisor) -> None:
    assert plane.rungs == ("gso",)
    assert (await plane.counters())["rung_gso"] == 1


async def test_the_stage_goes_from_vp8_to_h264_and_back_on_one_connection(plane: Supervisor, people: Crew) -> None:
    await plane.put_on_stage(ROOM, SourceId("camera"))
    viewer = await people.viewer()
    await people.presenter("camera", "VP8")
    await people.presenter("encoder", "H264")
    await viewer.receives("audio", "video")

    for source in ("encoder", "camera", "encoder"):
        await plane.put_on_stage(ROOM, SourceId(source))
        await viewer.receives("audio", "video", more=40)

    assert viewer.connection.connectionState == "connected"
    assert (await plane.counters())["viewers"] == 1


async def test_an_empty_stage_keeps_its_viewers(plane: Supervisor, people: Crew) -> None:
    viewer = await people.viewer()
    await people.presenter("camera")
    await viewer.reaches("connected")
    assert not viewer.frames

    await plane.put_on_stage(ROOM, SourceId("camera"))
    await viewer.receives("audio", "video")
    await plane.put_on_stage(ROOM, None)
    await plane.put_on_stage(ROOM, SourceId("camera"))

    await viewer.receives("audio", "video")


async def test_a_preview_shows_its_source_off_stage(people: Crew) -> None:
    preview = await people.viewer("camera")

    await people.presenter("camera", "H264")

    await preview.receives("audio", "video")


async def test_a_source_that_publishes_again_keeps_the_stage(plane: Supervisor, people: Crew) -> None:
    events = plane.events()
    await plane.put_on_stage(ROOM, SourceId("camera"))
    viewer = await people.viewer()
    await people.presenter("camera", "VP8")
    await viewer.receives("audio", "video")

    await people.presenter("camera", "H264")
    await viewer.receives("audio", "video", more=40)

    seen = [await next_event(events) for _ in range(4)]
    assert [type(each) for each in seen] == [SourceStarted, SourceStopped, SessionEnded, SourceStarted]
    assert [each.video for each in seen if isinstance(each, SourceStarted)] == ["VP8", "H264"]


async def test_a_publisher_that_leaves_is_stopped(plane: Supervisor, people: Crew) -> None:
    presenter = await people.presenter("camera")
    events = plane.events()
    assert isinstance(await next_event(events), SourceStarted)

    await presenter.close()

    assert isinstance(await next_event(events), SourceStopped)


@pytest.fixture
def nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a worker is gone shows by itself or never: nobody asks whether it still answers."""
    monkeypatch.setattr(place, "HEALTH_INTERVAL", 3600.0)


@pytest.mark.usefixtures("nobody_asks")
async def test_a_killed_worker_is_replaced_and_the_stage_is_kept(plane: Supervisor, people: Crew) -> None:
    await plane.put_on_stage(ROOM, SourceId("camera"))
    events = plane.events()

    os.kill(plane.pid, signal.SIGKILL)

    assert [await next_event(events) for _ in range(2)] == [WorkerEnded(worker=1), WorkerStarted(worker=2)]
    assert plane.workers == (2,)
    viewer = await people.viewer()
    await people.presenter("camera")
    await viewer.receives("audio", "video")


async def test_without_a_worker_offers_are_unavailable_and_sessions_unknown(plane: Supervisor) -> None:
    os.kill(plane.pid, signal.SIGSTOP)
    asking = asyncio.create_task(plane.view(ROOM, None, offer(direction="recvonly")))
    events = plane.events()
    os.kill(plane.pid, signal.SIGKILL)

    with pytest.raises(PlaneUnavailable) as raised:
        await asking
    assert raised.value.temporary
    with pytest.raises(SessionUnknown):
        await plane.end(SessionId("any"))
    with pytest.raises(SessionUnknown):
        await plane.restart(SessionId("any"), "a=mid:0", None)
    with pytest.raises(SessionUnknown):
        await plane.limit(SessionId("any"), "low")
    await plane.close_room(ROOM)
    assert [await next_event(events) for _ in range(2)] == [WorkerEnded(worker=1), WorkerStarted(worker=2)]


async def test_sessions_end_on_request_and_once(plane: Supervisor) -> None:
    answer = await plane.view(ROOM, None, offer(direction="recvonly"))

    await plane.end(answer.session)

    with pytest.raises(SessionUnknown):
        await plane.end(answer.session)


async def test_a_stale_restart_is_refused_across_the_socket(plane: Supervisor) -> None:
    answer = await plane.view(ROOM, None, offer(direction="recvonly"))

    with pytest.raises(IceStale):
        await plane.restart(answer.session, "a=mid:0", ("another",))

    assert await plane.restart(answer.session, "a=mid:0", ("another", answer.ice)) is None


async def test_closing_a_room_ends_its_sessions_and_forgets_its_stage(plane: Supervisor, people: Crew) -> None:
    await plane.put_on_stage(ROOM, SourceId("camera"))
    viewer = await people.viewer()
    await people.presenter("camera")
    await viewer.receives("video")

    await plane.close_room(ROOM)

    await viewer.reaches("closed")
    counters = await plane.counters()
    assert (counters["rooms"], counters["publishers"], counters["viewers"]) == (0, 0, 0)


async def test_a_refusal_keeps_its_code_across_the_socket(plane: Supervisor) -> None:
    with pytest.raises(OfferRefused) as raised:
        await plane.publish(ROOM, SourceId("camera"), "hello")

    assert raised.value.reason == "offer_malformed"
    assert (await plane.counters())["publishers"] == 0


async def test_a_taken_port_is_said_at_the_start(taken_port: int) -> None:
    supervisor = Supervisor(MediaSettings(port=taken_port))

    with pytest.raises(PlaneUnavailable, match=str(taken_port)):
        await supervisor.start()
    await supervisor.close()


async def test_closing_ends_the_worker_and_every_iteration() -> None:
    supervisor = Supervisor(MediaSettings())
    await supervisor.start()
    events, pid = supervisor.events(), supervisor.pid

    await supervisor.close()
    await supervisor.close()

    async with asyncio.timeout(PATIENCE):
        assert [each async for each in events] == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest_asyncio.fixture
async def pair(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Supervisor]:
    """Two workers, of which each viewer goes to the emptier."""
    monkeypatch.setattr(placement, "SLACK", 0)
    async with Supervisor(MediaSettings(workers=2)) as supervisor:
        yield supervisor


def worker_of(answer: Answer) -> int:
    return int(answer.session.partition(".")[0])


async def test_viewers_at_both_workers_see_one_publisher_through_every_cut(pair: Supervisor) -> None:
    async with crew(pair) as people:
        await pair.put_on_stage(ROOM, SourceId("camera"))
        await people.presenter("camera")
        viewers = [await people.viewer() for _ in range(2)]
        await asyncio.gather(*(each.receives("audio", "video") for each in viewers))
        counted = await pair.counters_by_worker()
        assert [(each["publishers"], each["viewers"]) for each in counted.values()] == [(1, 1), (0, 1)]
        delivered = await pair.deliveries(ROOM)
        assert sorted(each.session.partition(".")[0] for each in delivered) == ["1", "2"]
        assert {each.source for each in delivered} == {None}

        await people.presenter("encoder", "H264")
        await pair.put_on_stage(ROOM, SourceId("encoder"))

        await asyncio.gather(*(each.receives("audio", "video", more=40) for each in viewers))
        counted = await pair.counters_by_worker()
        assert [each["publishers"] for each in counted.values()] == [2, 0]
        assert counted[1]["relay_in"] <= counted[0]["relay_out"]


@pytest.mark.usefixtures("nobody_asks")
async def test_a_killed_edge_ends_its_own_viewers_at_once_and_nobody_elses(pair: Supervisor) -> None:
    async with crew(pair) as people:
        await pair.put_on_stage(ROOM, SourceId("camera"))
        await people.presenter("camera")
        far, near = await people.viewer(), await people.viewer()
        await asyncio.gather(near.receives("video"), far.receives("video"))
        assert [worker_of(each.answer) for each in (near, far)] == [1, 2]
        events = pair.events()

        os.kill(pair.pids[1], signal.SIGKILL)

        ended = [await next_event(events) for _ in range(2)]
        assert ended == [SessionEnded(room=ROOM, session=far.answer.session), WorkerEnded(worker=2)]
        assert pair.workers == (1,)
        again = await people.viewer()
        await asyncio.gather(near.receives("audio", "video", more=20), again.receives("audio", "video"))
        assert await next_event(events) == WorkerStarted(worker=3)


async def test_when_the_home_is_killed_everything_returns(pair: Supervisor) -> None:
    async with crew(pair) as people:
        await pair.put_on_stage(ROOM, SourceId("camera"))
        await people.presenter("camera")
        far, near = await people.viewer(), await people.viewer()
        await asyncio.gather(near.receives("video"), far.receives("video"))
        events = pair.events()

        os.kill(pair.pids[0], signal.SIGKILL)

        seen = [await next_event(events) for _ in range(4)]
        assert [type(each) for each in seen] == [SourceStopped, SessionEnded, SessionEnded, WorkerEnded]
        await people.presenter("camera")
        again = await people.viewer()
        await asyncio.gather(far.receives("audio", "video"), again.receives("audio", "video"))
        assert far.connection.connectionState == "connected"


async def test_a_home_that_returns_is_followed_by_those_who_waited(pair: Supervisor) -> None:
    async with crew(pair) as people:
        preview, other = await people.viewer("camera"), await people.viewer("camera")
        await asyncio.gather(preview.reaches("connected"), other.reaches("connected"))
        assert [worker_of(each.answer) for each in (preview, other)] == [1, 2]
        events = pair.events()
        os.kill(pair.pids[0], signal.SIGKILL)
        while not isinstance(await next_event(events), WorkerStarted):
            continue

        await people.presenter("camera")

        await other.receives("audio", "video")


async def test_a_session_of_a_dead_worker_is_unknown(pair: Supervisor) -> None:
    answer = await pair.view(ROOM, None, offer(direction="recvonly"))
    events = pair.events()
    os.kill(pair.pids[0], signal.SIGKILL)
    while not isinstance(await next_event(events), WorkerEnded):
        continue

    with pytest.raises(SessionUnknown):
        await pair.end(answer.session)


async def test_workers_serve_consecutive_ports(two_ports: int) -> None:
    async with Supervisor(MediaSettings(port=two_ports, workers=2)) as supervisor:
        answers = [await supervisor.publish(RoomId(str(each)), SourceId("s"), offer()) for each in range(2)]

    assert [f" {two_ports + at} typ host" in each.sdp for at, each in enumerate(answers)] == [True, True]


async def test_a_room_that_nobody_is_in_is_forgotten_by_its_workers(pair: Supervisor) -> None:
    await pair.put_on_stage(ROOM, SourceId("camera"))
    answers = [await pair.view(ROOM, None, offer(direction="recvonly")) for _ in range(2)]
    assert (await pair.counters())["rooms"] == 2

    for each in answers:
        await pair.end(each.session)

    assert (await pair.counters())["rooms"] == 0
