"""The secrets of calendar addresses on a database: what `server.ports.feeds.FeedStore` promises."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from server.domain.ledger import stamp
from server.domain.messages import PersonId
from server.storage.catalog_tables import calendar_feed
from server.storage.database import Database


class DatabaseFeeds:
    """A row for each person who has an address."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def set_feed(self, person: PersonId, digest: bytes, at: datetime) -> None:
        """In place of the last one."""
        values = {"person": person, "digest": digest, "created_at": stamp(at)}

        def replace(connection: Connection) -> None:
            connection.execute(delete(calendar_feed).where(calendar_feed.c.person == person))
            connection.execute(insert(calendar_feed).values(values))

        await self._run(replace)

    async def drop_feed(self, person: PersonId) -> None:
        """Delete the row."""
        query = delete(calendar_feed).where(calendar_feed.c.person == person)
        await self._run(lambda connection: connection.execute(query))

    async def feed(self, digest: bytes) -> PersonId | None:
        """By the index on digests."""
        query = select(calendar_feed.c.person).where(calendar_feed.c.digest == digest)
        found: str | None = await self._run(lambda connection: connection.scalar(query))
        return PersonId(found) if found else None

    async def feed_since(self, person: PersonId) -> datetime | None:
        """When the row was written."""
        query = select(calendar_feed.c.created_at).where(calendar_feed.c.person == person)
        found: str | None = await self._run(lambda connection: connection.scalar(query))
        return datetime.fromisoformat(found) if found else None
