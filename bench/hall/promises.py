"""What is promised of one process on two cores, and how a figure stands beside it."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Promise(Struct, frozen=True):
    """At most so much of something."""

    name: str
    what: str
    most: float
    unit: str


PROMISES: Final = (
    Promise("L1", "an event to every viewer, p99", 250, "ms"),
    Promise("L1", "an event to every viewer, the slowest", 1000, "ms"),
    Promise("L2", "an intent on record at 1,000 a second, p99", 150, "ms"),
    Promise("L3", "10,000 intents at once, all on record", 3, "s"),
    Promise("L4", "memory for each viewer", 32, "KiB"),
    Promise("L4", "memory with everybody in", 400, "MiB"),
    Promise("L5", "all dropped at once, back and caught up", 15, "s"),
    Promise("L5", "of them given the whole picture again", 0, "viewers"),
    Promise("L6", "p99 of the others more while one of ten stops reading", 25, "%"),
    Promise("L6", "memory more meanwhile", 100, "MiB"),
    Promise("L6", "until the last of those who stopped is put off", 30, "s"),
)


class Figure(Struct, frozen=True):
    """What was measured for a promise."""

    promise: Promise
    measured: float

    @property
    def kept(self) -> bool:
        """Whether it is no more than promised."""
        return self.measured <= self.promise.most

    def line(self) -> str:
        """As it is printed."""
        promise = self.promise
        said = f"{self.measured:>9,.1f} {promise.unit:<7} promised {promise.most:>6,.0f}"
        return f"{promise.name}  {promise.what:<56}{said}  {'kept' if self.kept else 'MISSED'}"


def beside(measured: Mapping[str, float]) -> list[Figure]:
    """Each promise with what was measured under its `what`; one that was not measured is left out."""
    return [Figure(promise, measured[promise.what]) for promise in PROMISES if promise.what in measured]
