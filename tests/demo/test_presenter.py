import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from demo.clip import Clip
from demo.presenter import present_for_ever
from demo.whip import WhipEndpoint
from tests.demo.far_end import PATIENCE, FarEnd, serving

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("loopback")]


@contextlib.asynccontextmanager
async def presenting(url: str, clip: Clip) -> AsyncIterator[None]:
    async with httpx.AsyncClient() as http:
        task = asyncio.create_task(present_for_ever(WhipEndpoint(http, url, "secret"), clip))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@contextlib.asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", *arguments, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def presenter(url: str, clip_path: Path) -> AbstractAsyncContextManager[Process]:
    return running("demo.presenter", "--whip", url, "--token", "secret", "--clip", str(clip_path.parent))


async def said(process: Process, words: str) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while words not in (line := (await process.stdout.readline()).decode()):
            assert line, f"ended before saying {words!r}"


async def test_what_is_published_can_be_seen_and_heard(clip: Clip) -> None:
    far = FarEnd()

    async with serving(far) as url, presenting(url, clip):
        await far.until(lambda: far.frames["video"] > 5 and far.frames["audio"] > 10)

    assert far.size == (1280, 720)
    assert far.credentials == ["Bearer secret"]


async def test_only_the_codec_of_the_clip_is_offered(clip: Clip) -> None:
    far = FarEnd()

    async with serving(far) as url, presenting(url, clip):
        await far.until(lambda: far.offers)

    assert "VP8/90000" in far.offers[0]
    assert "H264" not in far.offers[0]


async def test_whoever_stops_presenting_withdraws(clip: Clip) -> None:
    far = FarEnd()

    async with serving(far) as url:
        async with presenting(url, clip):
            await far.until(lambda: far.frames["video"])
        await far.until(lambda: far.withdrawn)

    assert far.withdrawn == ["1"]


async def test_a_closed_connection_is_replaced(clip: Clip) -> None:
    far = FarEnd()

    async with serving(far) as url, presenting(url, clip):
        await far.until(lambda: far.frames["video"])
        await far.hang_up()
        seen = far.frames["video"]
        await far.until(lambda: far.frames["video"] > seen)

    assert len(far.offers) == 2


async def test_a_server_that_is_busy_is_asked_again(clip: Clip) -> None:
    far = FarEnd(503, 429)

    async with serving(far) as url, presenting(url, clip):
        await far.until(lambda: far.frames["video"])

    assert len(far.offers) == 3


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_refusal_ends_the_process_with_one_line(status: int, clip_path: Path) -> None:
    far = FarEnd(status)

    async with serving(far) as url, presenter(url, clip_path) as process:
        _, last_words = await process.communicate()

    assert process.returncode == 1
    assert last_words.decode().count("\n") == 1
    assert str(status) in last_words.decode()


async def test_sigterm_withdraws_and_ends_the_process(clip_path: Path) -> None:
    far = FarEnd()

    async with serving(far) as url, presenter(url, clip_path) as process:
        await far.until(lambda: far.frames["video"])
        process.terminate()
        await process.wait()

    assert process.returncode == 0
    assert far.withdrawn == ["1"]


async def test_a_server_that_was_killed_and_started_again_is_found(clip_path: Path) -> None:
    async with running("tests.demo.far_end", "0") as first:
        assert first.stdout is not None
        url = (await first.stdout.readline()).decode().strip()
        async with presenter(url, clip_path) as process:
            await said(first, "picture")
            first.kill()
            await first.wait()

            async with running("tests.demo.far_end", str(httpx.URL(url).port)) as second:
                await said(second, "picture")

            assert process.returncode is None
