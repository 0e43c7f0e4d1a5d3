"""Leads that were worked on elsewhere, taken in again: tried first, then applied, and undone if need be."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server.app.exports import all_rows
from server.app.import_rows import Around, Outcome, Refused, Verdict, Wanted, judge
from server.app.lead_sheets import by_lead
from server.app.rooms import Rooms
from server.app.trail import Trail
from server.app.workbook import Open, Workbook
from server.domain.accounts import Place
from server.domain.imported import ImportLead, UnmakeLead
from server.domain.ledger import stamp
from server.domain.messages import LeadId, PersonId, Role
from server.domain.rules import PRESENTING
from server.domain.state import Lead
from server.domain.workspace import Change, Note, NoteId, Work, WorkChange
from server.errors import Conflict, Missing, Rejected
from server.ports import Clock, Ids, LeadStore

TOGETHER: Final = 200
LOOKED_AT: Final = 100_000


class Undone(Struct, frozen=True, kw_only=True):
    """What became of one lead when an import was undone: put back, or why it stays."""

    lead: LeadId
    error: Rejected | None = None


class Imports:
    """Changes the work on leads by a file; organizers reach all leads, presenters those of their project."""

    def __init__(
        self, store: LeadStore, workbook: Workbook, rooms: Rooms, trail: Trail, clock: Clock, ids: Ids
    ) -> None:
        """Take where the work is kept, what reads it, and the rooms, in whose logs new leads are made."""
        self._store = store
        self._rooms = rooms
        self._workbook = workbook
        self._trail = trail
        self._clock = clock
        self._ids = ids

    async def may_import(self, place: Place) -> None:
        """To be asked before a file is read; raises Forbidden."""
        await self._rooms.acting(place.seat.roadshow, place.actor, PRESENTING)

    async def judge(self, place: Place, rows: Sequence[Wanted | Refused]) -> list[Verdict]:
        """What each row would do; raises Forbidden."""
        return await self._judged(await self._workbook.open(place, PRESENTING), rows)

    async def apply(self, place: Place, rows: Sequence[Wanted | Refused]) -> tuple[list[Verdict], datetime]:
        """Do what each row says, each for itself; what was done, and when, by which it is undone; raises Forbidden."""
        book = await self._workbook.open(place, PRESENTING)
        verdicts, at = await self._judged(book, rows), self._clock.now()
        done: list[Verdict] = []
        for start in range(0, len(verdicts), TOGETHER):
            several = await self._made(place, verdicts[start : start + TOGETHER], at)
            done += await self._done(book, several, at)
        await self._trail.note(place, "leads.imported", count=len(done))
        return done, at

    async def undo(self, place: Place, at: datetime) -> list[Undone]:
        """Put back what one's import at this time changed and nobody changed since; raises Forbidden, Missing."""
        book = await self._workbook.open(place, PRESENTING)
        changes = [
            change
            for change in await self._store.changes(book.roadshow, None, LOOKED_AT)
            if _imported(change) and change.by == book.actor.person and stamp(change.at) == stamp(at)
        ]
        made = [one for one in book.sources.state.leads.values() if _of(one, book.actor.person, at)]
        if not changes and not made:
            raise Missing("import_missing")
        undone = await self._unmade(place, book, made, at)
        gone = {one.lead for one in undone if one.error is None}
        changes = [change for change in changes if change.lead not in gone]
        works = {work.lead: work for work in await self._store.works(book.roadshow)}
        written = [change for change in changes if change.about]
        revised = [change for change in changes if not change.about]
        undone += [await self._struck(book, change) for change in written]
        for start in range(0, len(revised), TOGETHER):
            undone += await self._put_back(book, revised[start : start + TOGETHER], works)
        await self._trail.note(place, "leads.import_undone", count=len(undone))
        return undone

    async def _judged(self, book: Open, rows: Sequence[Wanted | Refused]) -> list[Verdict]:
        pitches = book.sources.state.pitches.values()
        around = Around(
            rows=await all_rows(book),
            works=book.sources.works,
            names=book.names,
            notes=by_lead(await self._store.notes(book.roadshow)),
            projects={pitch.project: pitch.title for pitch in pitches},
            colleagues=book.colleagues,
            contacts=book.sources.contacts,
            known=book.sources.state.numbers,
            makes=book.actor.role is Role.organizer,
        )
        return await asyncio.to_thread(judge, rows, around)

    async def _made(self, place: Place, verdicts: Sequence[Verdict], at: datetime) -> list[Verdict]:
        """The leads that rows make, each for itself and all at once; without them what is done to them is nothing."""
        results = await asyncio.gather(*(self._make(place, one, at) for one in verdicts))
        made = {lead.mark: lead.lead for lead in (await self._rooms.state(place.seat.roadshow)).leads.values()}
        return [
            replace(one, lead=made[_mark(place.person.id, at, one.row)]) if one.making and not one.error else one
            for one in results
        ]

    async def _make(self, place: Place, one: Verdict, at: datetime) -> Verdict:
        if one.making is None:
            return one
        mark = _mark(place.person.id, at, one.row)
        try:
            await self._asked(place, f"import-{self._ids.new()}", replace(one.making, mark=mark))
        except Rejected as error:
            return replace(one, outcome=Outcome.refused, fields=(), change=None, note="", error=error)
        return one

    async def _asked(self, place: Place, key: str, command: ImportLead | UnmakeLead) -> None:
        await self._rooms.submit(place.seat.roadshow, place.actor, key, msgspec.json.encode(command))

    async def _unmade(self, place: Place, book: Open, made: Sequence[Lead], at: datetime) -> list[Undone]:
        """Take the leads back that an import made, but those that something has come of since."""
        others = [
            change.lead
            for lead in made
            for change in await self._store.changes(book.roadshow, [lead.lead], LOOKED_AT)
            if change.by != book.actor.person or stamp(change.at) != stamp(at)
        ]
        joined = {work.merged_into for work in book.sources.works.values()}
        undone = []
        for lead in made:
            error: Rejected | None = Conflict("version_stale") if lead.lead in {*others, *joined} else None
            try:
                if error is None:
                    await self._asked(place, f"unmake-{lead.lead}", UnmakeLead(lead=lead.lead))
                    self._workbook.forget(book.roadshow, lead.person)
            except Rejected as refusal:
                error = refusal
            undone.append(Undone(lead=lead.lead, error=error))
        return undone

    async def _done(self, book: Open, verdicts: Sequence[Verdict], at: datetime) -> list[Verdict]:
        wanted = [(lead, one.change) for one in verdicts if (lead := _lead(one)) and one.change]
        made = iter(await self._store.revise(book.roadshow, wanted, book.actor.person, at))
        return [await self._settled(book, one, next(made) if one.change else None, at) for one in verdicts]

    async def _settled(self, book: Open, one: Verdict, made: Work | Rejected | None, at: datetime) -> Verdict:
        if isinstance(made, Rejected):
            return replace(one, outcome=Outcome.refused, fields=(), error=made)
        if one.note and (lead := _lead(one)):
            identity, by = NoteId(f"not_{self._ids.new()}"), book.actor.person
            note = Note(note=identity, lead=lead, by=by, at=at, text=one.note)
            made = await self._store.write(book.roadshow, note)
        if made:
            self._workbook.remember(book.roadshow, [made])
        return one

    async def _struck(self, book: Open, change: Change) -> Undone:
        try:
            made = await self._store.strike(
                book.roadshow, NoteId(change.about), 1, book.actor.person, self._clock.now()
            )
        except Rejected as error:
            return Undone(lead=change.lead, error=error)
        self._workbook.remember(book.roadshow, [made])
        return Undone(lead=change.lead)

    async def _put_back(self, book: Open, changes: Sequence[Change], works: Mapping[LeadId, Work]) -> list[Undone]:
        backs = [_back(change, works[change.lead]) for change in changes]
        pairs = zip(changes, backs, strict=True)
        wanted = [(change.lead, back) for change, back in pairs if isinstance(back, WorkChange)]
        made = iter(await self._store.revise(book.roadshow, wanted, book.actor.person, self._clock.now()))
        results = [next(made) if isinstance(back, WorkChange) else back for back in backs]
        self._workbook.remember(book.roadshow, [result for result in results if isinstance(result, Work)])
        return [
            Undone(lead=change.lead, error=result if isinstance(result, Rejected) else None)
            for change, result in zip(changes, results, strict=True)
        ]


def _lead(one: Verdict) -> LeadId | None:
    return one.found.lead if one.found else one.lead


def _mark(person: PersonId, at: datetime, row: int) -> str:
    """Who made a lead, by which import and row."""
    return f"{person} {stamp(at)} {row}"


def _of(lead: Lead, person: PersonId, at: datetime) -> bool:
    return lead.mark.startswith(f"{person} {stamp(at)} ")


def _imported(change: Change) -> bool:
    """Whether a file may have changed this; no file merges leads."""
    return "merged_into" not in change.after


def _back(change: Change, work: Work) -> WorkChange | Rejected:
    """What puts a lead back, or Conflict where somebody has changed one of the fields since."""
    now: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(work))
    if any(now[name] != value for name, value in change.after.items()):
        return Conflict("version_stale")
    return msgspec.convert({"version": work.version, **change.before}, WorkChange)
