"""All rows of a house from one database to another, whichever the two are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, Table, delete, func, insert, select, update

from server.storage.leases import lease
from server.storage.schema import all_tables
from server.storage.tables import log

CHUNK: Final = 200
"""Rows at a time; parts of documents are a quarter of a megabyte each."""

Counts = Mapping[str, int]


def carried() -> Sequence[Table]:
    """The tables whose rows go along. A lease says who serves now, which no copy knows."""
    return [table for table in all_tables() if table is not lease]


def copy(source: Connection, target: Connection) -> Counts:
    """Write every row into tables that are there and empty; how many rows each got."""
    for connection in (source, target):
        _take_time(connection)
    counts = {table.name: _copy(source, target, table) for table in carried()}
    for table in carried():
        _count_on(target, table)
    return counts


def counts(connection: Connection) -> Counts:
    """How many rows each table has."""
    return {table.name: _count(connection, table) for table in carried()}


def is_empty(connection: Connection) -> bool:
    """Whether there is no row that a copy would be in the way of, in a database whose schema is up to date."""
    return not any(counts(connection).values())


def clear(connection: Connection) -> None:
    """Delete every row, leases too."""
    for table in reversed(all_tables()):
        connection.execute(delete(table))


def renew_epochs(connection: Connection, new: Callable[[], str]) -> None:
    """Give every log another epoch: it is not the continuation of what viewers have seen of it."""
    for roadshow in connection.scalars(select(log.c.roadshow)).all():
        connection.execute(update(log).where(log.c.roadshow == roadshow).values(epoch=new()))


def _copy(source: Connection, target: Connection, table: Table) -> int:
    number = 0
    for rows in _chunks(source, table):
        target.execute(insert(table), rows)
        number += len(rows)
    return number


def _chunks(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    result = source.execution_options(yield_per=CHUNK).execute(select(table)).mappings()
    rows = iter(result)
    while some := [dict(row) for row in islice(rows, CHUNK)]:
        yield some


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _take_time(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {setting} = 0")


def _count_on(target: Connection, table: Table) -> None:
    """Let the next row that numbers itself be behind the last one."""
    column = _numbered(table)
    if target.dialect.name == "postgresql" and column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        target.execute(select(func.setval(sequence, following, False)))  # noqa: FBT003 - SQL's own order


def _numbered(table: Table) -> Column[int] | None:
    column = table.autoincrement_column
    return column if column is not None and isinstance(column.type, Integer) else None
