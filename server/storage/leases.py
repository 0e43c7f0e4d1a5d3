"""Leases on a database, by whose clock they end: what `server.ports.nodes.LeaseStore` promises."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Connection, Float, String, Table, case, insert, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from server.ports.nodes import Lease
from server.storage.database import Database
from server.storage.tables import metadata

lease: Final = Table(
    "lease",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("node", String(64), nullable=False, index=True),
    Column("url", String(256), nullable=False),
    Column("until", Float(53), nullable=False),
    Column("term", BigInteger, nullable=False),
)


class database_now(FunctionElement[float]):  # noqa: N801 - it is written like a function of SQL
    """Seconds since 1970 by the clock of the database, as of now and not as of the transaction's beginning."""

    type = Float()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_now, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


class DatabaseLeases:
    """A row for each name; taken, renewed and given back by conditional updates."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def take(self, name: str, node: str, url: str, seconds: float) -> Lease:
        """The lease as it is now."""
        return await self._run(lambda connection: _take(connection, name, node, url, seconds))

    async def renew(self, node: str, seconds: float) -> Collection[str]:
        """Have them last."""
        return await self._run(lambda connection: _renew(connection, node, seconds))

    async def release(self, node: str) -> None:
        """End them."""
        ended = update(lease).where(lease.c.node == node).values(until=0.0)
        await self._run(lambda connection: connection.execute(ended))

    async def holders(self) -> Collection[str]:
        """Each once."""
        lasting = select(lease.c.url).where(lease.c.until > database_now()).distinct()
        return await self._run(lambda connection: list(connection.scalars(lasting)))


def _take(connection: Connection, name: str, node: str, url: str, seconds: float) -> Lease:
    free = (lease.c.until <= database_now()) | (lease.c.node == node)
    moved = connection.execute(
        update(lease)
        .where(lease.c.name == name, free)
        .values(
            node=node,
            url=url,
            until=database_now() + seconds,
            term=lease.c.term + case((lease.c.node == node, 0), else_=1),
        )
    )
    if not moved.rowcount and not _found(connection, name):
        row = {"name": name, "node": node, "url": url, "term": 1, "until": database_now() + seconds}
        connection.execute(insert(lease).values(**row))
    return _found(connection, name)[0]


def _found(connection: Connection, name: str) -> list[Lease]:
    left = (lease.c.until - database_now()).label("left")
    query = select(lease.c.name, lease.c.node, lease.c.url, lease.c.term, left).where(lease.c.name == name)
    return [Lease(**row) for row in connection.execute(query).mappings()]


def _renew(connection: Connection, node: str, seconds: float) -> list[str]:
    lasting = (lease.c.node == node) & (lease.c.until > database_now())
    connection.execute(update(lease).where(lasting).values(until=database_now() + seconds))
    return list(connection.scalars(select(lease.c.name).where(lasting)))
