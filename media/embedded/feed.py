"""What viewers watch: a picture and a sound that stay one connection while the source behind them changes."""

from typing import Protocol

from media.embedded.clock import Clock, Timer
from media.embedded.codecs import Kind
from media.embedded.fanout import Fanout, Row
from media.embedded.stream import Stream
from media.embedded.track import Track

CUT_DEADLINE = 1.0
"""Seconds the old source may stay while the new one's keyframe is awaited."""


class Source(Protocol):
    """A publisher that has started."""

    @property
    def layers(self) -> dict[Kind, tuple[Stream, ...]]:
        """What it offers, of each kind the lowest quality first."""
        ...


class Feed:
    """Shows one source at a time.

    Picture and sound cut together: the sound waits for the picture's keyframe, but neither waits past the deadline,
    and nothing waits where nothing is on.
    """

    def __init__(self, fanout: Fanout, clock: Clock) -> None:
        self.source: Source | None = None
        self.viewers: set[object] = set()
        self.video = Track(Kind.VIDEO, fanout, self._cut_sound)
        self.audio = Track(Kind.AUDIO, fanout, lambda: None)
        self.tracks = {Kind.VIDEO: self.video, Kind.AUDIO: self.audio}
        self._clock = clock
        self._deadline: Timer | None = None

    def show(self, source: Source | None) -> None:
        """Cut to a source, or to nothing."""
        self._forget_deadline()
        self.source = source
        picture = best(source, Kind.VIDEO)
        if picture is None:
            self.video.clear()
            self._cut_sound()
            return
        self.video.expect(picture)
        if self.video.live is None or self.video.next is None:
            self._cut_sound()
        else:
            self._deadline = self._clock.call_later(CUT_DEADLINE, self._stop_waiting)

    def lose(self, source: Source) -> None:
        """Stop forwarding a source that has ended, wherever it is."""
        streams = [stream for layers in source.layers.values() for stream in layers]
        if source is self.source:
            self.show(None)
        elif self.video.live in streams or self.audio.live in streams:
            self._stop_waiting()

    def _stop_waiting(self) -> None:
        self.video.drop_live()
        self._cut_sound()

    def _cut_sound(self) -> None:
        self._forget_deadline()
        sound = best(self.source, Kind.AUDIO)
        if sound is not self.audio.live:
            self.audio.clear()
        if sound is not None:
            self.audio.expect(sound)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def admit(self, viewer: object, rows: dict[Kind, Row]) -> None:
        """Send to a viewer from now on, beginning with a keyframe as soon as the source sends one."""
        self.viewers.add(viewer)
        for kind, row in rows.items():
            self.tracks[kind].add(row)
        self.request_keyframe()

    def dismiss(self, viewer: object) -> None:
        """Stop sending to a viewer."""
        self.viewers.discard(viewer)
        for track in self.tracks.values():
            track.remove(viewer)

    def request_keyframe(self) -> None:
        """Ask the live picture for a keyframe."""
        if self.video.live is not None:
            self.video.live.request_keyframe()

    def tick(self, now: float) -> None:
        """Report, and ask again for a keyframe that is still awaited: the request or the keyframe may be lost."""
        if self.video.next is not None:
            self.video.next.request_keyframe()
        for track in self.tracks.values():
            track.report(now)


def best(source: Source | None, kind: Kind) -> Stream | None:
    """The best layer a source has of a kind."""
    layers = source.layers.get(kind) if source else None
    return layers[-1] if layers else None
