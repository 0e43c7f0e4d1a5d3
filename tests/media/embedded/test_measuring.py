from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import pytest
from msgspec.structs import replace

from media.api import Layer, RoomId, SessionId, SourceId, SourceMeasured
from media.embedded.codecs import Kind
from media.embedded.ingest import Publisher
from media.embedded.measuring import Rounds, differs
from tests.media.packets import VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage

FINE = SourceMeasured(
    room=RoomId("room"),
    source=SourceId("camera"),
    session=SessionId("s"),
    bitrate=1_000_000,
    loss=0.0,
    round_trip=0.04,
    silence=0.0,
    layers=(Layer(rid="l", height=180, bitrate=100_000), Layer(rid="h", height=720, bitrate=900_000)),
)


@dataclass
class Receiver:
    ssrc: int = 1
    missed: int = 0
    expected: int = 0


@dataclass
class Stream:
    rid: str = "h"
    height: int = 720
    rate: int = 1_000_000
    receiver: Receiver = field(default_factory=Receiver)

    def active(self, now: float) -> bool:
        return self.rate > 0

    def bitrate(self, now: float) -> int:
        return self.rate


@dataclass
class Source:
    """A publisher, as far as it is measured."""

    room: RoomId = ROOM
    source: SourceId = CAMERA
    key: SessionId = FINE.session
    started: bool = True
    round_trip: float | None = None
    stream: Stream = field(default_factory=Stream)

    @property
    def layers(self) -> dict[Kind, tuple[Stream, ...]]:
        return {Kind.VIDEO: (self.stream,)}

    @property
    def streams(self) -> Iterator[Stream]:
        return iter((self.stream,))


def rounds(source: Source) -> tuple[Rounds, list[SourceMeasured], list[Publisher]]:
    told: list[SourceMeasured] = []
    looking, sources = Rounds(told.append), [cast("Publisher", source)]
    looking.tick(-2.0, sources)
    return looking, told, sources


def test_a_source_is_measured_every_two_seconds_and_told_of_when_it_changes() -> None:
    source = Source()
    looking, told, sources = rounds(source)
    for now in (0.0, 1.0, 2.0, 4.0):
        looking.tick(now, sources)
    assert [each.bitrate for each in told] == [1_000_000]

    source.stream.rate = 300_000
    looking.tick(5.0, sources)
    looking.tick(6.0, sources)

    assert [each.bitrate for each in told] == [1_000_000, 300_000]


def test_loss_is_of_what_was_expected_since_the_last_look() -> None:
    source = Source()
    looking, told, sources = rounds(source)
    for now, missed, expected in ((0.0, 0, 100), (2.0, 10, 200), (4.0, 10, 300)):
        source.stream.receiver.missed, source.stream.receiver.expected = missed, expected
        looking.tick(now, sources)

    assert [each.loss for each in told] == [0.0, 0.1, 0.0]


def test_silence_is_told_for_as_long_as_it_lasts() -> None:
    source = Source()
    looking, told, sources = rounds(source)
    for now, rate in ((0.0, 1_000_000), (2.0, 0), (4.0, 0), (6.0, 1_000_000), (8.0, 1_000_000)):
        source.stream.rate = rate
        looking.tick(now, sources)

    assert [each.silence for each in told] == [0.0, 2.0, 4.0, 0.0]


def test_what_has_not_started_or_has_gone_is_not_measured() -> None:
    source = Source(started=False)
    looking, told, sources = rounds(source)
    looking.tick(0.0, sources)
    source.started = True
    for now, there in ((2.0, sources), (4.0, sources), (6.0, []), (8.0, sources)):
        looking.tick(now, there)

    assert len(told) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bitrate": 1_100_000}, False),
        ({"bitrate": 1_200_000}, True),
        ({"loss": 0.005}, False),
        ({"loss": 0.02}, True),
        ({"round_trip": 0.05}, False),
        ({"round_trip": 0.09}, True),
        ({"round_trip": None}, True),
        ({"silence": 2.0}, True),
        ({"layers": (replace(FINE.layers[0], bitrate=120_000), FINE.layers[1])}, False),
        ({"layers": (FINE.layers[0], replace(FINE.layers[1], bitrate=0))}, True),
    ],
)
def test_only_what_a_person_would_notice_is_worth_telling(change: dict[str, object], told: bool) -> None:
    assert differs(FINE, replace(FINE, **change)) is told


@pytest.mark.asyncio
async def test_the_plane_tells_of_a_source_that_sends_nothing_more() -> None:
    async with stage() as it:
        publisher = await it.publisher()
        publisher.send_rtp(96, VP8_KEY)
        await it.event()

        measured = await it.event()

        assert isinstance(measured, SourceMeasured)
        assert (measured.room, measured.source, measured.bitrate) == (ROOM, CAMERA, 0)
        assert measured.silence > 1
        assert [layer.rid for layer in measured.layers] == [""]
