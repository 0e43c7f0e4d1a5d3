"""Logs as they lie on disk, read beside a server that runs: every byte as stored, a page at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Engine, LargeBinary, Row, cast, func, select, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from server.domain.audit import Record
from server.domain.ledger import Head, SignedHead
from server.domain.messages import RoadshowId
from server.storage.sqlite import reader
from server.storage.tables import event, event_private, log, log_head

PAGE: Final = 1000
FIRST: Final = -(2**63)


class Extent(Struct, frozen=True, kw_only=True):
    """How far a log reached at one moment: where it said to end, and the last seq there was."""

    end: Head | None
    last: int


class Archive:
    """The logs of a database; reading keeps nobody from writing, and each page is a transaction of its own."""

    def __init__(self, place: Path | Engine) -> None:
        """Take the file of an SQLite database that is there, or an engine that reads."""
        self._engine = place if isinstance(place, Engine) else reader(place)

    def roadshows(self) -> Sequence[RoadshowId]:
        """Every roadshow of which there is anything, in order."""
        names = union(select(log.c.roadshow), select(event.c.roadshow)).order_by("roadshow")
        with self._engine.connect() as connection, connection.begin():
            return [RoadshowId(name) for name in connection.scalars(names)]

    def extent(self, roadshow: RoadshowId) -> Extent:
        """How far the log reaches now."""
        last = select(func.max(event.c.seq)).where(event.c.roadshow == roadshow)
        with self._engine.connect() as connection, connection.begin():
            row = connection.execute(select(log.c.seq, log.c.head).where(log.c.roadshow == roadshow)).one_or_none()
            return Extent(end=Head(seq=row.seq, hash=row.head) if row else None, last=connection.scalar(last) or 0)

    def heads(self, roadshow: RoadshowId) -> Sequence[SignedHead]:
        """The heads that were published."""
        with self._engine.connect() as connection, connection.begin():
            return [_head(row) for row in connection.execute(_HEADS.where(log_head.c.roadshow == roadshow))]

    def records(self, roadshow: RoadshowId, last: int) -> Iterator[Record]:
        """The entries in order up to `last`; what is appended meanwhile is left out."""
        after = FIRST
        while page := self._page(roadshow, after, last):
            yield from page
            if page[-1].seq <= after:
                return
            after = page[-1].seq

    def _page(self, roadshow: RoadshowId, after: int, last: int) -> list[Record]:
        query = _ENTRIES.where(event.c.roadshow == roadshow, event.c.seq > after, event.c.seq <= last)
        with self._engine.connect() as connection, connection.begin():
            return [_record(row) for row in connection.execute(query.order_by(event.c.seq).limit(PAGE))]


class raw(FunctionElement[bytes]):  # noqa: N801 - it is written like a function of SQL
    """A column as bytes, whatever somebody put there."""

    type = LargeBinary()
    inherit_cache = True


@compiles(raw, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(raw, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    """Here a column of text holds text, and one of bytes bytes."""
    [column] = element.clauses
    written = compiler.process(column, **options)
    return written if isinstance(column.type, LargeBinary) else f"convert_to({written}, 'UTF8')"


def _raw(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    return raw(column).label(name)


_ENTRIES: Final = select(
    cast(event.c.seq, BigInteger).label("seq"),
    _raw(event.c.at, "at"),
    _raw(event.c.by, "by"),
    _raw(event.c.body, "body"),
    _raw(event.c.digest, "digest"),
    _raw(event.c.hash, "hash"),
    _raw(event_private.c.salt, "salt"),
    _raw(event_private.c.body, "private"),
).select_from(
    event.outerjoin(
        event_private,
        (event.c.roadshow == event_private.c.roadshow) & (event.c.seq == event_private.c.seq),
    )
)


_HEADS: Final = select(
    _raw(log_head.c.roadshow, "roadshow"),
    cast(log_head.c.seq, BigInteger).label("seq"),
    *(_raw(column, column.name) for column in (log_head.c.at, log_head.c.hash, log_head.c.key, log_head.c.signature)),
).order_by(log_head.c.seq)


def _head(row: Row[Any]) -> SignedHead:
    return SignedHead(
        roadshow=RoadshowId(_text(row.roadshow)),
        seq=row.seq,
        at=_text(row.at),
        hash=_text(row.hash),
        key=_text(row.key),
        signature=_text(row.signature),
    )


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _record(row: Row[Any]) -> Record:
    return Record(
        seq=row.seq,
        at=_text(row.at),
        by=_text(row.by),
        body=row.body,
        digest=row.digest,
        hash=row.hash,
        salt=row.salt,
        private=row.private,
    )
