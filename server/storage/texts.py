"""Texts that people accepted, on a database: what `server.ports.TextStore` promises."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, LargeBinary, String, Table, insert, select

from server.domain.presets import Text
from server.storage.database import Database
from server.storage.tables import metadata

text = Table(
    "text",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)


class DatabaseTexts:
    """Rows are written once and never changed."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def keep(self, texts: Sequence[Text]) -> None:
        """Write those that are not there."""
        await self._run(lambda connection: _keep(connection, {one.digest: one.body for one in texts}))

    async def body(self, digest: str) -> bytes | None:
        """The bytes under a digest."""
        query = select(text.c.body).where(text.c.digest == digest)
        found: bytes | None = await self._run(lambda connection: connection.execute(query).scalar_one_or_none())
        return found


def _keep(connection: Connection, bodies: Mapping[str, bytes]) -> None:
    known = set(connection.execute(select(text.c.digest).where(text.c.digest.in_(bodies))).scalars())
    rows = [{"digest": digest, "body": body} for digest, body in bodies.items() if digest not in known]
    if rows:
        connection.execute(insert(text), rows)
