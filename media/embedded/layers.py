"""Which layer of a picture a viewer can take, found out from what that viewer reports.

A browser's own estimate (REMB) says when there is too much, but not how much more there could be: it is capped at one
and a half times what arrives, and the next layer is three times as large. So a viewer goes down by the estimate, at
once, and up by trying; who failed waits twice as long before the next try.
"""

from collections.abc import Sequence

from media.api import Quality

START_RATE = 800_000
"""Bit/s a viewer of whom nothing is known is trusted with; Chromium tells its first estimate after seconds."""
SOUND_RATE = 50_000
START_RANK = 1
"""Where nothing is known of the layers either."""
OVERHEAD = 1.05
"""Headers and tags above payload."""
FRESH = 5.0
TRIAL = 10.0
"""Seconds after a climb in which any fall of the estimate below what is sent is the climb's failure."""
FAILURE = 30.0
FIRST_PATIENCE, LONGEST_PATIENCE = 3.0, 120.0
STEADY = 60.0
GRACE = 3.0
ENOUGH = 2.0
"""Seconds without trouble before a climb that the estimate already covers."""
HEADROOM = 1.15
LOSS, HEAVY_LOSS = 0.02, 0.1


class Adaptation:
    """One viewer's way through the layers; `rank` counts them from 0, the smallest, and -1 is sound alone."""

    def __init__(self, now: float) -> None:
        self.rank: int | None = None
        self.estimate: int | None = None
        self.loss = 0.0
        self._estimated = now
        self._fell = self._rose = float("-inf")
        self._climbed = now
        self._descended = float("-inf")
        self._quiet_since = now
        self._top = self._held_back = 0
        self._short_since: float | None = None
        # How long to wait before a climb to each rank that one has failed to.
        self._patience: dict[int, float] = {}

    def estimated(self, bitrate: int, now: float) -> None:
        """Take the viewer's own estimate of what reaches it."""
        before = self.estimate if self.estimate is not None else bitrate
        if bitrate > before * 1.002:
            self._rose = now
        if bitrate < before * 0.97:
            self._fell = now
        self.estimate, self._estimated = bitrate, now

    def lost(self, fraction: float) -> None:
        """Take the share of packets lost of a report, which is smoothed over two or three of them."""
        self.loss += (fraction - self.loss) / 2

    def lowered(self, rank: int) -> None:
        """Go on from a lower rank, as its layer has stopped, until that flows again."""
        if self.rank is not None and rank < self.rank:
            self._held_back = max(self.rank, self._held_back)
            self.rank = rank

    def choose(self, rates: Sequence[int], wish: Quality, now: float) -> int:
        """Return the layer to send from now on, given the bit/s of those that flow, the smallest first."""
        needed = [round(each * OVERHEAD) + SOUND_RATE for each in rates]
        if not all(rates) or not needed:
            return START_RANK if self.rank is None else self.rank
        top = {"low": 0, "middle": len(needed) // 2, "high": len(needed)}[wish]
        top = min(top, len(needed) - 1)
        if self.rank is None:
            self._top = top
            self.rank = max((each for each in range(top + 1) if needed[each] <= START_RATE), default=0)
        else:
            self.rank = self._next(self._obey(self.rank, top, now), top, needed, now)
        return self.rank

    def _obey(self, rank: int, top: int, now: float) -> int:
        """Keep to what is wished and there; once that is more again, go back to where the viewer was, as a climb."""
        before, self._top = self._top, top
        if rank > top:
            self._held_back = max(rank, self._held_back)
            return top
        if top > before and self._held_back > rank >= 0:
            rank, self._held_back = min(self._held_back, top), 0
            self._climbed = self._quiet_since = now
        return rank

    def _next(self, rank: int, top: int, needed: list[int], now: float) -> int:
        if rank >= 0 and self._overloaded(needed[rank], now):
            return self._descend(rank, needed, now)
        if self._climbed > self._descended and now - self._climbed > STEADY:
            self._patience.pop(rank, None)
        if rank < top and self._may_climb(rank, needed, now):
            self._climbed = self._quiet_since = now
            return rank + 1
        return rank

    def _known(self, now: float) -> int | None:
        """The estimate, unless it is out of date."""
        return self.estimate if now - self._estimated <= FRESH else None

    def _overloaded(self, needed: int, now: float) -> bool:
        estimate = self._known(now)
        if estimate is None:
            short, pressed = False, self.loss > HEAVY_LOSS
        else:
            rising = now - self._rose < GRACE and self._rose > self._fell
            short = estimate < needed and not rising
            # Who could take more than is sent and still loses, loses at random: a smaller picture would lose as much.
            pressed = self.loss > HEAVY_LOSS and estimate < HEADROOM * needed and not rising
            if estimate < needed and now - self._fell < 1.0:
                pressed = pressed or now - self._climbed < TRIAL or estimate < 0.8 * needed
        self._short_since = (self._short_since or now) if short else None
        if pressed or short:
            self._quiet_since = now
        return pressed or (self._short_since is not None and now - self._short_since > GRACE)

    def _descend(self, rank: int, needed: list[int], now: float) -> int:
        """Go to what fits, but give up the picture only where not even half of the smallest would arrive."""
        if now - self._climbed < FAILURE:
            self._patience[rank] = min(2 * self._patience_for(rank), LONGEST_PATIENCE)
        self._descended = self._quiet_since = now
        self._short_since, self._held_back = None, 0
        # What was lost of the larger picture says nothing of the smaller.
        self.loss = 0.0
        estimate = self._known(now)
        if rank == 0:
            starved = estimate is not None and estimate < SOUND_RATE + (needed[0] - SOUND_RATE) / 2
            return -1 if starved else 0
        fitting = (each for each in range(rank) if estimate is None or needed[each] <= estimate)
        return max(fitting, default=0)

    def _may_climb(self, rank: int, needed: list[int], now: float) -> bool:
        quiet = now - self._quiet_since
        estimate = self._known(now)
        patient = quiet >= self._patience_for(rank + 1)
        if rank < 0:
            return patient
        if estimate is None:
            return patient and self.loss < LOSS
        covered = estimate * 0.9 >= needed[rank + 1] and quiet >= ENOUGH
        return covered or (patient and estimate >= HEADROOM * needed[rank])

    def _patience_for(self, rank: int) -> float:
        return self._patience.get(rank, FIRST_PATIENCE)
