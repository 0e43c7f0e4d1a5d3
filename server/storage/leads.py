"""The work on leads on a database: what `server.ports.LeadStore` promises."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from server.domain.ledger import stamp
from server.domain.merging import Merge, Parting
from server.domain.messages import IntentId, LeadId, PersonId, RoadshowId
from server.domain.outbox import moved
from server.domain.workspace import Change, LeadStage, Note, NoteId, Trace, Turn, Work, WorkChange
from server.errors import Missing, Rejected
from server.storage.database import Database
from server.storage.lead_rows import (
    difference,
    note_values,
    to_change,
    to_note,
    to_trace,
    to_turn,
    to_work,
    work_values,
)
from server.storage.lead_tables import intent_turn, lead, lead_change, lead_note, lead_signal
from server.storage.outbox import announce
from server.storage.rows import Values


class DatabaseLeads:
    """Leads and their signals are written by the projections, the work on them here."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def works(self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Work]:
        """In the order they were opened."""
        query = _of(lead, roadshow, leads).order_by(lead.c.opened_at, lead.c.lead)
        return [to_work(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def traces(self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Trace]:
        """In the order of the log."""
        query = _of(lead_signal, roadshow, leads).order_by(lead_signal.c.seq)
        return [to_trace(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def turns(self, roadshow: RoadshowId, intents: Sequence[IntentId]) -> Sequence[Turn]:
        """In the order of the log."""
        table = intent_turn.c
        query = select(intent_turn).where(table.roadshow == roadshow, table.intent.in_(intents)).order_by(table.seq)
        return [to_turn(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def notes(self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None) -> Sequence[Note]:
        """In the order they were written."""
        query = _of(lead_note, roadshow, leads).order_by(lead_note.c.at, lead_note.c.note)
        return [to_note(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def changes(
        self, roadshow: RoadshowId, leads: Sequence[LeadId] | None = None, limit: int = 1000
    ) -> Sequence[Change]:
        """By their numbers."""
        query = _of(lead_change, roadshow, leads).order_by(lead_change.c.number.desc()).limit(limit)
        return [to_change(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def revise(
        self, roadshow: RoadshowId, changes: Sequence[tuple[LeadId, WorkChange]], by: PersonId, at: datetime
    ) -> Sequence[Work | Rejected]:
        """One transaction for all."""
        return await self._run(
            lambda connection: [_tried(connection, roadshow, wanted, change, by, at) for wanted, change in changes]
        )

    async def merge(
        self, roadshow: RoadshowId, wanted: LeadId, merge: Merge | Parting, by: PersonId, at: datetime
    ) -> Work:
        """Judged on all leads of the roadshow, in the transaction that writes it."""

        def joined(connection: Connection) -> Work:
            rows = connection.execute(select(lead).where(lead.c.roadshow == roadshow)).all()
            works = {work.lead: work for work in map(to_work, rows)}
            if wanted not in works:
                raise Missing("lead_missing")
            return put(connection, roadshow, works[wanted], merge.applied(wanted, works), by, at)

        return await self._run(joined)

    async def write(self, roadshow: RoadshowId, note: Note) -> Work:
        """The note and its trace in the audit."""

        def written(connection: Connection) -> Work:
            found = _found(connection, roadshow, note.lead)
            connection.execute(insert(lead_note).values(note_values(roadshow, note)))
            _audit(connection, roadshow, note.lead, note.by, note.at, {}, {"note": note.text}, note.note)
            return _noted(connection, roadshow, found)

        return await self._run(written)

    async def rewrite(
        self, roadshow: RoadshowId, wanted: NoteId, version: int, text: str, by: PersonId, at: datetime
    ) -> Work:
        """As the domain allows."""

        def rewritten(connection: Connection) -> Work:
            before = _note(connection, roadshow, wanted)
            after = before.edited(version, text, by, at)
            connection.execute(update(lead_note).where(lead_note.c.note == wanted).values(note_values(roadshow, after)))
            _audit(connection, roadshow, before.lead, by, at, {"note": before.text}, {"note": after.text}, wanted)
            return _noted(connection, roadshow, _found(connection, roadshow, before.lead))

        return await self._run(rewritten)

    async def strike(self, roadshow: RoadshowId, wanted: NoteId, version: int, by: PersonId, at: datetime) -> Work:
        """As the domain allows."""

        def struck(connection: Connection) -> Work:
            before = _note(connection, roadshow, wanted)
            before.owned(version, by)
            connection.execute(delete(lead_note).where(lead_note.c.note == wanted))
            _audit(connection, roadshow, before.lead, by, at, {"note": before.text}, {}, wanted)
            return _noted(connection, roadshow, _found(connection, roadshow, before.lead))

        return await self._run(struck)


def _of(table: Table, roadshow: RoadshowId, leads: Sequence[LeadId] | None) -> Any:
    query = select(table).where(table.c.roadshow == roadshow)
    return query if leads is None else query.where(table.c.lead.in_(leads))


def _found(connection: Connection, roadshow: RoadshowId, wanted: LeadId) -> Work:
    row = connection.execute(select(lead).where(lead.c.roadshow == roadshow, lead.c.lead == wanted)).one_or_none()
    if row is None:
        raise Missing("lead_missing")
    return to_work(row)


def _note(connection: Connection, roadshow: RoadshowId, wanted: NoteId) -> Note:
    here = (lead_note.c.roadshow == roadshow, lead_note.c.note == wanted)
    row = connection.execute(select(lead_note).where(*here)).one_or_none()
    if row is None:
        raise Missing("note_missing")
    return to_note(row)


def _tried(
    connection: Connection, roadshow: RoadshowId, wanted: LeadId, change: WorkChange, by: PersonId, at: datetime
) -> Work | Rejected:
    try:
        before = _found(connection, roadshow, wanted)
        return put(connection, roadshow, before, change.applied(before), by, at)
    except Rejected as refusal:
        return refusal


def put(connection: Connection, roadshow: RoadshowId, before: Work, after: Work, by: PersonId, at: datetime) -> Work:
    """Write the next version of the work, who made it, and what leaves the house because of it."""
    here = (lead.c.roadshow == roadshow, lead.c.lead == before.lead)
    connection.execute(update(lead).where(*here).values(work_values(after)))
    _audit(connection, roadshow, before.lead, by, at, *difference(before, after))
    announce(connection, roadshow, moved(roadshow, before, after, at))
    return after


def _noted(connection: Connection, roadshow: RoadshowId, work: Work) -> Work:
    """The row says how many notes there are and how the last one reads; its version is of the work alone."""
    here = (lead_note.c.roadshow == roadshow, lead_note.c.lead == work.lead)
    count = connection.execute(select(func.count()).select_from(lead_note).where(*here)).scalar_one()
    latest = select(lead_note.c.text).where(*here).order_by(lead_note.c.at.desc(), lead_note.c.note.desc()).limit(1)
    work = replace(work, notes=count, last_note=connection.execute(latest).scalar() or "")
    row = (lead.c.roadshow == roadshow, lead.c.lead == work.lead)
    connection.execute(update(lead).where(*row).values(work_values(work)))
    return work


def _audit(
    connection: Connection,
    roadshow: RoadshowId,
    wanted: LeadId,
    by: PersonId,
    at: datetime,
    before: Values,
    after: Values,
    about: str = "",
) -> None:
    who = {"roadshow": roadshow, "lead": wanted, "by": by, "at": stamp(at), "about": about}
    connection.execute(insert(lead_change).values(**who, before=before, after=after))


def erase_leads(connection: Connection, person: PersonId, by: PersonId, at: datetime, roadshow: RoadshowId) -> int:
    """Take away all that was written about a person's leads, in their audit too, and make them erased; how many."""
    rows = connection.execute(select(lead).where(lead.c.person == person, lead.c.roadshow == roadshow)).all()
    for row in rows:
        blank_lead(connection, row, by, at)
    return len(rows)


def blank_lead(connection: Connection, row: Row[Any], by: PersonId, at: datetime) -> None:
    """Leave of a lead's row that there was one, and in its audit that it was erased."""
    work, roadshow = to_work(row), RoadshowId(row.roadshow)
    blank = Work(
        lead=work.lead,
        person=work.person,
        project=work.project,
        opened_at=work.opened_at,
        version=work.version + 1,
        owner=work.owner,
        stage=LeadStage.erased,
        merged_into=work.merged_into,
    )
    for table in (lead_note, lead_change):
        connection.execute(delete(table).where(table.c.roadshow == roadshow, table.c.lead == work.lead))
    spot = (lead.c.roadshow == roadshow, lead.c.lead == work.lead)
    connection.execute(update(lead).where(*spot).values(work_values(blank)))
    stages: tuple[Values, Values] = {"stage": work.stage.value}, {"stage": LeadStage.erased.value}
    _audit(connection, roadshow, work.lead, by, at, *stages)
