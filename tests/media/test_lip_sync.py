"""Picture and sound meet at a viewer whatever layer and source it is moved to."""

from collections.abc import Iterator
from contextlib import contextmanager

from media.api import SourceId
from media.embedded import rtcp
from media.embedded.codecs import CLOCK_RATE, OPUS, VP8, Kind
from media.embedded.feed import Feed
from media.embedded.row import signed
from media.embedded.rtp import RtpPacket
from media.embedded.stream import Stream
from tests.media.clocks import ManualClock
from tests.media.packets import SOUND, VP8_DELTA, VP8_KEY, Screen, packet, screens, sending

CAMERA, SCREEN = SourceId("camera"), SourceId("screen")
TOLERANCE = 0.002
"""Seconds; a late picture may be pushed on by a timestamp unit or two, and no ear or eye can tell 20 ms."""


class Publisher:
    """Two layers and a sound, with clocks of their own; what is taken at one instant comes after different times."""

    def __init__(
        self, clock: ManualClock, *, skew: float, bases: tuple[int, int, int], lags: tuple[float, ...]
    ) -> None:
        self.clock, self.skew, self.bases, self.lags = clock, skew, bases, lags
        video = [Stream(Kind.VIDEO, VP8, clock, lambda _: None, sender=9, nacks=False) for _ in range(2)]
        audio = Stream(Kind.AUDIO, OPUS, clock, lambda _: None, sender=9, nacks=False)
        self.streams = [*video, audio]
        self.layers: dict[Kind, tuple[Stream, ...]] = {Kind.VIDEO: tuple(video), Kind.AUDIO: (audio,)}
        self.sequence = 100

    def shoot(self, *, key: bool) -> None:
        """Have a picture in both layers and a sound arrive, each the lag of its stream after it was taken."""
        self.sequence += 1
        now = self.clock.now
        for number, stream in enumerate(self.streams):
            taken = now - self.lags[number]
            payload = SOUND if stream.kind is Kind.AUDIO else VP8_KEY if key else VP8_DELTA
            made = packet(self.sequence, payload + stamp(taken), timestamp=self.at(number, taken), ssrc=number + 1)
            stream.accept(made, now)

    def at(self, number: int, taken: float) -> int:
        rate = CLOCK_RATE[self.streams[number].kind]
        return (self.bases[number] + round(taken * rate)) & 0xFFFFFFFF

    def report(self) -> None:
        now = self.clock.now
        for number, stream in enumerate(self.streams):
            report = rtcp.SenderReport(number + 1, now + self.skew, self.at(number, now))
            stream.synchronize(report, rtcp.ntp_time(0.0) - self.skew, now)


def stamp(taken: float) -> bytes:
    return round(taken * 1_000_000).to_bytes(8, "big")


class Seat:
    """A viewer that places every packet in time by the last report before it, as browsers do."""

    def __init__(self, picture: Screen, sound: Screen) -> None:
        self.screens = {Kind.VIDEO: picture, Kind.AUDIO: sound}
        self.reports: dict[Kind, rtcp.SenderReport] = {}
        self.errors: dict[Kind, float] = {}

    def look(self) -> None:
        for kind, screen in self.screens.items():
            received = screen.everything()
            for data in received.reports:
                (report,) = rtcp.parse(data)
                assert isinstance(report, rtcp.SenderReport)
                self.reports[kind] = report
            for each in received.packets:
                self.errors[kind] = self._error(kind, each)

    def _error(self, kind: Kind, shown: RtpPacket) -> float:
        """By how much later than it was taken a packet is placed."""
        report = self.reports[kind]
        placed = report.ntp + signed(shown.timestamp - report.rtp) / CLOCK_RATE[kind]
        return placed - rtcp.ntp_time(int.from_bytes(shown.payload[-8:], "big") / 1_000_000)


@contextmanager
def theatre() -> Iterator[tuple[Feed, Seat, list[Publisher], ManualClock]]:
    with sending() as fanout, screens(None, None) as (picture, sound):
        clock = ManualClock()
        feed = Feed(fanout, clock)
        feed.admit("viewer", {Kind.VIDEO: picture.row, Kind.AUDIO: sound.row})
        camera = Publisher(clock, skew=5000.0, bases=(7, 0xFFFFF000, 99_999), lags=(0.04, 0.11, 0.02))
        screen = Publisher(clock, skew=-123.0, bases=(1 << 31, 5, 1 << 20), lags=(0.06, 0.02, 0.05))
        yield feed, Seat(picture, sound), [camera, screen], clock


def test_picture_and_sound_meet_across_layers_and_sources() -> None:
    with theatre() as (feed, seat, publishers, clock):
        row = seat.screens[Kind.VIDEO].row
        for publisher in publishers:
            publisher.shoot(key=True)
            publisher.report()
        feed.show(publishers[0])
        for turn in range(120):
            if turn % 10 == 5:
                feed.video.prefer(row, turn // 10 % 2)
            if turn % 40 == 39:
                feed.show(publishers[turn // 40 % 2 - 1])
            if turn % 25 == 0:
                feed.tick(clock.now)
            for publisher in publishers:
                publisher.shoot(key=turn % 5 == 0)
            for rendition in (*feed.video.renditions, *feed.audio.renditions):
                rendition.flush()
            seat.look()
            if len(seat.errors) == 2:
                assert abs(seat.errors[Kind.VIDEO] - seat.errors[Kind.AUDIO]) <= TOLERANCE, turn
            clock.advance(0.02)

        assert len(row.spans) > 1
