"""Leads that were worked on elsewhere, taken in again: tried first, then applied, and undone if need be."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from server.app.exports import all_rows
from server.app.import_rows import Around, Outcome, Refused, Verdict, Wanted, judge
from server.app.lead_sheets import by_lead
from server.app.workbook import Open, Workbook
from server.domain.accounts import Place
from server.domain.ledger import stamp
from server.domain.messages import LeadId
from server.domain.rules import PRESENTING
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

    def __init__(self, store: LeadStore, workbook: Workbook, clock: Clock, ids: Ids) -> None:
        """Take where the work is kept, and what reads it."""
        self._store = store
        self._workbook = workbook
        self._clock = clock
        self._ids = ids

    async def judge(self, place: Place, rows: Sequence[Wanted | Refused]) -> list[Verdict]:
        """What each row would do; raises Forbidden."""
        return await self._judged(await self._workbook.open(place, PRESENTING), rows)

    async def apply(self, place: Place, rows: Sequence[Wanted | Refused]) -> tuple[list[Verdict], datetime]:
        """Do what each row says, each for itself; what was done, and when, by which it is undone; raises Forbidden."""
        book = await self._workbook.open(place, PRESENTING)
        verdicts, at = await self._judged(book, rows), self._clock.now()
        done: list[Verdict] = []
        for start in range(0, len(verdicts), TOGETHER):
            done += await self._done(book, verdicts[start : start + TOGETHER], at)
        return done, at

    async def undo(self, place: Place, at: datetime) -> list[Undone]:
        """Put back what one's import at this time changed and nobody changed since; raises Forbidden, Missing."""
        book = await self._workbook.open(place, PRESENTING)
        changes = [
            change
            for change in await self._store.changes(book.roadshow, None, LOOKED_AT)
            if change.by == book.actor.person and stamp(change.at) == stamp(at)
        ]
        if not changes:
            raise Missing("import_missing")
        works = {work.lead: work for work in await self._store.works(book.roadshow)}
        written = [change for change in changes if change.about]
        revised = [change for change in changes if not change.about]
        undone = [await self._struck(book, change) for change in written]
        for start in range(0, len(revised), TOGETHER):
            undone += await self._put_back(book, revised[start : start + TOGETHER], works)
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
        )
        return await asyncio.to_thread(judge, rows, around)

    async def _done(self, book: Open, verdicts: Sequence[Verdict], at: datetime) -> list[Verdict]:
        wanted = [(one.found.lead, one.change) for one in verdicts if one.found and one.change]
        made = iter(await self._store.revise(book.roadshow, wanted, book.actor.person, at))
        return [await self._settled(book, one, next(made) if one.change else None, at) for one in verdicts]

    async def _settled(self, book: Open, one: Verdict, made: Work | Rejected | None, at: datetime) -> Verdict:
        if isinstance(made, Rejected):
            return msgspec.structs.replace(one, outcome=Outcome.refused, fields=(), error=made)
        if one.note and one.found:
            identity, by = NoteId(f"not_{self._ids.new()}"), book.actor.person
            note = Note(note=identity, lead=one.found.lead, by=by, at=at, text=one.note)
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


def _back(change: Change, work: Work) -> WorkChange | Rejected:
    """What puts a lead back, or Conflict where somebody has changed one of the fields since."""
    now: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(work))
    if any(now[name] != value for name, value in change.after.items()):
        return Conflict("version_stale")
    return msgspec.convert({"version": work.version, **change.before}, WorkChange)
