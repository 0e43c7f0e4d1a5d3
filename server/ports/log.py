"""The log of each roadshow: what one append records, and how it can fail."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from server.domain.ledger import Head, Sealed, SignedHead
from server.domain.letters import Addressees
from server.domain.messages import Entry, RoadshowId, SeatId


class Key(Struct, frozen=True):
    """A command's identity for ever: the seat it came from and the Idempotency-Key it was sent with."""

    seat: SeatId
    key: str


class Stored(Struct, frozen=True, kw_only=True):
    """What an accepted command came to: the digest of its body, and the acknowledgement that was and will be given."""

    key: Key
    digest: bytes
    result: bytes


class Batch(Struct, frozen=True, kw_only=True):
    """What one append records, all of it or nothing: consecutive entries with their rows, and the commands' results.

    `due` is when the next clock runs out after it; None where none is running. `head` is the end of the log after it,
    where that is to be published. By the seq of an entry `letters` says who gets a letter because of it, and `traces`
    under which key the command came that led to it. Nothing of a `rehearsal` leaves the house.
    """

    entries: Sequence[Entry]
    rows: Sequence[Sealed]
    results: Sequence[Stored]
    due: datetime | None = None
    head: SignedHead | None = None
    letters: Mapping[int, Addressees] = {}
    traces: Mapping[int, str] = {}
    rehearsal: bool = False


class Position(Struct, frozen=True, kw_only=True):
    """How far a log has come. The epoch is random and changes when the log is not the continuation of what it was."""

    epoch: str
    head: Head


class LogConflict(Exception):
    """Somebody else has appended since `expected`; read on and decide again."""


class KeyTaken(Exception):
    """One of the batch's keys is on record already; look which, and decide again."""


class LogFull(Exception):
    """There is no room to record; nothing of the batch was, and the same batch may be appended later."""


class LogBroken(Exception):
    """The disk failed in a way after which nothing may be acknowledged any more; the process must end."""


class LogAway(Exception):
    """The database does not answer; nothing of the batch was recorded, and the same may be appended later."""


class LogUnsure(LogAway):
    """The connection was lost while it was told to commit: the batch is on record or is not, all of it or nothing.

    Whoever sent it must look before they decide anything further.
    """


class EventLog(Protocol):
    """One append-only log for each roadshow. Rows are never changed, but for private texts that are erased."""

    async def create(self, roadshow: RoadshowId, epoch: str) -> None:
        """Begin an empty log; nothing happens where there is one."""
        ...

    async def position(self, roadshow: RoadshowId) -> Position | None:
        """The end of a log; None where there is no such log."""
        ...

    async def read(self, roadshow: RoadshowId, after: int, limit: int) -> Sequence[Sealed]:
        """Up to `limit` rows with a seq greater than `after`, in order and without a gap."""
        ...

    async def results(self, roadshow: RoadshowId, keys: Collection[Key]) -> dict[Key, Stored]:
        """What is on record for these commands; nothing is ever forgotten."""
        ...

    async def heads(self, roadshow: RoadshowId) -> Sequence[SignedHead]:
        """The heads that were published, the first one first."""
        ...

    async def ticking(self) -> Sequence[RoadshowId]:
        """The roadshows whose last batch left a clock running, the next to run out first."""
        ...

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        """Record a batch behind `expected`, atomically; on return it is on disk and survives a power cut.

        Rows of projections that follow from the events are written in the same transaction, and what an event erases
        goes. Raises LogConflict where the log does not end at `expected`, KeyTaken, LogFull, LogBroken, LogAway; then
        nothing of the batch is on record. Raises LogUnsure where nobody knows.
        """
        ...
