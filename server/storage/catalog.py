"""The list of roadshows on a database: what `server.ports.Catalog` promises."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from server.domain.accounts import Listing, Seat
from server.domain.messages import RoadshowId, SeatId
from server.domain.state import Plan, Status
from server.storage.catalog_tables import roadshow, seat
from server.storage.database import Database
from server.storage.rows import seat_values, to_listing


class DatabaseCatalog:
    """Rows are made by `found` and kept in step with the logs by the projections."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def found(self, key: str, founder: Seat) -> Seat:
        """Write the roadshow and its first seat, or find those of the same key."""
        return await self._run(lambda connection: _found(connection, key, founder))

    async def listing(self, wanted: RoadshowId) -> Listing | None:
        """One that was planned."""
        query = select(roadshow).where(roadshow.c.id == wanted, roadshow.c.status != Status.blank.value)
        row = await self._run(lambda connection: connection.execute(query).one_or_none())
        return to_listing(row) if row else None

    async def listings(self) -> Sequence[Listing]:
        """All that were planned, but for rehearsals."""
        query = select(roadshow).where(roadshow.c.status != Status.blank.value, ~roadshow.c.rehearsal)
        query = query.order_by(roadshow.c.starts_at.desc(), roadshow.c.id.desc())
        return [to_listing(row) for row in await self._run(lambda connection: connection.execute(query).all())]


def _found(connection: Connection, key: str, founder: Seat) -> Seat:
    query = (
        select(seat.c.id, seat.c.roadshow)
        .join_from(roadshow, seat, seat.c.roadshow == roadshow.c.id)
        .where(roadshow.c.founder == founder.person, roadshow.c.key == key, seat.c.person == founder.person)
    )
    if known := connection.execute(query).one_or_none():
        return Seat(
            id=SeatId(known.id),
            roadshow=RoadshowId(known.roadshow),
            person=founder.person,
            role=founder.role,
            project=founder.project,
            created_at=founder.created_at,
        )
    connection.execute(
        insert(roadshow).values(
            id=founder.roadshow,
            founder=founder.person,
            key=key,
            title_zh="",
            title_en="",
            timezone=Plan().timezone,
            status=Status.blank.value,
        )
    )
    connection.execute(insert(seat).values(seat_values(founder)))
    return founder
