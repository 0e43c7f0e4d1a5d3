from collections.abc import Iterator
from contextlib import contextmanager

from media.embedded import rtcp
from media.embedded.codecs import H264, OPUS, VP8, Kind
from media.embedded.fanout import Fanout
from media.embedded.row import signed
from media.embedded.stream import Stream
from media.embedded.track import Track
from tests.media.clocks import ManualClock
from tests.media.packets import H264_DELTA, H264_KEY, VP8_DELTA, VP8_KEY, Screen, packet, screens, sending

KEY = {VP8: VP8_KEY, H264: H264_KEY}
DELTA = {VP8: VP8_DELTA, H264: H264_DELTA}


class Camera(Stream):
    """A stream that counts its own packets."""

    def __init__(self, bench: "Bench", codec: str, first: int = 100) -> None:
        self.sent: list[bytes] = []
        super().__init__(Kind.VIDEO, codec, bench.clock, self.sent.append, sender=9, nacks=False)
        self.bench = bench
        self.sequence = first
        self.ssrc = first

    def shoot(self, *payloads: bytes) -> None:
        for payload in payloads:
            self.sequence += 1
            self.arrive(self.sequence, payload)

    def arrive(self, sequence: int, payload: bytes) -> None:
        now = self.bench.clock.time()
        self.accept(packet(sequence, payload, timestamp=round(now * 90_000) & 0xFFFFFFFF, ssrc=self.ssrc), now)

    def keyframe(self) -> None:
        self.shoot(KEY[self.codec], DELTA[self.codec])

    def delta(self) -> None:
        self.shoot(DELTA[self.codec])


class Bench:
    """A track, its viewers and time."""

    def __init__(self, fanout: Fanout, viewers: list[Screen]) -> None:
        self.clock = ManualClock()
        self.cuts = 0
        self.fanout = fanout
        self.viewers = viewers
        self.track = Track(Kind.VIDEO, fanout, self.clock, self._cut)
        for viewer in viewers:
            self.track.add(viewer.row)

    def _cut(self) -> None:
        self.cuts += 1

    def received(self, viewer: int = 0) -> list[tuple[int, int, bytes]]:
        self.fanout.flush()
        packets = self.viewers[viewer].packets()
        assert {each.ssrc for each in packets} <= {self.track.ssrc}
        return [(each.payload_type, each.sequence, each.payload) for each in packets]


@contextmanager
def bench(*payload_types: dict[str, int] | None) -> Iterator[Bench]:
    with sending() as fanout, screens(*(payload_types or (None,))) as viewers:
        yield Bench(fanout, viewers)


def test_a_source_is_entered_at_a_keyframe() -> None:
    with bench() as it:
        camera = Camera(it, VP8)
        it.track.show((camera,))
        camera.delta()
        assert it.received() == []

        camera.keyframe()

        assert [payload for _, _, payload in it.received()] == [VP8_KEY, VP8_DELTA]


def test_the_old_source_stays_until_the_new_one_can_be_entered() -> None:
    with bench() as it:
        old, new = Camera(it, VP8), Camera(it, H264, 5000)
        it.track.show((old,))
        old.keyframe()
        new.delta()

        it.track.show((new,))
        old.delta()
        new.delta()
        old.delta()
        new.keyframe()
        old.delta()
        new.delta()

        got = it.received()
        assert [payload for _, _, payload in got] == [
            *(VP8_KEY, VP8_DELTA, VP8_DELTA, VP8_DELTA),
            *(H264_KEY, H264_DELTA, H264_DELTA),
        ]
        assert [kind for kind, _, _ in got] == [96] * 4 + [103] * 3
        assert [sequence - got[0][1] for _, sequence, _ in got] == list(range(7))
        assert new.sent == [rtcp.keyframe_request(9, 5000)]
        assert it.cuts == 2


def test_time_between_sources_is_time_between_their_timestamps() -> None:
    with bench() as it:
        old, new = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((old,))
        old.keyframe()
        it.fanout.flush()
        before = it.viewers[0].packets()[-1].timestamp

        it.track.show((new,))
        it.clock.advance(0.25)
        new.keyframe()

        it.fanout.flush()
        assert (it.viewers[0].packets()[0].timestamp - before) & 0xFFFFFFFF == 22_500


def test_what_was_sent_before_the_cut_never_follows_it() -> None:
    with bench() as it:
        old, new = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((old,))
        old.keyframe()
        new.shoot(VP8_DELTA)
        new.sequence += 1
        it.track.show((new,))
        new.keyframe()
        it.received()

        new.arrive(5002, b"late")
        old.delta()

        assert it.received() == []


