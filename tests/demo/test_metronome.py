import asyncio
import time

import pytest
from aiortc.mediastreams import MediaStreamError

from demo.clip import Clip
from demo.metronome import Metronome, tracks

pytestmark = pytest.mark.asyncio

# Each packet says which it is.
NUMBERED = Clip("vp8", tuple(b"%d" % n for n in range(1500)), tuple(b"%d" % n for n in range(3000)))


async def test_the_first_packet_is_that_of_the_second_now_beginning() -> None:
    audio, video = tracks(NUMBERED)

    heard, seen = await asyncio.gather(audio.recv(), video.recv())

    now = time.time()
    assert now % 1 < 0.5
    assert bytes(seen) == b"%d" % (int(now) % 60 * 25)
    assert bytes(heard) == b"%d" % (int(now) % 60 * 50)


async def test_packets_are_due_at_even_intervals_and_counted_from_the_start() -> None:
    loop = asyncio.get_running_loop()
    _, video = tracks(NUMBERED)
    first = await video.recv()
    began = loop.time()

    rest = [await video.recv() for _ in range(10)]

    assert loop.time() - began == pytest.approx(0.4, abs=0.1)
    assert first.pts == 0
    assert [packet.pts for packet in rest] == [3600 * n for n in range(1, 11)]


async def test_both_tracks_count_from_the_same_moment() -> None:
    metronome = Metronome()

    assert metronome.first() is metronome.first()


async def test_after_being_held_up_it_goes_on_at_a_whole_second() -> None:
    _, video = tracks(NUMBERED)
    first = await video.recv()
    time.sleep(1.3)  # noqa: ASYNC251 - holding the loop up is what is tested

    later = await video.recv()

    assert later.pts == 2 * 90_000
    assert int(bytes(later)) == (int(bytes(first)) + 50) % 1500


async def test_a_stopped_track_ends() -> None:
    _, video = tracks(NUMBERED)
    video.stop()

    with pytest.raises(MediaStreamError):
        await video.recv()
