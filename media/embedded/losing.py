"""The share of packets that a peer loses, from reports that by themselves tell of a few packets only."""

from collections import deque

from media.embedded.rtcp import Reception

WINDOW = 2.0
"""Seconds that a share is of. Chromium reports after ten packets when it loses some, so that one report says little."""


class Losing:
    """Follows the reception reports on one stream (RFC 3550 section 6.4.1)."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._told: deque[tuple[float, int, int]] = deque()

    def share(self, report: Reception, now: float) -> float:
        """The share from 0 to 1 lost of what was sent within the last WINDOW; of a first report, its own."""
        self._told.append((now, report.lost, report.highest))
        while len(self._told) > 2 and self._told[1][0] <= now - WINDOW:
            self._told.popleft()
        _, lost, highest = self._told[0]
        expected = report.highest - highest & 0xFFFFFFFF
        if len(self._told) == 1:
            return report.fraction_lost / 256
        return min(1.0, max(0, report.lost - lost) / expected) if expected else 0.0
