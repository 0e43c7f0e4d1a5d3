"""Telling a publisher's narrow uplink from a lossy one, because a browser is told of both by the same figure.

A browser that hears of more than a tenth lost sends less. Where the loss is the air's, and repaired, it need not, and
would give up its best layers; where it is a queue's that overflows, repairs only make it longer. Measured with
Chromium's three layers of 1.3 Mbit/s together: at 15 % of random loss it stops the upper two within 14 s if told,
and none if not; through 1.2 Mbit/s it goes on losing half of its packets for ever if not told.
"""

MUCH_LOST = 0.2
LONG_QUEUE = 0.08
"""Seconds by which the round trip exceeds the shortest."""
_WEIGHT = 0.25


class Uplink:
    """Follows the share of lost packets and the round trip over the last few reports."""

    def __init__(self) -> None:
        self._expected = 0
        self._missed = 0
        self._loss = 0.0
        self._shortest = float("inf")
        self._trip = 0.0

    @property
    def narrow(self) -> bool:
        """Whether less should be sent."""
        return self._loss > MUCH_LOST or self._trip - self._shortest > LONG_QUEUE

    def count(self, expected: int, missed: int) -> None:
        """Learn how many packets there have been, and how many of them were lost on their first way."""
        interval, lost = expected - self._expected, missed - self._missed
        self._expected, self._missed = expected, missed
        # Counts fall where a stream has begun anew.
        if interval > 0:
            self._loss += _WEIGHT * (min(max(lost / interval, 0.0), 1.0) - self._loss)

    def time(self, seconds: float) -> None:
        """Learn a round trip."""
        first = self._shortest == float("inf")
        self._trip = seconds if first else self._trip + _WEIGHT * (seconds - self._trip)
        self._shortest = min(self._shortest, seconds)
