"""The hash chain, computed from docs/proof.md alone."""

import hashlib
import struct
from collections.abc import Iterator

from bench.soak.store import Row, Store


def complaints(store: Store) -> Iterator[str]:
    """Each entry that is not in its place, not behind the one before it, or not the digest of its private text."""
    previous = hashlib.sha256(b"roadshow.log.v1" + store.roadshow.encode()).digest()
    for place, row in enumerate(store.rows, start=1):
        if row.seq != place:
            yield f"entry {row.seq} stands at place {place}"
        if row.hash != entry_hash(previous, store.roadshow, row):
            yield f"entry {row.seq} does not follow from the one before it"
        if row.private is not None and hashlib.sha256((row.salt or b"") + row.private).digest() != row.digest:
            yield f"entry {row.seq} has another private text than was hashed"
        previous = row.hash


def entry_hash(previous: bytes, roadshow: str, row: Row) -> bytes:
    """The hash of an entry behind `previous`."""
    parts = (previous, roadshow.encode(), struct.pack(">Q", row.seq), row.at.encode(), row.by.encode(), row.body)
    return hashlib.sha256(b"".join(struct.pack(">I", len(part)) + part for part in (*parts, row.digest))).digest()
