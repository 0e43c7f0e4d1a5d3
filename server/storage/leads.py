"""The work on leads on a database: what `server.ports.LeadStore` promises."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from server.domain.ledger import stamp
from server.domain.messages import LeadId, PersonId, RoadshowId
from server.domain.workspace import Trace, Work, WorkChange
from server.errors import Conflict, Missing
from server.storage.catalog_tables import lead, lead_change, lead_signal
from server.storage.database import Database
from server.storage.rows import to_trace, to_work, work_values


class DatabaseLeads:
    """Leads and their signals are written by the projections, the work on them here."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def works(self, roadshow: RoadshowId) -> Sequence[Work]:
        """All of a roadshow."""
        query = select(lead).where(lead.c.roadshow == roadshow).order_by(lead.c.opened_at, lead.c.lead)
        return [to_work(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def traces(self, roadshow: RoadshowId) -> Sequence[Trace]:
        """All of a roadshow."""
        query = select(lead_signal).where(lead_signal.c.roadshow == roadshow).order_by(lead_signal.c.seq)
        return [to_trace(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def revise(
        self, roadshow: RoadshowId, wanted: LeadId, change: WorkChange, by: PersonId, at: datetime
    ) -> Work:
        """The next version, and who made it of which."""
        return await self._run(lambda connection: _revise(connection, roadshow, wanted, change, by, stamp(at)))


def _revise(
    connection: Connection, roadshow: RoadshowId, wanted: LeadId, change: WorkChange, by: PersonId, at: str
) -> Work:
    here = (lead.c.roadshow == roadshow, lead.c.lead == wanted)
    row = connection.execute(select(lead).where(*here)).one_or_none()
    if row is None:
        raise Missing("lead_missing")
    before = to_work(row)
    if change.version != before.version:
        raise Conflict("version_stale", f"version {before.version} stands")
    after = change.applied(before)
    connection.execute(update(lead).where(*here).values(work_values(after)))
    audit = {"before": msgspec.json.encode(before), "after": msgspec.json.encode(after)}
    connection.execute(
        insert(lead_change).values(roadshow=roadshow, lead=wanted, version=after.version, by=by, at=at, **audit)
    )
    return after
