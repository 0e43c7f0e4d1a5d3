"""What the inside needs from the outside, each as a protocol whose docstrings are its contract.

Every adapter of a port passes the same suite in `tests/contracts`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from server.domain.ledger import Head, Sealed
from server.domain.messages import RoadshowId, SeatId


class Clock(Protocol):
    """Time, so that tests can have their own."""

    def now(self) -> datetime:
        """An aware UTC time cut to milliseconds."""
        ...


class Ids(Protocol):
    """Randomness, so that tests can have their own."""

    def new(self) -> str:
        """An opaque identity, unique, and sorting by the time it was made to the millisecond."""
        ...

    def salt(self) -> bytes:
        """16 random bytes."""
        ...

    def secret(self) -> str:
        """A URL-safe secret of at least 128 random bits."""
        ...


class Signer(Protocol):
    """The server's signing key."""

    @property
    def key(self) -> str:
        """The name of the public key, as receipts carry it."""
        ...

    def sign(self, content: bytes) -> str:
        """The Ed25519 signature (RFC 8032) in base64; the same content gives the same signature."""
        ...


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
    """What one append records, all of it or nothing: consecutive rows and the results of the commands behind them."""

    rows: Sequence[Sealed]
    results: Sequence[Stored]


class Position(Struct, frozen=True, kw_only=True):
    """How far a log has come. The epoch is random and changes when the log is not the continuation of what it was."""

    epoch: str
    head: Head


class LogConflict(Exception):
    """Somebody else has appended since `expected`; read on and decide again."""


class LogFull(Exception):
    """There is no room to record; nothing of the batch was, and the same batch may be appended later."""


class LogBroken(Exception):
    """The disk failed in a way after which nothing may be acknowledged any more; the process must end."""


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

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        """Record a batch behind `expected`, atomically; on return it is on disk and survives a power cut.

        Rows of projections that follow from the events are written in the same transaction. Raises LogConflict where
        the log does not end at `expected`, LogFull, LogBroken; then nothing of the batch is on record.
        """
        ...
