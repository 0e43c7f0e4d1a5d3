"""Who watched which pitch when, on a database: what `server.ports.WatchStore` promises."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Row,
    String,
    Subquery,
    Table,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from server.domain.ledger import stamp
from server.domain.messages import PersonId, PitchId, RoadshowId, SeatId
from server.domain.watching import Evidence, Span, Watched
from server.storage.catalog_tables import erasure
from server.storage.database import Database
from server.storage.tables import metadata

watch_span: Final = Table(
    "watch_span",
    metadata,
    Column("roadshow", String(64), primary_key=True),
    Column("seat", String(64), primary_key=True),
    Column("started_at", String(32), primary_key=True),
    Column("ended_at", String(32), nullable=False),
    Column("milliseconds", BigInteger, nullable=False),
    Column("person", String(64), nullable=False),
    Column("pitch", String(64)),
    Column("by", String(16), nullable=False),
    Index("watch_span_pitch", "roadshow", "pitch"),
)


class DatabaseWatching:
    """Spans as rows; `milliseconds` is what lies between the two times, for the database to add up.

    With several processes spans may overlap, where one has somebody's page and another the picture.
    """

    def __init__(self, database: Database, *, overlapping: bool = False) -> None:
        """Take a database whose schema is up to date, and whether spans have to be looked at for overlaps."""
        self._run = database.run
        self._spans = _laid_end_to_end() if overlapping else watch_span

    async def record(self, spans: Sequence[tuple[RoadshowId, Span]]) -> None:
        """Delete and insert, which every database knows."""
        if rows := [_values(roadshow, span) for roadshow, span in spans]:
            await self._run(lambda connection: _replace(connection, rows))

    async def spans(self, roadshow: RoadshowId, pitch: PitchId) -> Sequence[Span]:
        """Those of a pitch."""
        query = select(watch_span).where(watch_span.c.roadshow == roadshow, watch_span.c.pitch == pitch)
        query = query.order_by(watch_span.c.started_at, watch_span.c.seat)
        return [_to_span(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def watched(self, roadshow: RoadshowId) -> Mapping[tuple[PersonId, PitchId], Watched]:
        """Added up by the database, what overlaps once."""
        table = self._spans.c
        query = (
            select(
                table.person,
                table.pitch,
                func.sum(table.milliseconds).label("milliseconds"),
                func.min(table.started_at).label("first_at"),
                func.max(table.ended_at).label("last_at"),
            )
            .where(table.roadshow == roadshow, table.pitch.is_not(None))
            .group_by(table.person, table.pitch)
            .having(func.sum(table.milliseconds) >= 1000)
        )
        rows = await self._run(lambda connection: connection.execute(query).all())
        return {(PersonId(row.person), PitchId(row.pitch)): _to_watched(row) for row in rows}


def _laid_end_to_end() -> Subquery:
    """The same spans, each with the milliseconds alone that no earlier one of the same person and pitch covers."""
    table = watch_span.c
    covered = func.max(table.ended_at).over(
        partition_by=(table.roadshow, table.person, table.pitch),
        order_by=(table.started_at, table.seat),
        rows=(None, -1),
    )
    spans = select(watch_span, covered.label("covered")).subquery()
    seen = spans.c
    alone = case(
        (seen.covered.is_(None) | (seen.covered <= seen.started_at), seen.milliseconds),
        (seen.covered >= seen.ended_at, 0),
        else_=milliseconds_between(seen.covered, seen.ended_at),
    )
    names = (seen.roadshow, seen.person, seen.pitch, seen.started_at, seen.ended_at)
    return select(*names, cast(alone, BigInteger).label("milliseconds")).subquery()


class milliseconds_between(FunctionElement[int]):  # noqa: N801 - it is written like a function of SQL
    """From one stamp to another."""

    type = BigInteger()
    inherit_cache = True


@compiles(milliseconds_between, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(one, **options) for one in element.clauses)
    return f"round((julianday({end}) - julianday({start})) * 86400000)"


@compiles(milliseconds_between, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(one, **options) for one in element.clauses)
    return f"round(extract(epoch from ({end})::timestamptz - ({start})::timestamptz) * 1000)"


def _replace(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    same = [watch_span.c[name] == bindparam(f"old_{name}") for name in KEY]
    connection.execute(delete(watch_span).where(*same), [{f"old_{name}": row[name] for name in KEY} for row in rows])
    connection.execute(insert(watch_span), rows)
    _forget(connection, rows)


def _forget(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Of who was erased meanwhile nothing is recorded that was seen before."""
    gone = select(erasure.c.number).where(
        erasure.c.roadshow == watch_span.c.roadshow, erasure.c.person.in_((watch_span.c.person, ""))
    )
    theirs = watch_span.c.person.in_({row["person"] for row in rows})
    connection.execute(delete(watch_span).where(theirs, gone.exists()))


KEY: Final = ("roadshow", "seat", "started_at")


def _values(roadshow: RoadshowId, span: Span) -> dict[str, object]:
    return {
        "roadshow": roadshow,
        "seat": span.seat,
        "started_at": stamp(span.started_at),
        "ended_at": stamp(span.ended_at),
        "milliseconds": span.length // timedelta(milliseconds=1),
        "person": span.person,
        "pitch": span.pitch,
        "by": span.by.value,
    }


def _to_span(row: Row[Any]) -> Span:
    return Span(
        seat=SeatId(row.seat),
        person=PersonId(row.person),
        by=Evidence(row.by),
        pitch=PitchId(row.pitch) if row.pitch else None,
        started_at=datetime.fromisoformat(row.started_at),
        ended_at=datetime.fromisoformat(row.ended_at),
    )


def _to_watched(row: Any) -> Watched:
    return Watched(
        seconds=int(row.milliseconds) // 1000,
        first_at=datetime.fromisoformat(row.first_at),
        last_at=datetime.fromisoformat(row.last_at),
    )
