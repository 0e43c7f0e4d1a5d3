"""What is worth telling of how sources arrive, and when."""

from collections.abc import Callable, Iterable

from media.api import Layer, SessionId, SourceMeasured
from media.embedded.codecs import Kind
from media.embedded.ingest import Publisher
from media.embedded.reception import Receiver

ROUND = 2.0
"""Seconds between two looks at everything."""
MORE_BITS = 0.15
MORE_LOSS = 0.01
LATER = 0.02
"""What must have changed: a share of the bitrate, of the packets, seconds of the round trip."""


class Gauge:
    """Follows one publisher."""

    def __init__(self, publisher: Publisher, now: float) -> None:
        """Begin to count with the next look."""
        self._publisher = publisher
        self._told: SourceMeasured | None = None
        self._heard = now
        self._counted: dict[int, tuple[int, int]] = {}

    def look(self, now: float) -> SourceMeasured | None:
        """The figures of now, where they differ from those told last."""
        found = self._measured(now)
        if self._told is not None and not differs(self._told, found):
            return None
        self._told = found
        return found

    def _measured(self, now: float) -> SourceMeasured:
        publisher = self._publisher
        if any(stream.active(now) for stream in publisher.streams):
            self._heard = now
        return SourceMeasured(
            room=publisher.room,
            source=publisher.source,
            session=publisher.key,
            bitrate=sum(stream.bitrate(now) for stream in publisher.streams),
            loss=round(self._loss([stream.receiver for stream in publisher.streams if stream.receiver]), 3),
            round_trip=publisher.round_trip and round(publisher.round_trip, 3),
            silence=round(now - self._heard, 1),
            layers=tuple(
                Layer(rid=stream.rid, height=stream.height, bitrate=stream.bitrate(now))
                for stream in publisher.layers.get(Kind.VIDEO, ())
            ),
        )

    def _loss(self, receivers: Iterable[Receiver]) -> float:
        """The share of what was expected since the last look that did not come in its turn."""
        before, self._counted = self._counted, {each.ssrc: (each.missed, each.expected) for each in receivers}
        since = [
            (missed - before.get(ssrc, (0, 0))[0], expected - before.get(ssrc, (0, 0))[1])
            for ssrc, (missed, expected) in self._counted.items()
        ]
        expected = sum(each for _, each in since)
        return min(1.0, sum(missed for missed, _ in since) / expected) if expected > 0 else 0.0


def differs(before: SourceMeasured, after: SourceMeasured) -> bool:
    """Whether somebody who looks at a light and three figures would want to know."""
    return (
        after.silence > 0
        or before.silence > 0
        or _flowing(before) != _flowing(after)
        or abs(after.bitrate - before.bitrate) > MORE_BITS * before.bitrate
        or abs(after.loss - before.loss) > MORE_LOSS
        or (before.round_trip is None) != (after.round_trip is None)
        or abs((after.round_trip or 0) - (before.round_trip or 0)) > LATER
    )


def _flowing(figures: SourceMeasured) -> list[tuple[str, int]]:
    return [(layer.rid, layer.height) for layer in figures.layers if layer.bitrate]


class Rounds:
    """Looks at all publishers that have started, every two seconds."""

    def __init__(self, emit: Callable[[SourceMeasured], None]) -> None:
        """Tell what is worth it by `emit`."""
        self._emit = emit
        self._gauges: dict[SessionId, Gauge] = {}
        self._due = float("-inf")

    def tick(self, now: float, publishers: Iterable[Publisher]) -> None:
        """Look, if it is time to."""
        if now < self._due:
            return
        self._due = now + ROUND
        started = [each for each in publishers if each.started]
        known, self._gauges = (
            self._gauges,
            {each.key: self._gauges.get(each.key) or Gauge(each, now) for each in started},
        )
        for key, gauge in self._gauges.items():
            # The first moments of a source say little of the rest.
            found = gauge.look(now) if key in known else None
            if found is not None:
                self._emit(found)
