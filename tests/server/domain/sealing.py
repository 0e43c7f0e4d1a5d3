"""Logs as the ledger seals them, for tests of what lies on disks and in exports."""

from collections.abc import Iterable
from typing import Final

from server.domain.ledger import Head, Sealed, genesis, seal
from server.domain.messages import Entry, RoadshowId

SHOW: Final = RoadshowId("rsh_1")


def rows_of(entries: Iterable[Entry], roadshow: RoadshowId = SHOW) -> list[Sealed]:
    """The rows of a whole log; the salts are the numbers of the entries."""
    rows, head = list[Sealed](), genesis(roadshow)
    for entry in entries:
        rows.append(seal(roadshow, head, entry, entry.seq.to_bytes(16, "big")))
        head = Head(seq=rows[-1].seq, hash=rows[-1].hash)
    return rows
