import asyncio
import math
import time
from typing import cast

import pytest
from aiortc.mediastreams import MediaStreamError

from demo.clip import Clip
from demo.metronome import Metronome, tracks
from tests.haste import HastyLoop, without_waiting

# Each packet says which it is.
NUMBERED = Clip("vp8", tuple(b"%d" % n for n in range(1500)), tuple(b"%d" % n for n in range(3000)))


@without_waiting
async def test_the_first_packet_is_that_of_the_second_that_begins_next() -> None:
    audio, video = tracks(NUMBERED)
    before = time.time()

    heard, seen = await asyncio.gather(audio.recv(), video.recv())

    possible = range(math.ceil(before), math.ceil(time.time()) + 1)
    assert bytes(seen) in [b"%d" % (second % 60 * 25) for second in possible]
    assert int(bytes(heard)) == 2 * int(bytes(seen))
    assert asyncio.get_running_loop().time() < 1


@without_waiting
async def test_packets_are_due_at_even_intervals_and_counted_from_the_start() -> None:
    loop = asyncio.get_running_loop()
    _, video = tracks(NUMBERED)
    first = await video.recv()
    began = loop.time()

    rest = [(await video.recv(), loop.time() - began) for _ in range(10)]

    assert [due for _, due in rest] == pytest.approx([n / 25 for n in range(1, 11)])
    assert first.pts == 0
    assert [packet.pts for packet, _ in rest] == [3600 * n for n in range(1, 11)]


@without_waiting
async def test_both_tracks_count_from_the_same_moment() -> None:
    metronome = Metronome()

    assert metronome.first() is metronome.first()


@without_waiting
async def test_after_being_held_up_it_goes_on_at_a_whole_second() -> None:
    _, video = tracks(NUMBERED)
    first = await video.recv()
    cast("HastyLoop", asyncio.get_running_loop()).pass_by(1.3)

    later = await video.recv()

    assert later.pts == 2 * 90_000
    assert int(bytes(later)) == (int(bytes(first)) + 50) % 1500


@without_waiting
async def test_a_stopped_track_ends() -> None:
    _, video = tracks(NUMBERED)
    video.stop()

    with pytest.raises(MediaStreamError):
        await video.recv()
