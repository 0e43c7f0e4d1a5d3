"""The workspace of leads: what the log tells of each, joined with the work on it, as far as the reader may see it."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import asdict

from server.app.lead_rows import LeadRow
from server.app.lead_sheets import LeadSheet, Pages, Step, by_intent, by_lead, intents_of, sheet, twins_of
from server.app.workbook import Colleague, Open, Workbook
from server.domain.accounts import Place
from server.domain.merging import Merge, Parting
from server.domain.messages import Bilingual, Identity, LeadId, PersonId, ProjectId, required
from server.domain.rules import PRESENTING, READING
from server.domain.scoring import MOST, Score
from server.domain.workspace import NewNote, Note, NoteChange, NoteId, Work, WorkChange
from server.errors import Invalid, Missing, Rejected
from server.ports import Clock, Ids, LeadStore


class LeadPage(Struct, frozen=True, kw_only=True):
    """Rows that changed since the reader looked last; with another `epoch` than before, they are from the beginning.

    `more` says that there are more for now; ask again after `revision`. `me` is the reader; a score and its parts
    come to `most` at best.
    """

    epoch: str
    revision: int
    more: bool
    rows: list[LeadRow]
    gone: list[LeadId]
    me: PersonId
    people: list[Colleague]
    most: Score
    projects: dict[ProjectId, Bilingual]


class EachChange(WorkChange, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of one lead among several."""

    lead: Identity

    def alone(self) -> WorkChange:
        """The change itself."""
        return WorkChange(**{name: value for name, value in asdict(self).items() if name != "lead"})


