import asyncio

import pytest

from media.api import RoomId
from media.embedded import outlet, relay
from tests.media.packets import SOUND, VP8_DELTA, VP8_KEY
from tests.media.relays import ROOM, ends

pytestmark = pytest.mark.asyncio


async def test_nothing_listens_until_a_room_is_followed_and_once_it_is_left() -> None:
    async with ends() as both:
        origin = both.publish()
        assert not any(stream.listeners for stream in origin.streams)

        both.inlet.follow(ROOM)
        await both.until(lambda: bool(both.sources))
        assert all(stream.listeners for stream in origin.streams)

        both.inlet.leave(ROOM)
        await both.until(lambda: not any(stream.listeners for stream in origin.streams))


async def test_a_follower_that_is_gone_costs_nothing_any_more() -> None:
    async with ends() as both:
        origin = both.publish()
        both.inlet.follow(ROOM)
        await both.until(lambda: bool(both.sources))

        both.inlet.close()

        await both.until(lambda: not any(stream.listeners for stream in origin.streams))


async def test_only_followed_rooms_are_sent() -> None:
    async with ends() as both:
        both.inlet.follow(ROOM)
        both.publish(RoomId("another"))
        both.publish()
        await both.until(lambda: bool(both.sources))

        assert [each.room for each in both.sources] == [ROOM]


async def test_a_follower_that_does_not_read_loses_packets_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlet, "BUFFER", 64 * 1024)
    async with ends() as both:
        origin = both.publish()
        both.inlet.follow(ROOM)
        await both.until(lambda: bool(both.sources))

        # Within one turn of the loop nobody reads.
        for sequence in range(2000):
            origin.send(origin.high, sequence, VP8_DELTA + bytes(1000))
            both.outlet.fanout.flush()

        assert both.counters["drop_relay_full"] > 100
        assert both.counters["relay_out"] + both.counters["drop_relay_full"] == 2000
        await both.until(lambda: both.counters["relay_in"] == both.counters["relay_out"])


async def test_requests_for_keyframes_reach_the_publisher_together() -> None:
    async with ends() as both:
        origin = both.publish()
        both.inlet.follow(ROOM)
        origin.send(origin.high, 1, VP8_KEY)
        await both.until(lambda: bool(both.sources))

        for number in range(20):
            both.outlet.heard(None, relay.WantKeyframe(number))  # type: ignore[arg-type]
        await asyncio.sleep(0)

        assert len(origin.asked) == 1


async def test_who_follows_late_hears_of_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends() as both:
        origin = both.publish()
        origin.send(origin.sound, 1, SOUND)
        origin.sound.mapping = (12.5, 4800)
        both.inlet.follow(ROOM)

        await both.until(lambda: bool(both.sources))

        [sound] = [each for each in both.sources[0].streams if not each.rid]
        assert sound.mapping == (12.5, 4800)


async def test_a_follower_may_not_send_media() -> None:
    async with ends() as both:
        with pytest.raises(ValueError, match="Stopped"):
            both.outlet.heard(None, relay.Stopped(1))  # type: ignore[arg-type]
