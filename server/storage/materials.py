"""Materials and their downloads on a database: what `server.ports.materials.MaterialStore` promises."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql import Executable

from server.domain.ledger import stamp
from server.domain.materials import Download, Material, MaterialId, MaterialKind
from server.domain.messages import PersonId, PitchId, ProjectId, RoadshowId
from server.storage.database import Database
from server.storage.tables import metadata

PART: Final = 256 * 1024

material: Final = Table(
    "material",
    metadata,
    Column("material", String(64), primary_key=True),
    Column("roadshow", String(64), nullable=False),
    Column("project", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("investors", Boolean, nullable=False),
    Column("added_at", String(32), nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("removed", Boolean, nullable=False),
    Index("material_roadshow", "roadshow"),
)

material_part: Final = Table(
    "material_part",
    metadata,
    Column("material", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("roadshow", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

download: Final = Table(
    "download",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("roadshow", String(64), nullable=False),
    Column("material", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("pitch", String(64)),
    Column("second", Integer),
    Index("download_roadshow", "roadshow"),
    Index("download_person", "person"),
)


class DatabaseMaterials:
    """A document is rows of at most PART bytes, each written in a transaction of its own, and a row that comes last."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def add(self, roadshow: RoadshowId, material_: Material, content: bytes) -> None:
        """Parts first: a document without its row is nobody's. Parts that were swept meanwhile are written again."""
        while not await self._added(roadshow, material_, content):
            await self._do(delete(material_part).where(material_part.c.material == material_.material))

    async def _added(self, roadshow: RoadshowId, material_: Material, content: bytes) -> bool:
        for number, start in enumerate(range(0, len(content), PART)):
            part = {"material": material_.material, "number": number, "content": content[start : start + PART]}
            await self._do(insert(material_part).values(roadshow=roadshow, **part))
        parts = -(-len(content) // PART)
        return await self._run(lambda connection: _ended(connection, _values(roadshow, material_), parts))

    async def put(self, roadshow: RoadshowId, material_: Material) -> None:
        """The row alone."""
        here = (material.c.material == material_.material, material.c.roadshow == roadshow)
        await self._do(update(material).where(*here).values(_values(roadshow, material_)))

    async def all(self, roadshow: RoadshowId) -> Sequence[Material]:
        """By time, then by identity."""
        query = select(material).where(material.c.roadshow == roadshow)
        query = query.order_by(material.c.added_at, material.c.material)
        return [_to_material(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def content(self, wanted: MaterialId) -> AsyncIterator[bytes]:
        """One part is read after the other was taken."""
        number = 0
        while (part := await self._part(wanted, number)) is not None:
            yield part
            number += 1

    async def record(self, roadshow: RoadshowId, download_: Download) -> None:
        """One row."""
        values = {name: getattr(download_, name) for name in ("material", "person", "pitch", "second")}
        await self._do(insert(download).values(roadshow=roadshow, at=stamp(download_.at), **values))

    async def downloads(self, roadshow: RoadshowId) -> Sequence[Download]:
        """As they were written."""
        query = select(download).where(download.c.roadshow == roadshow).order_by(download.c.at, download.c.id)
        return [_to_download(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def _part(self, wanted: MaterialId, number: int) -> bytes | None:
        query = select(material_part.c.content)
        query = query.where(material_part.c.material == wanted, material_part.c.number == number)
        return await self._run(lambda connection: connection.scalar(query))

    async def _do(self, statement: Executable) -> None:
        await self._run(lambda connection: connection.execute(statement))


def sweep(connection: Connection) -> int:
    """Delete parts of which there is no document; who is just adding one writes them again."""
    known = select(material.c.material).scalar_subquery()
    return connection.execute(delete(material_part).where(material_part.c.material.not_in(known))).rowcount


def _ended(connection: Connection, values: dict[str, object], parts: int) -> bool:
    """Write the row, if all parts are there."""
    there = select(func.count()).select_from(material_part).where(material_part.c.material == values["material"])
    if connection.execute(there).scalar_one() != parts:
        return False
    connection.execute(insert(material).values(values))
    return True


def _values(roadshow: RoadshowId, one: Material) -> dict[str, object]:
    values = {name: getattr(one, name) for name in one.__struct_fields__}
    return {**values, "roadshow": roadshow, "kind": one.kind.value, "added_at": stamp(one.added_at)}


def _to_material(row: Row[Any]) -> Material:
    return Material(
        material=MaterialId(row.material),
        project=ProjectId(row.project),
        name=row.name,
        kind=MaterialKind(row.kind),
        size=row.size,
        digest=row.digest,
        investors=row.investors,
        added_at=datetime.fromisoformat(row.added_at),
        added_by=PersonId(row.added_by),
        removed=row.removed,
    )


def _to_download(row: Row[Any]) -> Download:
    return Download(
        material=MaterialId(row.material),
        person=PersonId(row.person),
        at=datetime.fromisoformat(row.at),
        pitch=PitchId(row.pitch) if row.pitch else None,
        second=row.second,
    )
