"""Time, randomness and keys, which the inside never takes from anywhere else."""

from datetime import datetime
from typing import Protocol

from server.domain.keys import KeySet, Signed


class Clock(Protocol):
    """Time, so that tests can have their own."""

    def now(self) -> datetime:
        """An aware UTC time cut to milliseconds."""
        ...

    async def until(self, moment: datetime) -> None:
        """Return once `now` says `moment` or later, however the clock came there; at once where it does already."""
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
    """The server's signing keys, of which the last one signs."""

    def sign(self, content: bytes) -> Signed:
        """Sign; the same content gives the same signature until the keys are rotated."""
        ...

    def public(self) -> KeySet:
        """The public keys, retired ones too."""
        ...
