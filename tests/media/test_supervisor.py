import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from media.api import (
    IceStale,
    MediaPlane,
    OfferRefused,
    PlaneStarted,
    PlaneUnavailable,
    SessionEnded,
    SessionId,
    SessionUnknown,
    SourceId,
    SourceStarted,
    SourceStopped,
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


async def test_is_a_media_plane(plane: MediaPlane) -> None:
    assert plane.generation == 1


async def test_says_how_datagrams_leave(plane: Supervisor) -> None:
    assert plane.rung == "gso"
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


async def test_a_killed_worker_is_replaced_and_the_stage_is_kept(plane: Supervisor, people: Crew) -> None:
    await plane.put_on_stage(ROOM, SourceId("camera"))
    events = plane.events()
    loop = asyncio.get_running_loop()
    killed = loop.time()

    os.kill(plane.pid, signal.SIGKILL)

    assert await next_event(events) == PlaneStarted(generation=2)
    assert loop.time() - killed < 5
    assert plane.generation == 2
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
    assert await next_event(events) == PlaneStarted(generation=2)


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
