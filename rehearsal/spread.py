"""How a great many durations are spread, in memory that does not grow with them."""

from collections.abc import Iterable
from typing import Self

LONGEST = 60_000
"""Milliseconds from which on all durations count as one."""


class Spread:
    """Counts durations by the millisecond."""

    __slots__ = ("_counts", "count", "longest")

    def __init__(self) -> None:
        self._counts = [0] * (LONGEST + 1)
        self.count = 0
        self.longest = 0.0

    def add(self, milliseconds: float) -> None:
        """Count one; below zero, as clocks may disagree, is zero."""
        self._counts[min(LONGEST, max(0, int(milliseconds)))] += 1
        self.count += 1
        self.longest = max(self.longest, milliseconds)

    def at(self, share: float) -> int:
        """The milliseconds that this share of all stay within, to the next whole one; 0 where there are none."""
        wanted, reached = share * self.count, 0
        for milliseconds, count in enumerate(self._counts if self.count else ()):
            reached += count
            if reached >= wanted:
                return milliseconds + 1
        return 0

    def take(self) -> "Spread":
        """All of it, and begin anew."""
        taken = Spread()
        taken._counts, self._counts = self._counts, taken._counts
        taken.count, taken.longest = self.count, self.longest
        self.count, self.longest = 0, 0.0
        return taken

    @classmethod
    def of(cls, spreads: Iterable[Self]) -> Self:
        """Several as one."""
        whole = cls()
        for spread in spreads:
            whole._counts = [mine + theirs for mine, theirs in zip(whole._counts, spread._counts, strict=True)]
            whole.count += spread.count
            whole.longest = max(whole.longest, spread.longest)
        return whole
