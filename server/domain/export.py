"""A log as a file that proves itself: JSON Lines, of which docs/proof.md is the normative description.

A header, each entry with all that is hashed, and the signed head. Only small hexadecimal digits and known fields are
read, so that no byte of an entry may be another without being found.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec import Struct

from server.domain.audit import Record
from server.domain.keys import PublicKey
from server.domain.ledger import SignedHead, from_hex, genesis
from server.domain.messages import UNREADABLE, RoadshowId

VERSION: Final = 1


class Header(Struct, frozen=True, kw_only=True, tag="roadshow.log", forbid_unknown_fields=True):
    """The first line: of which roadshow, where its chain begins, the keys of the house and the heads it published."""

    version: int
    roadshow: RoadshowId
    genesis: str
    private: bool
    keys: tuple[PublicKey, ...]
    heads: tuple[SignedHead, ...]


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An entry: `body` and `private` are the very text that was hashed; `salt`, `digest` and `hash` are hexadecimal."""

    seq: int
    at: str
    by: str
    body: str
    digest: str
    hash: str
    salt: str | None = None
    private: str | None = None


class End(Struct, frozen=True, kw_only=True, tag="roadshow.head", forbid_unknown_fields=True):
    """The last line: where the log ended when it was exported, signed."""

    head: SignedHead


_HEADER: Final = msgspec.json.Decoder(Header)
_LINE: Final = msgspec.json.Decoder(Line)
_END: Final = msgspec.json.Decoder(End)
_ENDS: Final = b'{"type":"roadshow.head"'


class NotAnExport(Exception):
    """The first line is not the header of an export that this version reads."""


class Exported:
    """An export as it is read; `head` is known once all `records` have been taken, and None where there is none."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Read the first line; raises NotAnExport."""
        self._lines = iter(lines)
        self.head: SignedHead | None = None
        try:
            self.header: Final = _HEADER.decode(next(self._lines, b""))
        except UNREADABLE as error:
            raise NotAnExport(str(error)) from error
        if self.header.version != VERSION or self.header.genesis != genesis(self.header.roadshow).hash.hex():
            raise NotAnExport("of another version, or its chain begins elsewhere")

    def records(self) -> Iterator[Record]:
        """The entries; a line that is none becomes a record that fits nowhere."""
        for number, line in enumerate(self._lines, start=1):
            if line.startswith(_ENDS) and self.head is None:
                self.head = _end(line)
            else:
                yield _record(line, number)


def header(roadshow: RoadshowId, keys: Iterable[PublicKey], heads: Iterable[SignedHead], *, private: bool) -> bytes:
    """The first line."""
    first = Header(
        version=VERSION,
        roadshow=roadshow,
        genesis=genesis(roadshow).hash.hex(),
        private=private,
        keys=tuple(keys),
        heads=tuple(heads),
    )
    return _line(first)


def entry(one: Record, *, private: bool) -> bytes:
    """The line of an entry, with its private text where that is asked for and not erased."""
    salt, text = (one.salt, one.private) if private else (None, None)
    return _line(
        Line(
            seq=one.seq,
            at=one.at,
            by=one.by,
            body=one.body.decode(errors="replace"),
            digest=one.digest.hex(),
            hash=one.hash.hex(),
            salt=salt.hex() if salt is not None else None,
            private=text.decode(errors="replace") if text is not None else None,
        )
    )


def end(head: SignedHead) -> bytes:
    """The last line."""
    return _line(End(head=head))


def _line(value: Struct) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _end(line: bytes) -> SignedHead | None:
    try:
        return _END.decode(line).head
    except UNREADABLE:
        return None


def _record(text: bytes, number: int) -> Record:
    try:
        line = _LINE.decode(text)
        return Record(
            seq=line.seq,
            at=line.at,
            by=line.by,
            body=line.body.encode(),
            digest=from_hex(line.digest),
            hash=from_hex(line.hash, 32),
            salt=from_hex(line.salt) if line.salt is not None else None,
            private=line.private.encode() if line.private is not None else None,
        )
    except (*UNREADABLE, ValueError):
        return Record(seq=number, at="", by="", body=b"", digest=b"", hash=b"")
