"""The ledger: how an entry becomes a row, how rows chain, and what is signed of it. docs/proof.md is normative.

``hash = SHA-256(previous ‖ roadshow ‖ seq ‖ at ‖ by ‖ body ‖ digest)``, each part behind its length in 4 bytes; the
first `previous` is SHA-256 of ``roadshow.log.v1`` and the roadshow's id. `body` is the event's JSON without `private`;
`digest` is SHA-256 of the salt and the private JSON, or empty. Erasing a person deletes salts and private texts, and
every hash still holds, because the digest stays.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, cast, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.domain.keys import Signed
from server.domain.messages import Entry, Event, PersonId, RoadshowId
from server.domain.roadshow import EVOLVE, AnyEvent

ENCODER: Final = msgspec.json.Encoder()
_EVENT: Final = msgspec.json.Decoder(AnyEvent)
_PRIVATE: Final = {
    event: msgspec.json.Decoder(get_type_hints(event)["private"])
    for event in EVOLVE
    if "private" in event.__struct_fields__
}


class Sealed(Struct, frozen=True, kw_only=True):
    """An entry as it is stored; `salt` and `private` are kept apart and may be gone, `digest` stays for ever."""

    seq: int
    at: datetime
    by: PersonId
    body: bytes
    digest: bytes
    hash: bytes
    salt: bytes | None = None
    private: bytes | None = None


class Head(Struct, frozen=True, kw_only=True):
    """Where a log ends: the number and the hash of its last entry."""

    seq: int
    hash: bytes


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Proof for who stated an intent: all that is hashed, the hash in hex, and its Ed25519 signature in base64.

    What is signed is ``roadshow.receipt.v1`` followed by the 32 bytes of the hash. `key` names the public key. `salt`
    (hex) and `private` are there only in the receipt that its owner fetches; nothing keeps them but the owner.
    """

    roadshow: RoadshowId
    seq: int
    at: str
    by: PersonId
    body: str
    digest: str
    previous: str
    hash: str
    key: str
    signature: str
    salt: str = ""
    private: str = ""


class SignedHead(Struct, frozen=True, kw_only=True):
    """Where a log ended: the last entry's seq, its time and its hash in hex, and a signature over `head_part`.

    Who keeps one can show later that the log up to there is, or is no longer, what it was.
    """

    roadshow: RoadshowId
    seq: int
    at: str
    hash: str
    key: str
    signature: str


def genesis(roadshow: RoadshowId) -> Head:
    """Where a log begins."""
    return Head(seq=0, hash=sha256(b"roadshow.log.v1" + roadshow.encode()).digest())


def seal(roadshow: RoadshowId, head: Head, entry: Entry, salt: bytes) -> Sealed:
    """The row of the entry that follows `head`; the salt is used only where there is private text."""
    private = getattr(entry.event, "private", None)
    text = ENCODER.encode(private) if private is not None else None
    body = ENCODER.encode(replace(entry.event, private=None) if text is not None else entry.event)
    digest = sha256(salt + text).digest() if text is not None else b""
    row = Sealed(seq=entry.seq, at=entry.at, by=entry.by, body=body, digest=digest, hash=b"")
    row = replace(row, hash=link(roadshow, head.hash, row))
    return row if text is None else replace(row, salt=salt, private=text)


def unseal(row: Sealed) -> Entry:
    """The entry of a row, without private text where that was erased."""
    event: Event = _EVENT.decode(row.body)
    if row.private is not None:
        event = replace(cast(Any, event), private=_PRIVATE[type(event)].decode(row.private))
    return Entry(seq=row.seq, at=row.at, by=row.by, event=event, digest=row.digest.hex())


def link(roadshow: RoadshowId, previous: bytes, row: Sealed) -> bytes:
    """The hash of a row behind the one before it."""
    return chained(previous, roadshow, row.seq, stamp(row.at), row.by, row.body, row.digest)


def chained(previous: bytes, roadshow: str, seq: int, at: str, by: str, body: bytes, digest: bytes) -> bytes:
    """The hash of an entry of which all parts are given; OverflowError where `seq` is below 0 or beyond 64 bits."""
    return sha256(
        framed(previous, roadshow.encode(), seq.to_bytes(8, "big"), at.encode(), by.encode(), body, digest)
    ).digest()


def from_hex(text: str, *lengths: int) -> bytes:
    """What small hexadecimal digits say; ValueError where they are of no such length or written otherwise."""
    raw = bytes.fromhex(text)
    if raw.hex() != text or (lengths and len(raw) not in lengths):
        raise ValueError("not hexadecimal of that length")
    return raw


def framed(*parts: bytes) -> bytes:
    """Parts one after another, each behind its length in 4 bytes, so that no two lists of parts look the same."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def stamp(at: datetime) -> str:
    """A time as it is hashed and stored: UTC with milliseconds, RFC 3339."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signed_part(row_hash: bytes) -> bytes:
    """The bytes a receipt's signature is over."""
    return b"roadshow.receipt.v1" + row_hash


def signed_head(roadshow: RoadshowId, row: Head, at: str, sign: Callable[[bytes], Signed]) -> SignedHead:
    """The end of a log as it is published; `at` is the time of its last entry."""
    signed = sign(head_part(roadshow, row.seq, at, row.hash))
    return SignedHead(
        roadshow=roadshow, seq=row.seq, at=at, hash=row.hash.hex(), key=signed.key, signature=signed.signature
    )


def head_part(roadshow: str, seq: int, at: str, row_hash: bytes) -> bytes:
    """The bytes a head's signature is over."""
    return b"roadshow.head.v1" + framed(roadshow.encode(), seq.to_bytes(8, "big"), at.encode(), row_hash)
