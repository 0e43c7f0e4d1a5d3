"""How much arrives: bit/s over the last second or so, so that one keyframe does not look like another stream."""

SPAN = 0.5
SILENCE = 1.5
"""Seconds without a packet after which nothing flows: a browser has stopped a layer, or its network has."""
PAUSES = 3
"""Times its longest usual pause that a stream may be late before it is missed."""
SHORTEST_PATIENCE = 0.35
LONGEST_PAUSE = SILENCE / PAUSES
FADE = 0.85
"""What is left each half second of a pause that was unusual: it is forgotten within seconds."""


class Meter:
    """Counts octets, times and follows pauses; adding costs two comparisons, an addition and a subtraction."""

    def __init__(self) -> None:
        self.arrived = float("-inf")
        self._octets = 0
        self._turns = float("-inf")
        self._rate = 0.0
        # Of a stream that begins nothing is known yet, so it is given time.
        self._pause = LONGEST_PAUSE
        # When the last two spans began, the older first, and what had been counted by then.
        self._marks = ((0.0, 0), (0.0, 0))

    def add(self, octets: int, now: float) -> None:
        """Count one packet."""
        if now >= self._turns:
            self._turn(now)
        self._octets += octets
        pause = now - self.arrived
        if pause > self._pause:
            self._pause = min(pause, LONGEST_PAUSE)
        self.arrived = now

    def _turn(self, now: float) -> None:
        (since, before), last = self._marks
        mark = (now, self._octets)
        if self.active(now):
            self._rate = 8 * (self._octets - before) / (now - since)
            self._marks = (last, mark)
        else:
            # After a pause what was before it says nothing of the present.
            self._rate = 0.0
            self._marks = (mark, mark)
        self._turns = now + SPAN
        self._pause *= FADE

    @property
    def patience(self) -> float:
        """Seconds without a packet that are nothing unusual."""
        return max(PAUSES * self._pause, SHORTEST_PATIENCE)

    def active(self, now: float) -> bool:
        """Whether anything has arrived of late."""
        return now - self.arrived < SILENCE

    def bitrate(self, now: float) -> int:
        """Bit/s; in the first half second after a pause what has come so far, 0 in silence."""
        if not self.active(now):
            return 0
        return round(self._rate or 8 * (self._octets - self._marks[1][1]) / SPAN)
