import pytest

from media.embedded.codecs import Kind
from tests.media.packets import SOUND, VP8_DELTA, VP8_KEY
from tests.media.relays import CAMERA, ROOM, Ends, Listener, Origin, ends

pytestmark = pytest.mark.asyncio


async def followed(both: Ends) -> Origin:
    origin = both.publish()
    both.inlet.follow(ROOM)
    await both.until(lambda: bool(both.sources))
    return origin


async def test_packets_keep_their_extended_numbers_and_order() -> None:
    async with ends() as both:
        origin, here = await followed(both), Listener()
        there = Listener()
        [source] = both.sources
        source.layers[Kind.VIDEO][1].listeners.add(here)
        origin.high.listeners.add(there)

        for sequence in (65_534, 65_535, 0, 2, 1):
            origin.send(origin.high, sequence, VP8_KEY + bytes([sequence & 0xFF]))
        await both.until(lambda: len(here.heard) == 5)

        assert here.heard == there.heard


async def test_a_relayed_source_shows_what_its_publisher_sends() -> None:
    async with ends() as both:
        origin = await followed(both)
        [source] = both.sources
        now = both.inlet._clock.time

        origin.send(origin.low, 1, VP8_DELTA)
        low, high = source.layers[Kind.VIDEO]
        await both.until(lambda: low.active(now()))

        assert (source.room, source.source, source.started) == (ROOM, CAMERA, True)
        assert [(each.rid, each.codec) for each in (low, high)] == [("l", "VP8"), ("h", "VP8")]
        assert low.bitrate(now()) > 0
        assert not high.active(now())
        assert source.layers[Kind.AUDIO][0].codec == "opus"


async def test_the_publishers_clock_and_a_new_beginning_are_told() -> None:
    async with ends() as both:
        origin, listener = await followed(both), Listener()
        [sound] = both.sources[0].layers[Kind.AUDIO]
        sound.listeners.add(listener)

        origin.sound.mapping = (99.5, 48_000)
        both.outlet.tick()
        await both.until(lambda: sound.mapping == (99.5, 48_000))
        origin.send(origin.sound, 1, SOUND)

        await both.until(lambda: listener.restarts == 1)
        assert sound.mapping is None


async def test_layers_are_put_in_order_again_by_what_they_show() -> None:
    async with ends() as both:
        await followed(both)
        low, high = both.sources[0].layers[Kind.VIDEO]
        low.height, high.height = 720, 180

        both.inlet.tick()

        assert both.sources[0].layers[Kind.VIDEO] == (high, low)


async def test_a_keyframe_is_asked_for_once_an_interval() -> None:
    async with ends() as both:
        origin = await followed(both)
        origin.send(origin.low, 1, VP8_DELTA)
        low = both.sources[0].layers[Kind.VIDEO][0]

        for _ in range(10):
            low.request_keyframe()

        await both.until(lambda: len(origin.asked) == 1)


async def test_a_source_that_ends_departs() -> None:
    async with ends() as both:
        origin = await followed(both)

        both.outlet.stopped(origin)

        await both.until(lambda: not both.sources)


async def test_with_its_home_every_source_departs() -> None:
    async with ends() as both:
        await followed(both)

        both.outlet.close()

        await both.until(lambda: both.inlet.lost)
        assert both.sources == []


async def test_what_was_on_its_way_when_a_room_was_left_is_passed_over() -> None:
    async with ends() as both:
        origin = await followed(both)
        both.inlet.leave(ROOM)
        assert both.sources == []

        origin.send(origin.low, 1, VP8_DELTA)
        both.publish()

        await both.until(lambda: not origin.low.listeners)
        assert both.sources == []
