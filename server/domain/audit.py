"""The audit of a log: its first entry that is not what was recorded, and what is wrong there.

It looks at records as they are stored, not at what they mean, so that no byte can hide behind how it is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Final

from msgspec import Struct

from server.domain.keys import KeySet
from server.domain.ledger import Head, Receipt, Sealed, SignedHead, chained, genesis, head_part, stamp
from server.domain.messages import RoadshowId


class Record(Struct, frozen=True, kw_only=True):
    """An entry as it lies on a disk or in an export; times and names are text that nobody has read yet."""

    seq: int
    at: str
    by: str
    body: bytes
    digest: bytes
    hash: bytes
    salt: bytes | None = None
    private: bytes | None = None


class Wrong(StrEnum):
    """What can be wrong with an entry."""

    altered = "altered"
    private = "private"
    missing = "missing"
    misplaced = "misplaced"
    end = "end"
    head = "head"
    signature = "signature"
    receipt = "receipt"


Mark = SignedHead | Receipt
"""What says of one entry which it was; receipts are judged before, in `proof`."""


class Fault(Struct, frozen=True, kw_only=True):
    """The first place at which a log is not what was recorded; `at` is empty where nothing there says a time."""

    seq: int
    at: str
    wrong: Wrong


def record(row: Sealed) -> Record:
    """A row as it is stored."""
    return Record(
        seq=row.seq,
        at=stamp(row.at),
        by=row.by,
        body=row.body,
        digest=row.digest,
        hash=row.hash,
        salt=row.salt,
        private=row.private,
    )


class Audit:
    """Follows a log record by record, in memory that does not grow with it.

    After `of`, `entries` were found good, `private` of them have their private text and `erased` had one. `marks` are
    heads and receipts that the log is held to; the signatures of heads are checked too, where `keys` are given.
    """

    def __init__(self, roadshow: RoadshowId, marks: Sequence[Mark] = (), keys: KeySet | None = None) -> None:
        """Begin in front of the first entry."""
        self.roadshow: Final = roadshow
        self.head = genesis(roadshow)
        self.at = ""
        self.private = self.erased = 0
        self._marks = sorted(marks, key=lambda mark: mark.seq)
        self._keys = keys

    @property
    def entries(self) -> int:
        """How many entries are good."""
        return self.head.seq

    def of(self, records: Iterable[Record], end: Head | None = None) -> Fault | None:
        """The first fault of a whole log; `end` is where it says to end."""
        for one, following in _with_next(records):
            if wrong := self._wrong(one, following):
                return Fault(seq=self.entries + 1, at=one.at, wrong=wrong)
            self._pass(one)
            if wrong := self._unmarked(one):
                return Fault(seq=one.seq, at=one.at, wrong=wrong)
        return self._at_end(end)

    def _pass(self, one: Record) -> None:
        self.head = Head(seq=one.seq, hash=one.hash)
        self.at = one.at
        self.private += one.private is not None
        self.erased += one.private is None and bool(one.digest)

    def _wrong(self, one: Record, following: Record | None) -> Wrong | None:
        due = self.entries + 1
        fits = one.hash == chained(self.head.hash, self.roadshow, due, one.at, one.by, one.body, one.digest)
        if one.seq == due:
            return (None if _is_own_text(one) else Wrong.private) if fits else Wrong.altered
        if fits:
            return Wrong.altered
        later = following is not None and following.seq == due
        return Wrong.misplaced if one.seq < due or later else Wrong.missing

    def _unmarked(self, one: Record) -> Wrong | None:
        while self._marks and self._marks[0].seq <= one.seq:
            mark = self._marks.pop(0)
            if (mark.roadshow, mark.seq, mark.at, mark.hash) != (self.roadshow, one.seq, one.at, one.hash.hex()):
                return Wrong.head if isinstance(mark, SignedHead) else Wrong.receipt
            if self._keys and isinstance(mark, SignedHead) and not is_signed(mark, self._keys):
                return Wrong.signature
        return None

    def _at_end(self, end: Head | None) -> Fault | None:
        if self._marks or (end and end.seq > self.entries):
            return Fault(seq=self.entries + 1, at="", wrong=Wrong.missing)
        if end and end != self.head:
            return Fault(seq=self.entries, at=self.at, wrong=Wrong.end)
        return None


def is_signed(head: SignedHead, keys: KeySet) -> bool:
    """Whether one of these keys signed the head, while it was a key that signs."""
    key = keys.named(head.key)
    try:
        part = head_part(head.roadshow, head.seq, head.at, bytes.fromhex(head.hash))
    except (ValueError, OverflowError):
        return False
    return key is not None and key.signed(part, head.signature) and not key.retired(head.at)


def _is_own_text(one: Record) -> bool:
    if one.private is None and one.salt is None:
        return True
    return one.private is not None and one.salt is not None and sha256(one.salt + one.private).digest() == one.digest


def _with_next(records: Iterable[Record]) -> Iterator[tuple[Record, Record | None]]:
    before: Record | None = None
    for one in records:
        if before is not None:
            yield before, one
        before = one
    if before is not None:
        yield before, None
