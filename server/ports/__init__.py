"""What the inside needs from the outside, each as a protocol whose docstrings are its contract.

Every adapter of a port passes the same suite in `tests/contracts`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from server.domain.accounts import Invitation, InvitationId, Listing, Person, Place, Seat, Session, SessionId
from server.domain.keys import KeySet, Signed
from server.domain.ledger import Head, Sealed, SignedHead
from server.domain.letters import Addressees
from server.domain.messages import Entry, PersonId, PitchId, RoadshowId, SeatId
from server.domain.presets import Text
from server.domain.watching import Span, Watched
from server.ports.leads import LeadStore as LeadStore


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
    where that is to be published. `letters` says by the seq of an entry who gets a letter because of it. Nothing of a
    `rehearsal` leaves the house.
    """

    entries: Sequence[Entry]
    rows: Sequence[Sealed]
    results: Sequence[Stored]
    due: datetime | None = None
    head: SignedHead | None = None
    letters: Mapping[int, Addressees] = {}
    rehearsal: bool = False


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
        goes. Raises LogConflict where the log does not end at `expected`, LogFull, LogBroken, LogAway; then nothing of
        the batch is on record. Raises LogUnsure where nobody knows.
        """
        ...


class Entrance(Struct, frozen=True, kw_only=True):
    """Everything one person's coming in writes, all of it or nothing.

    The session is made or given another secret and a later end; it then holds `person`, who is written where `new`
    says so, as is `seat`. `invitation` is marked as accepted.
    """

    session: SessionId
    digest: bytes
    expires_at: datetime
    person: Person
    new: bool
    seat: Seat | None
    invitation: InvitationId | None


class InvitationGone(Exception):
    """Somebody accepted the invitation first, it was revoked, or its time is over."""


class AccountStore(Protocol):
    """Persons, their seats, browser sessions and invitations. What a method wrote survives a power cut.

    Secrets are known here by their SHA-256 alone.
    """

    async def enter(self, entrance: Entrance, at: datetime) -> None:
        """Let somebody in. Raises InvitationGone where the invitation is not open at `at`; of two at once one enters.

        Sessions that ended before `at` are forgotten on this occasion.
        """
        ...

    async def session(self, digest: bytes, at: datetime) -> Session | None:
        """The session of a secret, unless it has ended."""
        ...

    async def end_session(self, session: SessionId) -> None:
        """End a session for good; an unknown one is fine."""
        ...

    async def place(self, seat: SeatId) -> Place | None:
        """A seat and who has it."""
        ...

    async def places(self, roadshow: RoadshowId) -> Sequence[Place]:
        """Everybody with a seat in a roadshow, first come first."""
        ...

    async def places_of(self, persons: Collection[PersonId]) -> Sequence[Place]:
        """Every seat of these persons, the latest first."""
        ...

    async def person(self, person: PersonId) -> Person | None:
        """A person."""
        ...

    async def organizer(self) -> Person | None:
        """The person with the oldest organizer's account; None on a house that has none."""
        ...

    async def invite(self, invitations: Sequence[Invitation]) -> None:
        """Record invitations, all of them or none."""
        ...

    async def relink(self, invitation: Invitation) -> None:
        """Record an invitation of a person that is known; those of theirs to the same roadshow that are open end."""
        ...

    async def invitation(self, digest: bytes) -> Invitation | None:
        """The invitation of a secret, in whatever state."""
        ...

    async def invitations(self, roadshow: RoadshowId) -> Sequence[Invitation]:
        """The invitations of a roadshow, the latest first; links to further devices are not among them."""
        ...

    async def revoke(self, roadshow: RoadshowId, invitation: InvitationId, at: datetime) -> bool:
        """Revoke an open invitation of this roadshow; whether there was one."""
        ...

    async def set_encoder(self, seat: SeatId, digest: bytes) -> None:
        """Give a seat this encoder token; the one it had is forgotten."""
        ...

    async def encoder(self, digest: bytes) -> SeatId | None:
        """The seat of an encoder token."""
        ...


class Catalog(Protocol):
    """The roadshows of the house as a list shows them; their titles and statuses follow from their logs."""

    async def found(self, key: str, seat: Seat) -> Seat:
        """Give a new roadshow its organizer's seat, and return it; for a key of this person seen before, the first one.

        A roadshow without events yet is in no list.
        """
        ...

    async def listing(self, roadshow: RoadshowId) -> Listing | None:
        """One roadshow that has been planned."""
        ...

    async def listings(self) -> Sequence[Listing]:
        """Every roadshow that has been planned, the one that starts last first; rehearsals are not among them."""
        ...


class TextStore(Protocol):
    """Texts that somebody may have to show again, under the SHA-256 of their bytes. Nothing is changed or forgotten."""

    async def keep(self, texts: Sequence[Text]) -> None:
        """Keep these; those that are there already stay as they are. On return they survive a power cut."""
        ...

    async def body(self, digest: str) -> bytes | None:
        """The bytes with this SHA-256 in hexadecimal; None where none were kept."""
        ...


class WatchStore(Protocol):
    """Who watched which pitch when. What was recorded may be a few seconds behind; see `server.app.watching`."""

    async def record(self, spans: Sequence[tuple[RoadshowId, Span]]) -> None:
        """Write spans in one transaction; one of the same seat and beginning is replaced."""
        ...

    async def spans(self, roadshow: RoadshowId, pitch: PitchId) -> Sequence[Span]:
        """Who watched a pitch, in the order in which they began to."""
        ...

    async def watched(self, roadshow: RoadshowId) -> Mapping[tuple[PersonId, PitchId], Watched]:
        """How long each person watched each pitch; pairs without a second are left out."""
        ...
