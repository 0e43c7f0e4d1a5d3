"""How many live sockets there may be: in all, and from one address; who finds no place is told when to ask again."""

from collections import Counter
from typing import Final

from server.domain.messages import Role
from server.domain.rules import OVERSEEING, PRESENTING
from server.errors import TooMany, Unavailable

AGAIN: Final = 15
"""Seconds after which to ask again, so that thousands who wait cost next to nothing."""

QUARTER: Final = 4
KEPT: Final = 100
"""Places for those who run a show, which an audience does not get."""

KEPT_FOR: Final = PRESENTING | OVERSEEING
"""Who runs a show: an audience never keeps them out of it."""


def counted(address: str, role: Role, *, rehearsal: bool) -> str:
    """The address that a socket counts for; none for who runs a show, and none in a rehearsal, which is one machine."""
    return "" if rehearsal or role in KEPT_FOR else address


class Places:
    """Counts sockets; `most` of them may be there, `by_address` of them from one address."""

    def __init__(self, most: int, by_address: int = 0) -> None:
        """Take both limits; without the second, one address may have a quarter of all."""
        self.most = most
        self.reserve = min(KEPT, most // 10)
        self.by_address = by_address or max(1, most // QUARTER)
        self.taken = 0
        self._from: Counter[str] = Counter()

    def look(self, address: str = "", *, kept: bool = False) -> None:
        """Raise Unavailable where every place is taken, TooMany where this address has as many as it may.

        An empty address stands for who is not counted by theirs; `kept` for whom the last places are kept.
        """
        if self.taken >= self.most - (0 if kept else self.reserve):
            raise Unavailable("house_full", f"{self.most} sockets", after=AGAIN)
        if address and self._from[address] >= self.by_address:
            raise TooMany("address_full", f"{self.by_address} sockets from one address", after=AGAIN)

    def take(self, address: str, *, kept: bool = False) -> None:
        """Take a place, to be left again; raises as `look` does."""
        self.look(address, kept=kept)
        self.taken += 1
        self._from[address] += 1

    def leave(self, address: str) -> None:
        """Leave a place that was taken from this address."""
        self.taken -= 1
        self._from[address] -= 1
        if not self._from[address]:
            del self._from[address]
