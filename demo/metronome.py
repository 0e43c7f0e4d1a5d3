"""Tracks that play the clip in step with the wall clock, out of packets that are already encoded."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.packet import Packet
from av.stream import Stream

from demo import scene, sound
from demo.clip import Clip

VIDEO_CLOCK_RATE = 90_000
LATE = 1.0


@dataclass(frozen=True)
class Beat:
    """A whole second of the wall clock and when it is due on the loop's clock."""

    second: int
    due: float


class Metronome:
    """Gives the tracks of one connection the same start: the first whole second after either asks.

    Only the start is read off the wall clock. From then on the loop's steady clock counts, so that a clock set back or
    forth cannot stall the picture; the next connection is in step again.
    """

    def __init__(self) -> None:
        self._first: Beat | None = None

    def first(self) -> Beat:
        """The beat that packet 0 of every track belongs to."""
        if self._first is None:
            now = time.time()
            second = math.ceil(now)
            self._first = Beat(second, asyncio.get_running_loop().time() + second - now)
        return self._first


class ClipTrack(MediaStreamTrack):
    """Plays a minute of packets, `rate` a second, for as long as it is read.

    It starts on a whole second, therefore on a keyframe, and takes no notice of requests for one: the next is never
    more than a second away.
    """

    def __init__(self, kind: str, packets: Sequence[bytes], rate: int, clock_rate: int, metronome: Metronome) -> None:
        super().__init__()
        self.kind = kind
        self._packets = packets
        self._rate = rate
        self._time_base = Fraction(1, clock_rate)
        self._metronome = metronome
        self._tick = 0

    async def recv(self) -> "Packet[Stream]":
        """Wait until the next packet is due and return it."""
        beat = self._metronome.first()
        elapsed = asyncio.get_running_loop().time() - beat.due
        if elapsed - self._tick / self._rate > LATE:
            # The process was held up. A live picture does not catch up: it goes on at the next whole second.
            self._tick = math.ceil(elapsed) * self._rate
        await asyncio.sleep(max(0.0, self._tick / self._rate - elapsed))
        if self.readyState != "live":
            raise MediaStreamError
        return self._next_packet(beat)

    def _next_packet(self, beat: Beat) -> "Packet[Stream]":
        packet: Packet[Stream] = Packet(self._packets[(beat.second * self._rate + self._tick) % len(self._packets)])
        packet.pts = self._tick * self._time_base.denominator // self._rate
        packet.time_base = self._time_base
        self._tick += 1
        return packet


def tracks(clip: Clip) -> tuple[ClipTrack, ClipTrack]:
    """The sound and the picture of one connection."""
    metronome = Metronome()
    sounds_a_second = sound.SAMPLE_RATE // sound.FRAME_SAMPLES
    return (
        ClipTrack("audio", clip.sounds, sounds_a_second, sound.SAMPLE_RATE, metronome),
        ClipTrack("video", clip.pictures, scene.RATE, VIDEO_CLOCK_RATE, metronome),
    )
