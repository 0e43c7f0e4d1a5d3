from collections.abc import Iterator

import pytest

from media.embedded import rtcp
from media.embedded.codecs import H264, OPUS, VP8, Kind
from media.embedded.feed import CUT_DEADLINE, Feed
from media.embedded.stream import Stream
from tests.media.clocks import ManualClock
from tests.media.packets import H264_DELTA, H264_KEY, SOUND, VP8_DELTA, VP8_KEY, Screen, packet, screens, sending

KEY = {VP8: VP8_KEY, H264: H264_KEY}
DELTA = {VP8: VP8_DELTA, H264: H264_DELTA}


class Source:
    """A publisher reduced to its streams; every payload of its sound says whose it is."""

    def __init__(self, clock: ManualClock, codec: str | None, *, sound: bool = True) -> None:
        self.clock = clock
        self.sent: list[bytes] = []
        self.sequence = 0
        self.streams: dict[Kind, Stream] = {}
        if codec:
            self.streams[Kind.VIDEO] = Stream(Kind.VIDEO, codec, clock, self.sent.append, sender=9, nacks=False)
        if sound:
            self.streams[Kind.AUDIO] = Stream(Kind.AUDIO, OPUS, clock, self.sent.append, sender=9, nacks=False)
        self.layers: dict[Kind, tuple[Stream, ...]] = {kind: (stream,) for kind, stream in self.streams.items()}

    def send(self, kind: Kind, payload: bytes) -> None:
        self.sequence += 1
        self.streams[kind].accept(packet(self.sequence, payload), self.clock.time())

    def key(self) -> None:
        self.send(Kind.VIDEO, KEY[self.streams[Kind.VIDEO].codec])

    def delta(self) -> None:
        self.send(Kind.VIDEO, DELTA[self.streams[Kind.VIDEO].codec])

    def sound(self) -> None:
        self.send(Kind.AUDIO, SOUND)


class Bench:
    """A feed with a viewer."""

    def __init__(self, feed: Feed, clock: ManualClock, picture: Screen, sound: Screen) -> None:
        self.feed, self.clock, self.picture, self.sound = feed, clock, picture, sound

    def source(self, codec: str | None, *, sound: bool = True) -> Source:
        return Source(self.clock, codec, sound=sound)

    def live(self, source: Source) -> tuple[bool, bool]:
        """Whether the source's picture and sound are on."""
        picture, sound = (each.row.rendition for each in (self.picture, self.sound))
        return (
            picture is not None and picture.stream is source.streams.get(Kind.VIDEO),
            sound is not None and sound.stream is source.streams.get(Kind.AUDIO),
        )


@pytest.fixture
def bench() -> Iterator[Bench]:
    with sending() as fanout, screens(None, None) as (picture, sound):
        clock = ManualClock()
        feed = Feed(fanout, clock)
        feed.admit("viewer", {Kind.VIDEO: picture.row, Kind.AUDIO: sound.row})
        yield Bench(feed, clock, picture, sound)


def on_stage(bench: Bench, codec: str | None = VP8) -> Source:
    source = bench.source(codec)
    bench.feed.show(source)
    if codec:
        source.key()
    source.sound()
    return source


def test_on_an_empty_stage_sound_does_not_wait_for_the_picture(bench: Bench) -> None:
    source = bench.source(VP8)
    bench.feed.show(source)

    source.sound()

    assert bench.live(source) == (False, True)


def test_picture_and_sound_cut_together(bench: Bench) -> None:
    old, new = on_stage(bench), bench.source(H264)
    bench.feed.show(new)
    new.sound()
    new.delta()
    assert bench.live(old) == (True, True)

    new.key()
    new.sound()

    assert bench.live(new) == (True, True)


def test_neither_waits_past_the_deadline(bench: Bench) -> None:
    old, new = on_stage(bench), bench.source(H264)
    bench.feed.show(new)

    bench.clock.advance(CUT_DEADLINE + 0.01)
    new.sound()
    assert (bench.live(old), bench.live(new)) == ((False, False), (False, True))

    new.key()
    assert bench.live(new) == (True, True)


def test_an_old_source_that_ends_is_not_waited_for(bench: Bench) -> None:
    old, new = on_stage(bench), bench.source(H264)
    bench.feed.show(new)

    bench.feed.lose(old)
    new.sound()

    assert bench.live(new) == (False, True)


def test_a_shown_source_that_ends_leaves_the_stage_empty(bench: Bench) -> None:
    source = on_stage(bench)

    bench.feed.lose(source)

    assert bench.feed.source is None
    assert bench.live(source) == (False, False)
    assert not source.streams[Kind.VIDEO].listeners


def test_nothing_can_be_shown(bench: Bench) -> None:
    source = on_stage(bench)

    bench.feed.show(None)
    source.key()
    source.sound()

    assert bench.live(source) == (False, False)


def test_a_change_of_mind_keeps_what_is_on(bench: Bench) -> None:
    old, new = on_stage(bench), bench.source(H264)
    bench.feed.show(new)

    bench.feed.show(old)
    new.key()
    new.sound()
    bench.clock.advance(2 * CUT_DEADLINE)

    assert bench.live(old) == (True, True)
    assert not new.streams[Kind.VIDEO].listeners


def test_a_source_of_sound_alone_replaces_a_picture_at_once(bench: Bench) -> None:
    old, new = on_stage(bench), bench.source(None)

    bench.feed.show(new)
    new.sound()

    assert bench.live(old) == (False, False)
    assert bench.live(new) == (False, True)


def test_a_source_without_sound_silences_the_old_one(bench: Bench) -> None:
    old, new = on_stage(bench), bench.source(H264, sound=False)
    bench.feed.show(new)

    new.key()

    assert bench.live(old) == (False, False)
    assert bench.live(new) == (True, False)


def test_an_awaited_keyframe_is_asked_for_again(bench: Bench) -> None:
    source = bench.source(VP8)
    bench.feed.show(source)
    source.delta()

    for _ in range(3):
        bench.feed.tick(bench.clock.time())
        bench.clock.advance(0.5)

    assert source.sent == [rtcp.keyframe_request(9, 1)] * 4


def test_who_joins_while_the_keyframe_is_young_costs_no_other(bench: Bench) -> None:
    source = on_stage(bench)
    with screens(None) as (late,):
        bench.feed.admit("late", {Kind.VIDEO: late.row})
        assert (source.sent, len(late.packets())) == ([rtcp.keyframe_request(9, 1)], 1)

        bench.feed.dismiss("late", {Kind.VIDEO: late.row})
        source.delta()

        assert late.packets() == []
    assert bench.feed.viewers == {"viewer"}


def test_a_source_whose_layers_change_order_is_followed(bench: Bench) -> None:
    source = on_stage(bench)
    video = source.streams[Kind.VIDEO]
    other = Stream(Kind.VIDEO, VP8, bench.clock, source.sent.append, sender=9, nacks=False)
    bench.feed.source = Layered({Kind.VIDEO: (other, video)})

    bench.feed.tick(bench.clock.time())

    assert [each.stream for each in bench.feed.video.layers] == [other, video]
    assert bench.picture.row.rendition is bench.feed.video.layers[1]


class Layered:
    """A source with the layers a test gives it."""

    def __init__(self, layers: dict[Kind, tuple[Stream, ...]]) -> None:
        self.layers = layers
