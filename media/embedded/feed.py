"""What viewers watch: a picture and a sound that stay one connection while the source behind them changes."""

from typing import Protocol

from media.embedded.clock import Clock, Timer
from media.embedded.codecs import Kind
from media.embedded.fanout import Fanout
from media.embedded.row import Row
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
        self.video = Track(Kind.VIDEO, fanout, clock, self._picture_cut)
        self.audio = Track(Kind.AUDIO, fanout, clock, lambda: None)
        self.tracks = {Kind.VIDEO: self.video, Kind.AUDIO: self.audio}
        self.clock = clock
        self._deadline: Timer | None = None

    def _layers(self, kind: Kind) -> tuple[Stream, ...]:
        return self.source.layers.get(kind, ()) if self.source else ()

    def show(self, source: Source | None) -> None:
        """Cut to a source, or to nothing."""
        self._forget_deadline()
        self.source = source
        layers = self._layers(Kind.VIDEO)
        self.video.show(layers)
        if not layers:
            self.video.drop_former()
        if self.video.cutting:
            self._deadline = self.clock.call_later(CUT_DEADLINE, self._stop_waiting)
        else:
            self._cut_sound()

    def lose(self, source: Source) -> None:
        """Stop forwarding a source that has ended, wherever it is."""
        if source is self.source:
            self.show(None)
        elif any(track.forwards(source.layers.get(kind, ())) for kind, track in self.tracks.items()):
            self._stop_waiting()

    def _stop_waiting(self) -> None:
        self._forget_deadline()
        self.video.drop_former()
        self._cut_sound()

    def _picture_cut(self) -> None:
        """The first picture of the new source is out; viewers of its other layers still have until the deadline."""
        if self._deadline is not None:
            self._cut_sound()
        if not self.video.cutting:
            self._forget_deadline()

    def _cut_sound(self) -> None:
        self.audio.show(self._layers(Kind.AUDIO))
        self.audio.drop_former()

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def admit(self, viewer: object, rows: dict[Kind, Row]) -> None:
        """Send to a viewer from now on."""
        self.viewers.add(viewer)
        for kind, row in rows.items():
            self.tracks[kind].add(row)

    def dismiss(self, viewer: object, rows: dict[Kind, Row]) -> None:
        """Stop sending to a viewer."""
        self.viewers.discard(viewer)
        for kind, row in rows.items():
            self.tracks[kind].remove(row)

    def tick(self, now: float) -> None:
        """Follow the source's layers, which may turn out to be ordered otherwise, and report."""
        layers = self._layers(Kind.VIDEO)
        if layers != tuple(each.stream for each in self.video.layers):
            self.video.show(layers)
        for track in self.tracks.values():
            track.tick(now)
