"""Leads that come back as a CSV file: looked at, tried, taken in, undone. It is sent each time, and never kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct
from starlette.requests import Request

from server.app.import_rows import Field, Outcome, Refused, Verdict, Wanted
from server.app.imports import Undone
from server.domain.messages import LeadId, ProjectId
from server.domain.rules import PRESENTING
from server.errors import Malformed, Rejected
from server.http.bodies import Json, asked, parsed, read
from server.http.entered import SEAT, entered
from server.http.exports.presets import Crm
from server.http.house import language_of
from server.http.imports.cells import meant
from server.http.imports.headers import EXTERNAL, FIELDS, guess
from server.http.imports.tables import Table, table
from server.http.operations import Body, Operation, Operations
from server.http.spreadsheets import CSV

LIMIT: Final = 4 * 1024 * 1024
SAMPLES: Final = 5


class ColumnView(Struct, frozen=True, kw_only=True):
    """A column of the file, what it is taken for, and how it begins."""

    header: str
    field: str
    samples: list[str]


class Preview(Struct, frozen=True, kw_only=True):
    """A file before anything is done; `crm` is where it seems to come from, `fields` what there is to choose."""

    encoding: str
    delimiter: str
    crm: str
    rows: int
    columns: list[ColumnView]
    fields: tuple[str, ...]


class RowView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a row, or would; a refused one has a code and a sentence that says what to do."""

    row: int
    name: str
    outcome: Outcome
    lead: LeadId | None = None
    project: ProjectId | None = None
    fields: tuple[Field, ...] = ()
    code: str | None = None
    title: str | None = None
    detail: str | None = None


class Report(Struct, frozen=True, kw_only=True):
    """All rows; `at` names an import that was applied, to undo it by."""

    rows: list[RowView]
    at: datetime | None = None


class UndoneView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A lead that was put back, or why it was not."""

    lead: LeadId
    code: str | None = None
    title: str | None = None


class How(Struct, frozen=True, kw_only=True):
    """The field of each column, parted by commas, where the file is from, and whether to do what it says."""

    # Of any characters, percent-encoded, this is less than the 64 KiB at which uvicorn takes a request for none.
    columns: Annotated[str, Meta(max_length=5000)] = ""
    crm: Crm | None = None
    apply: bool = False


class Undoing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which import to undo."""

    at: Annotated[datetime, Meta(tz=True)]


async def preview(request: Request) -> Json[Preview]:
    """How the file reads, and what its columns seem to mean."""
    house, seated = await entered(request)
    await house.imports.may_import(seated.place)
    return Json(await asyncio.to_thread(_preview, await read(request, CSV, LIMIT)))


async def take(request: Request) -> Json[Report]:
    """What each row would do; with `apply=1` it is done."""
    house, seated = await entered(request)
    await house.imports.may_import(seated.place)
    how, body = asked(request, How), await read(request, CSV, LIMIT)
    rows = await asyncio.to_thread(_rows, body, how.columns.split(","), how.crm or "")
    if not how.apply:
        return Json(Report(rows=_views(request, await house.imports.judge(seated.place, rows))))
    verdicts, at = await house.imports.apply(seated.place, rows)
    return Json(Report(rows=_views(request, verdicts), at=at))


async def undo(request: Request) -> Json[list[UndoneView]]:
    """Put back what one's import changed."""
    house, seated = await entered(request)
    undone = await house.imports.undo(seated.place, (await parsed(request, Undoing)).at)
    return Json([_undone(request, one) for one in undone])


def _preview(body: bytes) -> Preview:
    read_ = table(body)
    crm, fields = guess(read_.header)
    samples = [[row[place] for _, row in read_.rows[:SAMPLES]] for place in range(len(read_.header))]
    columns = zip(read_.header, fields, samples, strict=True)
    return Preview(
        encoding=read_.encoding,
        delimiter=read_.delimiter,
        crm=crm,
        rows=len(read_.rows),
        columns=[ColumnView(header=header, field=field, samples=cells) for header, field, cells in columns],
        fields=FIELDS,
    )


def _rows(body: bytes, columns: Sequence[str], crm: str) -> list[Wanted | Refused]:
    read_: Table = table(body)
    if unknown := [name for name in columns if name and name not in FIELDS and not name.startswith(EXTERNAL)]:
        raise Malformed("form_malformed", f"columns: {unknown[0]}")
    if len(columns) != len(read_.header):
        raise Malformed("form_malformed", f"columns: {len(read_.header)} are there")
    return [meant(number, list(zip(columns, row, strict=True)), crm) for number, row in read_.rows]


def _views(request: Request, verdicts: Sequence[Verdict]) -> list[RowView]:
    return [_view(request, verdict) for verdict in verdicts]


def _view(request: Request, verdict: Verdict) -> RowView:
    found, error = verdict.found, verdict.error
    return RowView(
        row=verdict.row,
        name=verdict.name,
        outcome=verdict.outcome,
        lead=found.lead if found else verdict.lead,
        project=found.view.project if found else verdict.making.project if verdict.making else None,
        fields=() if error else verdict.fields,
        code=error.code if error else None,
        title=_sentence(request, error),
        detail=error.detail or None if error else None,
    )


def _undone(request: Request, one: Undone) -> UndoneView:
    return UndoneView(lead=one.lead, code=one.error.code if one.error else None, title=_sentence(request, one.error))


def _sentence(request: Request, error: Rejected | None) -> str | None:
    return language_of(request).sentence(error.code) if error else None


LEADS: Final = f"{SEAT}/leads/import"

ROUTES: Final = (
    Operations(f"{LEADS}/preview", POST=Operation(preview, PRESENTING, body=Body(media=CSV))),
    Operations(
        f"{LEADS}/undo",
        POST=Operation(undo, PRESENTING, "who imported", body=Body(Undoing), refuses="import_missing time_range"),
    ),
    Operations(
        LEADS,
        POST=Operation(take, PRESENTING, "presenters for their project", body=Body(media=CSV), query=How),
    ),
)
