"""The event log in memory: the shortest thing that keeps the contract, but for surviving the process."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec.structs import replace

from server.domain.erasure import PersonErased
from server.domain.ledger import Head, Sealed, SignedHead, genesis, unseal
from server.domain.messages import PersonId, RoadshowId
from server.domain.retention import RecordsErased
from server.domain.subjects import subject
from server.ports import Batch, Key, KeyTaken, LogConflict, Position, Stored


class MemoryLog:
    """For tests of what stands on a log."""

    def __init__(self) -> None:
        """Begin without any log."""
        self._positions: dict[RoadshowId, Position] = {}
        self._rows: defaultdict[RoadshowId, list[Sealed]] = defaultdict(list)
        self._due: dict[RoadshowId, datetime] = {}
        self._heads: defaultdict[RoadshowId, list[SignedHead]] = defaultdict(list)
        self._results: defaultdict[RoadshowId, dict[Key, Stored]] = defaultdict(dict)

    async def create(self, roadshow: RoadshowId, epoch: str) -> None:
        """Begin an empty log."""
        self._positions.setdefault(roadshow, Position(epoch=epoch, head=genesis(roadshow)))

    async def position(self, roadshow: RoadshowId) -> Position | None:
        """Where the log ends."""
        return self._positions.get(roadshow)

    def delete(self, roadshow: RoadshowId) -> None:
        """Delete a log, as that of a rehearsal is."""
        self._positions.pop(roadshow, None)
        self._rows.pop(roadshow, None)
        self._due.pop(roadshow, None)

    async def read(self, roadshow: RoadshowId, after: int, limit: int) -> Sequence[Sealed]:
        """Rows in order."""
        return self._rows[roadshow][after : after + limit]

    async def heads(self, roadshow: RoadshowId) -> Sequence[SignedHead]:
        """Those that were published."""
        return self._heads[roadshow]

    async def results(self, roadshow: RoadshowId, keys: Collection[Key]) -> dict[Key, Stored]:
        """What is on record for these commands."""
        known = self._results[roadshow]
        return {key: known[key] for key in keys if key in known}

    async def ticking(self) -> Sequence[RoadshowId]:
        """Those with a clock that runs."""
        return sorted(self._due, key=self._due.__getitem__)

    async def append(self, roadshow: RoadshowId, expected: Head, batch: Batch) -> None:
        """Record a batch, or nothing of it."""
        position = self._positions.get(roadshow)
        if position is None or position.head != expected:
            raise LogConflict(roadshow)
        if any(stored.key in self._results[roadshow] for stored in batch.results):
            raise KeyTaken(roadshow)
        last = batch.rows[-1] if batch.rows else None
        head = Head(seq=last.seq, hash=last.hash) if last else expected
        self._positions[roadshow] = Position(epoch=position.epoch, head=head)
        self._rows[roadshow].extend(batch.rows)
        for entry in batch.entries:
            if isinstance(entry.event, PersonErased | RecordsErased):
                self._erase(roadshow, getattr(entry.event, "person", None))
        self._heads[roadshow].extend([batch.head] if batch.head else ())
        self._results[roadshow].update({stored.key: stored for stored in batch.results})
        self._due.pop(roadshow, None)
        if batch.due is not None:
            self._due[roadshow] = batch.due

    def _erase(self, roadshow: RoadshowId, person: PersonId | None) -> None:
        self._rows[roadshow] = [
            replace(row, salt=None, private=None) if person in (None, subject(unseal(row))) else row
            for row in self._rows[roadshow]
        ]