def test_a_viewer_that_cannot_decode_a_source_continues_after_it_without_loss() -> None:
    with bench(None, {VP8: 120}) as it:
        first, second, third = Camera(it, VP8), Camera(it, H264, 5000), Camera(it, VP8, 9000)
        for camera in (first, second, third):
            it.track.show((camera,))
            camera.keyframe()

        everything, part = it.received(0), it.received(1)

        assert [kind for kind, _, _ in everything] == [96, 96, 103, 103, 96, 96]
        assert [kind for kind, _, _ in part] == [120] * 4
        assert [sequence - part[0][1] for _, sequence, _ in part] == [0, 1, 2, 3]


def test_a_cleared_track_is_dark_and_can_be_lit_again() -> None:
    with bench() as it:
        camera = Camera(it, VP8)
        it.track.show((camera,))
        camera.keyframe()
        it.received()

        it.track.clear()
        camera.keyframe()
        assert it.received() == []
        assert not camera.listeners
        it.track.show((camera,))
        camera.keyframe()

        assert len(it.received()) == 2


def test_a_stream_that_begins_anew_is_entered_anew() -> None:
    with bench() as it:
        camera = Camera(it, VP8)
        it.track.show((camera,))
        camera.keyframe()
        last = it.received()[-1][1]

        it.clock.advance(2.0)
        camera.ssrc, camera.sequence = 77, 40_000
        camera.delta()
        camera.keyframe()

        assert [(sequence, payload) for _, sequence, payload in it.received()] == [
            (last + 1, VP8_KEY),
            (last + 2, VP8_DELTA),
        ]


def test_who_leaves_gets_nothing_more() -> None:
    with bench(None, None) as it:
        camera = Camera(it, VP8)
        it.track.show((camera,))
        it.track.remove(it.viewers[0].row)

        camera.keyframe()

        assert (len(it.received(0)), len(it.received(1))) == (0, 2)


def test_reports_translate_the_publishers_clock_after_every_splice_and_tick() -> None:
    with bench() as it:
        for first in (100, 5000):
            camera = Camera(it, VP8, first)
            now = it.clock.time()
            camera.delta()
            there = rtcp.SenderReport(camera.ssrc, 100.0, round(now * 90_000))
            camera.synchronize(there, rtcp.ntp_time(now) - 100.0, now)
            it.track.show((camera,))
            camera.keyframe()
            it.fanout.flush()
            it.clock.advance(1.0)
            it.track.tick(now + 1.0)

            sent = it.viewers[0].everything()
            shown = sent.packets[-1].timestamp
            reports = [report for each in sent.reports for report in rtcp.parse(each)]
            assert [isinstance(each, rtcp.SenderReport) for each in reports] == [True, True]
            for report, later in zip(reports, (0.0, 1.0), strict=True):
                assert isinstance(report, rtcp.SenderReport)
                assert report.ssrc == it.track.ssrc
                assert abs(signed(report.rtp - shown - round(later * 90_000))) <= 1
                assert abs(report.ntp - rtcp.ntp_time(now + later)) < 0.001


def test_sound_needs_no_keyframe() -> None:
    with sending() as fanout, screens(None) as (viewer,):
        clock = ManualClock()
        track = Track(Kind.AUDIO, fanout, clock, lambda: None)
        track.add(viewer.row)
        sound = Stream(Kind.AUDIO, OPUS, clock, lambda _: None, sender=9, nacks=False)
        track.show((sound,))

        sound.accept(packet(1, b"sound"), clock.time())
        fanout.flush()

        assert [each.payload_type for each in viewer.packets()] == [111]


def test_a_viewer_moves_between_layers_at_keyframes_and_back() -> None:
    with bench() as it:
        low, high = Camera(it, VP8), Camera(it, VP8, 5000)
        row = it.viewers[0].row
        row.rank = 0
        it.track.show((low, high))
        low.keyframe()
        high.shoot(VP8_KEY)
        it.track.prefer(row, 1)
        low.delta()
        high.shoot(VP8_DELTA + b"high")
        low.delta()

        high.shoot(VP8_KEY + b"high", VP8_DELTA + b"high")
        low.keyframe()
        it.track.prefer(row, 0)
        high.shoot(VP8_DELTA + b"last")
        low.keyframe()

        got = it.received()
        expected = [VP8_KEY, VP8_DELTA, VP8_DELTA, VP8_DELTA, VP8_KEY + b"high", VP8_DELTA + b"high"]
        assert [payload for *_, payload in got] == [*expected, VP8_DELTA + b"last", VP8_KEY, VP8_DELTA]
        assert [sequence - got[0][1] for _, sequence, _ in got] == list(range(9))
        assert it.track.ssrc not in (low.ssrc, high.ssrc)


def test_a_climb_waits_for_a_keyframe_that_others_need_and_a_descent_asks_for_one() -> None:
    with bench() as it:
        low, high = Camera(it, VP8), Camera(it, VP8, 5000)
        row = it.viewers[0].row
        row.rank = 0
        it.track.show((low, high))
        for camera in (low, high):
            camera.keyframe()
            camera.sent.clear()
        it.clock.advance(1.0)

        it.track.prefer(row, 1)
        climbing = (list(low.sent), list(high.sent))
        high.keyframe()
        it.track.prefer(row, 0)

        assert climbing == ([], [])
        assert low.sent == [rtcp.keyframe_request(9, low.ssrc)]