class Leads:
    """Reads and changes the workspace; organizers reach all leads, presenters those of their project."""

    def __init__(self, store: LeadStore, workbook: Workbook, clock: Clock, ids: Ids) -> None:
        """Take where the work is kept, and what reads it."""
        self._store = store
        self._workbook = workbook
        self._clock = clock
        self._ids = ids

    async def page(self, place: Place, epoch: str, after: int) -> LeadPage:
        """What changed for the reader since a revision of an epoch; raises Forbidden for who has no leads to see."""
        book = await self._workbook.open(place, READING)
        roll, pitches = book.roll, book.sources.state.pitches.values()
        rows, gone, revision = roll.since(after if epoch == roll.epoch else 0)
        return LeadPage(
            epoch=roll.epoch,
            revision=revision,
            more=revision < roll.revision,
            rows=rows,
            gone=gone,
            me=book.actor.person,
            people=book.colleagues,
            most=MOST,
            projects={pitch.project: pitch.title for pitch in pitches},
        )

    async def sheet(self, place: Place, lead: LeadId) -> LeadSheet:
        """One lead in full; raises Forbidden, Missing."""
        return await self._sheet(await self._workbook.open(place, READING), lead)

    async def changes(self, place: Place) -> list[Step]:
        """Who changed what of the leads that the reader may see, the latest first; raises Forbidden."""
        book = await self._workbook.open(place, READING)
        names, seen = book.names, {lead for row in book.roll.rows() for lead in (row.lead, *row.merged)}
        changes = await self._store.changes(book.roadshow)
        return [Step(change=one, author=names.get(one.by, "")) for one in changes if one.lead in seen]

    async def revise(self, place: Place, lead: LeadId, change: WorkChange) -> LeadSheet:
        """Change the work on a lead; raises Forbidden, Missing, Invalid, or Conflict on a stale version."""
        (result,) = await self.revise_each(place, [EachChange(lead=lead, **asdict(change))])
        if isinstance(result, Rejected):
            raise result
        return await self.sheet(place, lead)

    async def revise_each(self, place: Place, changes: Sequence[EachChange]) -> list[LeadRow | Rejected]:
        """Change the work on several leads; for each its row, or why it was not changed."""
        book = await self._workbook.open(place, PRESENTING)
        refusals = [_refusal(book, one) for one in changes]
        wanted = [(LeadId(one.lead), one.alone()) for one, no in zip(changes, refusals, strict=True) if no is None]
        made = iter(await self._store.revise(book.roadshow, wanted, book.actor.person, self._clock.now()))
        results = [refusal or next(made) for refusal in refusals]
        self._workbook.remember(book.roadshow, [result for result in results if isinstance(result, Work)])
        book = await self._workbook.open(place, PRESENTING)
        return [book.row(one.lead) if isinstance(one, Work) else one for one in results]

    async def write(self, place: Place, lead: LeadId, new: NewNote) -> LeadSheet:
        """Add a note to a lead; raises Forbidden, Missing, Invalid."""
        book = await self._reaching(place, lead)
        identity, at = NoteId(f"not_{self._ids.new()}"), self._clock.now()
        note = Note(note=identity, lead=lead, by=book.actor.person, at=at, text=required(new.text))
        return await self._after(place, lead, await self._store.write(book.roadshow, note))

    async def rewrite(self, place: Place, lead: LeadId, note: NoteId, change: NoteChange) -> LeadSheet:
        """Change a note of one's own; raises Forbidden, Missing, Conflict, Invalid."""
        book = await self._reaching(place, lead)
        given = (note, change.version, change.text, book.actor.person, self._clock.now())
        return await self._after(place, lead, await self._store.rewrite(book.roadshow, *given))

    async def strike(self, place: Place, lead: LeadId, note: NoteId, version: int) -> LeadSheet:
        """Take a note of one's own away; raises Forbidden, Missing, Conflict."""
        book = await self._reaching(place, lead)
        given = (note, version, book.actor.person, self._clock.now())
        return await self._after(place, lead, await self._store.strike(book.roadshow, *given))

    async def merge(self, place: Place, lead: LeadId, wanted: Merge) -> LeadSheet:
        """Join a lead into another that the reader may see, and return that one; raises Forbidden, Missing, Invalid."""
        book = await self._reaching(place, lead)
        book.row(into := LeadId(wanted.into))
        given = (lead, wanted, book.actor.person, self._clock.now())
        self._workbook.remember(book.roadshow, [await self._store.merge(book.roadshow, *given)])
        return await self.sheet(place, into)

    async def part(self, place: Place, lead: LeadId, wanted: Parting) -> LeadSheet:
        """Undo a merge, and return the lead that stands for itself again; raises Forbidden, Missing, Conflict."""
        book = await self._workbook.open(place, PRESENTING)
        if not any(lead in row.merged for row in book.roll.rows()):
            raise Missing("lead_missing")
        given = (lead, wanted, book.actor.person, self._clock.now())
        self._workbook.remember(book.roadshow, [await self._store.merge(book.roadshow, *given)])
        return await self.sheet(place, lead)

    async def _reaching(self, place: Place, lead: LeadId) -> Open:
        """The workbook of who works on this lead; Missing where they may not see it."""
        book = await self._workbook.open(place, PRESENTING)
        book.row(lead)
        return book

    async def _after(self, place: Place, lead: LeadId, work: Work) -> LeadSheet:
        self._workbook.remember(place.seat.roadshow, [work])
        return await self.sheet(place, lead)

    async def _sheet(self, book: Open, lead: LeadId) -> LeadSheet:
        row = book.row(lead)
        return sheet(row, book.sources, await self._pages(book, row))

    async def _pages(self, book: Open, row: LeadRow) -> Pages:
        leads = [row.lead, *row.merged]
        traces = by_lead(await self._store.traces(book.roadshow, leads))
        intents = intents_of(leads, traces)
        return Pages(
            traces=traces,
            turns=by_intent(await self._store.turns(book.roadshow, intents)) if intents else {},
            notes=by_lead(await self._store.notes(book.roadshow, leads)),
            changes=by_lead(await self._store.changes(book.roadshow, leads)),
            names=book.names,
            twins=twins_of(book.roll.rows(row.view.project), book.places),
        )


def _refusal(book: Open, change: EachChange) -> Rejected | None:
    if (row := book.roll.row(LeadId(change.lead))) is None:
        return Missing("lead_missing")
    if isinstance(change.owner, str) and change.owner != row.owner:
        owner = next((one for one in book.colleagues if one.person == change.owner), None)
        if owner is None or not owner.reaches(row.view.project):
            return Invalid("owner_refused", PersonId(change.owner))
    return None
