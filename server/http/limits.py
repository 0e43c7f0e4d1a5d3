"""How often somebody may: token buckets for each seat and each address, in bounded memory.

A bucket that is forgotten because too many others came later begins full again; it takes `REMEMBERED` addresses or
seats to push one out, and each of those pays for its own.
"""

from collections.abc import Callable
from enum import StrEnum
from ipaddress import ip_address
from math import ceil
from typing import Final

from msgspec import Struct

from server.app.recent import Recent
from server.errors import TooMany

REMEMBERED: Final = 20_000


class Rate(Struct, frozen=True):
    """So many a second on average, and so many at once after a rest."""

    per_second: float
    burst: int

    def times(self, factor: float) -> "Rate":
        """The same for so many times as many people."""
        return Rate(self.per_second * factor, round(self.burst * factor))


class Verb(StrEnum):
    """What is counted apart."""

    command = "command"
    api = "api"
    media = "media"
    ice = "ice"
    entrance = "entrance"
    stranger = "stranger"
    page = "page"
    line = "line"
    report = "report"


PER_SEAT: Final[dict[Verb, Rate]] = {
    Verb.command: Rate(10, 40),
    Verb.api: Rate(5, 30),
    Verb.media: Rate(1, 10),
    # Clients that trickle send each candidate by itself.
    Verb.ice: Rate(5, 40),
}

HALL: Final = 5000
"""So many people may be behind one address before an operator has to say how many there are."""

# A hall of people behind one address comes in within minutes, so what one address may is generous.
PER_ADDRESS: Final[dict[Verb, Rate]] = {
    Verb.entrance: Rate(10, 1000),
    # Sockets that have no seat: each is told so and holds a connection for seconds. Beyond, they are not even accepted.
    Verb.stranger: Rate(10, 100),
    # A hall opens two or three pages a head within a minute, a program as many as it likes.
    Verb.page: Rate(50, 5000),
    # Lines of the log about what was refused: enough to see who tries, too few to fill a disk.
    Verb.line: Rate(0.1, 20),
    # And lines about what pages reported, so that a browser with a bad extension leaves room for those.
    Verb.report: Rate(0.1, 20),
}
BY_PEOPLE: Final = frozenset({Verb.entrance, Verb.page})
"""What a larger hall does more of."""


class _Bucket:
    """What is left, as of a time."""

    __slots__ = ("at", "left")

    def __init__(self, left: float, at: float) -> None:
        self.left = left
        self.at = at

    def take(self, rate: Rate, now: float) -> float:
        """Take one; returns the seconds until there is one where there is none, else 0."""
        self.left = min(rate.burst, self.left + max(0.0, now - self.at) * rate.per_second)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / rate.per_second
        self.left -= 1
        return 0.0


class Limits:
    """Counts and refuses; `monotonic` gives seconds that never run backwards, `hall` is how many may share one."""

    def __init__(self, monotonic: Callable[[], float], remembered: int = REMEMBERED, hall: int = HALL) -> None:
        """Take the clock, and how many buckets to keep."""
        self._monotonic = monotonic
        self._halls = max(1.0, hall / HALL)
        self._buckets: Recent[tuple[Verb, str], _Bucket] = Recent(remembered)

    def seat(self, verb: Verb, seat: str) -> None:
        """Count one for a seat; raises TooMany."""
        self._take(verb, seat, PER_SEAT[verb])

    def address(self, verb: Verb, address: str) -> None:
        """Count one for an address, an IPv6 one by its /64, which is one subscriber's; raises TooMany."""
        rate = PER_ADDRESS[verb]
        self._take(verb, network(address), rate.times(self._halls) if verb in BY_PEOPLE else rate)

    def _take(self, verb: Verb, who: str, rate: Rate) -> None:
        now = self._monotonic()
        bucket = self._buckets.get((verb, who))
        if bucket is None:
            bucket = _Bucket(rate.burst, now)
            self._buckets.put((verb, who), bucket)
        if wait := bucket.take(rate, now):
            raise TooMany("too_many", f"{rate.burst} at once, {rate.per_second:g} a second", after=ceil(wait))


def network(address: str) -> str:
    """What is counted as one sender."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    # On a socket of both families an IPv4 address comes mapped into one /64 (RFC 4291 section 2.5.5.2).
    return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else parsed.exploded[:19]
