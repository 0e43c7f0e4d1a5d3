import asyncio
import os
import signal
import sys

import pytest

from media import link as module
from media import protocol
from media.api import MediaEvent, OfferRefused, PlaneUnavailable, RoomId, SessionId, SessionUnknown, SourceId
from media.link import Link
from media.settings import MediaSettings

pytestmark = pytest.mark.asyncio

CONFIGURE = protocol.Configure(settings=MediaSettings(), worker=3)
PUBLISH = protocol.Publish(room=RoomId("r"), source=SourceId("s"), offer="hello")


def ignore(event: MediaEvent) -> None:
    """These tests publish nothing that starts."""


async def test_requests_get_their_replies_and_refusals_their_class() -> None:
    link = await Link.spawn()
    await link.serve(CONFIGURE, ignore)

    counted, refused, unknown = await asyncio.gather(
        link.ask(protocol.Count()),
        link.ask(PUBLISH),
        link.ask(protocol.End(session=SessionId("nobody"))),
        return_exceptions=True,
    )
    await link.close()

    assert isinstance(counted, protocol.Done)
    assert counted.counters == {"rooms": 0, "publishers": 0, "viewers": 0, "rung_gso": 1}
    assert isinstance(refused, OfferRefused)
    assert isinstance(unknown, SessionUnknown)


async def test_a_worker_ends_when_its_socket_is_closed() -> None:
    link = await Link.spawn()
    await link.serve(CONFIGURE, ignore)

    await link.close()
    await link.close()

    assert link.process.returncode == 0
    assert link.lost.is_set()
    with pytest.raises(PlaneUnavailable):
        await link.ask(protocol.Count())


async def test_a_worker_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REPLY_TIMEOUT", 0.05)
    monkeypatch.setattr(module, "END_TIMEOUT", 0.05)
    link = await Link.spawn()
    await link.serve(CONFIGURE, ignore)
    os.kill(link.process.pid, signal.SIGSTOP)

    with pytest.raises(PlaneUnavailable, match="answer"):
        await link.ask(protocol.Count())
    await link.close()

    assert link.process.returncode == -signal.SIGKILL


async def test_who_waits_for_a_worker_that_dies_is_told() -> None:
    link = await Link.spawn()
    await link.serve(CONFIGURE, ignore)
    os.kill(link.process.pid, signal.SIGSTOP)
    waiting = asyncio.create_task(link.ask(protocol.Count()))
    await asyncio.sleep(0)

    await link.kill()

    with pytest.raises(PlaneUnavailable, match="died"):
        await waiting


async def test_a_stop_meant_for_the_whole_group_leaves_the_worker_to_its_supervisor() -> None:
    link = await Link.spawn()
    await link.serve(CONFIGURE, ignore)

    for each in (signal.SIGINT, signal.SIGTERM):
        os.kill(link.process.pid, each)

    assert await link.ask(protocol.Count())
    await link.close()


async def test_a_worker_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    link = await Link.spawn()
    with pytest.raises(PlaneUnavailable, match=r"192\.0\.2\.1"):
        await link.serve(protocol.Configure(settings=MediaSettings(host="192.0.2.1")), ignore)

    monkeypatch.setattr(sys, "executable", "/bin/false")
    link = await Link.spawn()
    with pytest.raises(PlaneUnavailable, match="ended before"):
        await link.serve(CONFIGURE, ignore)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(PlaneUnavailable, match="cannot be started"):
        await Link.spawn()
