"""Leads on their way out of the house: chosen at once, then read and made into records slice by slice."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct

from server.app.lead_rows import LeadRow
from server.app.lead_sheets import Pages, by_lead, sheet
from server.app.records import LeadRecord, Shape, recorded, shape
from server.app.trail import Trail
from server.app.workbook import Open, Workbook
from server.domain.accounts import Place
from server.domain.messages import LeadId, PersonId
from server.domain.rules import READING
from server.ports import LeadStore

SLICE: Final = 250
TURN: Final = 50


class Export(Struct, frozen=True):
    """Records of so many leads, read as they are asked for, from a thread that is not the event loop's.

    `barred` are the persons whom the reader is not to contact, about whichever lead.
    """

    count: int
    shape: Shape
    barred: frozenset[PersonId]
    records: Iterator[LeadRecord]


async def all_rows(book: Open) -> list[LeadRow]:
    """Every row in the order in which leads were opened; the event loop gets its turn after every few."""
    works, rows = book.sources.works, []
    for number, lead in enumerate(sorted(works, key=lambda lead: (works[lead].opened_at, lead))):
        if (row := book.roll.row(lead)) is not None:
            rows.append(row)
        if number % TURN == 0:
            await asyncio.sleep(0)
    return rows


class Exports:
    """Gives readers the leads that they may see as records."""

    def __init__(self, store: LeadStore, workbook: Workbook, trail: Trail) -> None:
        """Take where notes and signals are kept, and the workbook."""
        self._store = store
        self._workbook = workbook
        self._trail = trail

    async def export(self, place: Place, wanted: Collection[LeadId] | None = None) -> Export:
        """Every lead the reader may see, or those that are wanted, in the order they were opened; raises Forbidden.

        Raises Conflict in a rehearsal.
        """
        book = await self._workbook.open(place, READING)
        book.sources.state.require_real()
        rows = await all_rows(book)
        barred = frozenset(row.view.person for row in rows if row.do_not_contact and row.view.person)
        chosen = [row for row in rows if wanted is None or row.lead in wanted]
        await self._trail.note(place, "leads.exported", count=len(chosen))
        return Export(len(chosen), shape(chosen), barred, self._records(book, chosen, asyncio.get_running_loop()))

    def _records(self, book: Open, rows: Sequence[LeadRow], loop: asyncio.AbstractEventLoop) -> Iterator[LeadRecord]:
        for start in range(0, len(rows), SLICE):
            several = rows[start : start + SLICE]
            pages = asyncio.run_coroutine_threadsafe(self._pages(book, several), loop).result()
            yield from (recorded(sheet(row, book.sources, pages)) for row in several)

    async def _pages(self, book: Open, rows: Sequence[LeadRow]) -> Pages:
        leads = [lead for row in rows for lead in (row.lead, *row.merged)]
        return Pages(
            traces=by_lead(await self._store.traces(book.roadshow, leads)),
            notes=by_lead(await self._store.notes(book.roadshow, leads)),
            turns={},
            changes={},
            names=book.names,
            twins={},
        )
