"""Leads as files to take out of the house: the addresses, and what each format is written by."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.app.exports import Export
from server.app.records import LeadRecord
from server.domain.messages import LeadId
from server.domain.rules import PRESENTING, READING
from server.errors import Malformed
from server.http.bodies import Json, asked, parsed
from server.http.entered import SEAT, entered
from server.http.exports import columns, presets
from server.http.exports.cards import cards
from server.http.exports.columns import Column
from server.http.exports.lines import lines, schema
from server.http.exports.presets import PRESETS, Crm, Preset
from server.http.exports.workbooks import workbook
from server.http.operations import Body, Gives, Operation, Operations
from server.http.spreadsheets import parts

MOST: Final = 20_000
LIMIT: Final = 1024 * 1024


class Selection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The leads that are wanted; others that the reader may see are left out."""

    leads: Annotated[tuple[LeadId, ...], Meta(max_length=MOST)]


class Tabular(Struct, frozen=True, kw_only=True):
    """For which CRM a table is wanted, if for one, and whether a CSV has a byte order mark."""

    preset: Crm | None = None
    bom: bool = True


class Wish(Struct, frozen=True, kw_only=True):
    """How a file is wanted: for which CRM, if for one, and whether with a byte order mark."""

    preset: Preset | None = None
    mark: bool = True


class Format(Struct, frozen=True, kw_only=True):
    """A format and what writes it; `table` says that it has columns, which a CRM may want otherwise."""

    media_type: str
    write: Callable[[Export, Wish], Iterator[bytes]]
    table: bool = False


def _rows(export: Export, wish: Wish) -> tuple[Sequence[Column], Iterable[LeadRecord]]:
    if wish.preset is None:
        return columns.columns(export.shape), export.records
    return presets.columns(wish.preset), filter(presets.suits, export.records)


def _csv(export: Export, wish: Wish) -> Iterator[bytes]:
    table, records = _rows(export, wish)
    rows = ([column.cell(record) for column in table] for record in records)
    return parts([column.name for column in table], rows, mark=wish.mark)


def _xlsx(export: Export, wish: Wish) -> Iterator[bytes]:
    return workbook(*_rows(export, wish))


FORMATS: Final = {
    "csv": Format(media_type="text/csv; charset=utf-8", write=_csv, table=True),
    "xlsx": Format(
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write=_xlsx, table=True
    ),
    "jsonl": Format(media_type="application/jsonl", write=lambda export, wish: lines(export.records)),
    "vcf": Format(
        media_type="text/vcard; charset=utf-8", write=lambda export, wish: cards(export.records, export.barred)
    ),
}


async def export(request: Request) -> Response:
    """The leads as a file, all of them or those that the body names; written off the event loop, part by part."""
    house, seated = await entered(request)
    name = request.url.path.rpartition(".")[2]
    form = FORMATS[name]
    wish = _wish(request, form)
    wanted = frozenset((await parsed(request, Selection, LIMIT)).leads) if request.method == "POST" else None
    made = await house.exports.export(seated.place, wanted)
    preset = request.query_params.get("preset")
    headers = {
        "content-disposition": f'attachment; filename="{f"leads-{preset}" if preset else "leads"}.{name}"',
        "cache-control": "no-store",
    }
    return StreamingResponse(form.write(made, wish), headers=headers, media_type=form.media_type)


def _wish(request: Request, form: Format) -> Wish:
    wanted = asked(request, Tabular)
    if wanted.preset is None:
        return Wish(mark=wanted.bom)
    if not form.table:
        raise Malformed("form_malformed", "preset")
    return Wish(preset=PRESETS[wanted.preset], mark=wanted.bom)


async def described(request: Request) -> Response:
    """What a line of the JSON Lines holds."""
    await entered(request)
    response = Json(schema())
    response.headers["content-type"] = "application/schema+json"
    return response


def _of_files(name: str, form: Format) -> Operations:
    file = Gives(200, form.media_type.partition(";")[0])
    query = Tabular if form.table else None
    all_ = Operation(export, READING, query=query, gives=(file,), refuses="rehearsal_shut form_malformed")
    return Operations(f"{LEADS}.{name}", GET=all_, POST=replace(all_, by=PRESENTING, body=Body(Selection)))


LEADS: Final = f"{SEAT}/leads"

ROUTES: Final = (
    *(_of_files(name, form) for name, form in FORMATS.items()),
    Operations(
        f"{LEADS}.schema.json",
        GET=Operation(described, gives=(Gives(200, "application/schema+json", dict[str, Any]),)),
    ),
)