def test_the_old_source_lights_nobody_once_all_have_left_it() -> None:
    with bench(None, None) as it:
        old, new = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((old,))
        old.keyframe()
        it.track.show((new,))
        cutting = [it.track.cutting]

        new.keyframe()

        assert [*cutting, it.track.cutting] == [True, False]
        assert not old.listeners


def test_who_cannot_decode_the_new_source_goes_dark_at_the_cut() -> None:
    with bench(None, {VP8: 120}) as it:
        old, new = Camera(it, VP8), Camera(it, H264, 5000)
        it.track.show((old,))
        old.keyframe()
        it.track.show((new,))
        new.keyframe()

        old.delta()

        assert (len(it.received(0)), len(it.received(1))) == (4, 2)
        assert not old.listeners


def test_a_viewer_may_have_no_picture_for_a_while() -> None:
    with bench() as it:
        camera = Camera(it, VP8)
        it.track.show((camera,))
        camera.keyframe()
        it.track.prefer(it.viewers[0].row, -1)
        camera.keyframe()
        it.clock.advance(3.0)
        it.track.prefer(it.viewers[0].row, 0)
        camera.keyframe()

        got = it.received()

        # The old keyframe at once, then the next.
        assert [payload for *_, payload in got] == [VP8_KEY, VP8_DELTA, VP8_KEY, VP8_KEY, VP8_DELTA]
        assert [sequence - got[0][1] for _, sequence, _ in got] == list(range(5))


def run(it: Bench, seconds: float, *flowing: Camera) -> None:
    """Let time pass, in which each camera sends ten frames a second, now and then a keyframe."""
    for step in range(round(10 * seconds)):
        for camera in flowing:
            camera.shoot(KEY[camera.codec] if step % 10 == 0 else DELTA[camera.codec])
        it.clock.advance(0.1)


def shown(it: Bench, viewer: int = 0) -> Stream | None:
    rendition = it.viewers[viewer].row.rendition
    return rendition.stream if rendition is not None else None


def test_a_layer_that_stops_is_left_and_one_that_flows_again_is_taken() -> None:
    with bench() as it:
        low, high = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((low, high))
        for flowing, best in (((low,), low), ((low, high), high), ((low,), low)):
            run(it, 3.0, *flowing)

            assert shown(it) is best


def test_all_viewers_of_a_layer_that_stops_cost_one_keyframe_soon() -> None:
    with bench(None, None, None) as it:
        low, high = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((low, high))
        run(it, 8.0, low, high)
        low.sent.clear()

        for _ in range(5):
            low.delta()
            it.clock.advance(0.1)
        low.keyframe()

        assert low.sent == [rtcp.keyframe_request(9, low.ssrc)]
        assert {shown(it, each) for each in range(3)} == {low}


def test_of_three_layers_the_next_lower_takes_the_place_of_one_that_stops() -> None:
    with bench(None, None) as it:
        low, middle, high = Camera(it, VP8), Camera(it, VP8, 5000), Camera(it, VP8, 9000)
        it.track.show((low, middle, high))
        rows = [each.row for each in it.viewers]
        it.track.prefer(rows[0], 1)
        run(it, 8.0, low, middle, high)
        assert [shown(it, each) for each in range(2)] == [middle, high]

        run(it, 2.0, low, high)
        assert [shown(it, each) for each in range(2)] == [low, high]
        assert rows[0].rank == 0

        run(it, 2.0, low)
        assert [shown(it, each) for each in range(2)] == [low, low]


def test_a_shared_screen_of_one_frame_a_second_keeps_its_viewers_where_they_are() -> None:
    with bench() as it:
        low, high = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((low, high))
        run(it, 4.0, low, high)
        for camera in (low, high):
            camera.sent.clear()

        for pause in (1.0, 1.0, 0.4, 3.0, 0.3, 0.3, 1.0):
            low.delta()
            it.clock.advance(0.06)
            high.delta()
            it.clock.advance(pause - 0.06)
            assert shown(it) is high

        assert (low.sent, high.sent) == ([], [])


def test_nobody_looks_at_the_layers_of_a_picture_without_viewers() -> None:
    with bench() as it:
        low, high = Camera(it, VP8), Camera(it, VP8, 5000)
        it.track.show((low, high))
        run(it, 1.0, low, high)
        looked = [bool(it.track._looking)]

        it.track.remove(it.viewers[0].row)
        run(it, 8.0, low)
        looked.append(bool(it.track._looking))

        it.track.add(it.viewers[0].row)
        assert (looked, shown(it)) == ([True, False], low)
