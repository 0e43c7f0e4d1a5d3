"""How much arrives: bit/s over the last half second or so."""

SPAN = 0.5
SILENCE = 1.5
"""Seconds without a packet after which nothing flows: a browser has stopped a layer, or its network has."""


class Meter:
    """Counts octets and times; adding costs a comparison and two additions."""

    def __init__(self) -> None:
        self.octets = 0
        self.arrived = float("-inf")
        self._since = float("-inf")
        self._before = 0
        self._rate = 0.0

    def add(self, octets: int, now: float) -> None:
        """Count one packet."""
        if now - self._since >= SPAN:
            self._turn(now)
        self.octets += octets
        self.arrived = now

    def _turn(self, now: float) -> None:
        elapsed = now - self._since
        # After a pause the old span says nothing of the present.
        self._rate = 8 * (self.octets - self._before) / elapsed if elapsed < SILENCE else 0.0
        self._since, self._before = now, self.octets

    def active(self, now: float) -> bool:
        """Whether anything has arrived of late."""
        return now - self.arrived < SILENCE

    def bitrate(self, now: float) -> int:
        """Bit/s; in the first half second after a pause what has come so far, 0 in silence."""
        if not self.active(now):
            return 0
        return round(self._rate or 8 * (self.octets - self._before) / SPAN)
