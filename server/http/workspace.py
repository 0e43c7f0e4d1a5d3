"""The addresses of the leads' workspace, as docs/protocol.md lists them. Rights are in the use cases."""

from typing import Annotated, Final

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.app.lead_rows import LeadRow
from server.app.leads import EachChange
from server.domain.merging import Merge, Parting
from server.domain.messages import LeadId
from server.domain.workspace import NewNote, NoteChange, NoteId, WorkChange
from server.errors import Malformed, Rejected
from server.http.bodies import parsed, told
from server.http.entered import SEAT, entered
from server.http.house import language_of

SEVERAL: Final = 200


class Changes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of several leads at once."""

    changes: Annotated[tuple[EachChange, ...], Meta(max_length=SEVERAL)]


class EachResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one change: the lead's row, or why it was not changed."""

    lead: LeadId
    row: LeadRow | None = None
    code: str | None = None
    title: str | None = None
    detail: str | None = None


async def listed(request: Request) -> Response:
    """The leads that changed since the reader looked."""
    house, seated = await entered(request)
    epoch = request.query_params.get("epoch", "")
    return told(await house.leads.page(seated.place, epoch, _number(request, "after")))


async def one(request: Request) -> Response:
    """One lead in full."""
    house, seated = await entered(request)
    return told(await house.leads.sheet(seated.place, _lead(request)))


async def revise(request: Request) -> Response:
    """Change the work on a lead."""
    house, seated = await entered(request)
    return told(await house.leads.revise(seated.place, _lead(request), await parsed(request, WorkChange)))


async def revise_several(request: Request) -> Response:
    """Change the work on several leads, each for itself."""
    house, seated = await entered(request)
    wanted = (await parsed(request, Changes)).changes
    results = await house.leads.revise_each(seated.place, wanted)
    return told([_result(request, LeadId(each.lead), got) for each, got in zip(wanted, results, strict=True)])


async def write(request: Request) -> Response:
    """Add a note."""
    house, seated = await entered(request)
    return told(await house.leads.write(seated.place, _lead(request), await parsed(request, NewNote)), 201)


async def rewrite(request: Request) -> Response:
    """Change a note of one's own."""
    house, seated = await entered(request)
    change = await parsed(request, NoteChange)
    return told(await house.leads.rewrite(seated.place, _lead(request), _note(request), change))


async def strike(request: Request) -> Response:
    """Take a note of one's own away."""
    house, seated = await entered(request)
    version = _number(request, "version")
    return told(await house.leads.strike(seated.place, _lead(request), _note(request), version))


async def merge(request: Request) -> Response:
    """Join a lead into another."""
    house, seated = await entered(request)
    return told(await house.leads.merge(seated.place, _lead(request), await parsed(request, Merge)))


async def part(request: Request) -> Response:
    """Undo a merge."""
    house, seated = await entered(request)
    return told(await house.leads.part(seated.place, _lead(request), Parting(version=_number(request, "version"))))


async def changes(request: Request) -> Response:
    """Who changed what."""
    house, seated = await entered(request)
    return told(await house.leads.changes(seated.place))


def _lead(request: Request) -> LeadId:
    return LeadId(request.path_params["lead"])


def _note(request: Request) -> NoteId:
    return NoteId(request.path_params["note"])


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Malformed("form_malformed", name)
    return int(text)


def _result(request: Request, lead: LeadId, got: LeadRow | Rejected) -> EachResult:
    if isinstance(got, LeadRow):
        return EachResult(lead=lead, row=got)
    return EachResult(lead=lead, code=got.code, title=language_of(request).sentence(got.code), detail=got.detail)


LEADS: Final = f"{SEAT}/leads"
LEAD: Final = f"{LEADS}/{{lead}}"
NOTE: Final = f"{LEAD}/notes/{{note}}"

ROUTES: Final = (
    Route(LEADS, listed, methods=["GET"]),
    Route(LEADS, revise_several, methods=["PATCH"]),
    Route(f"{LEADS}/changes", changes, methods=["GET"]),
    Route(LEAD, one, methods=["GET"]),
    Route(LEAD, revise, methods=["PATCH"]),
    Route(f"{LEAD}/notes", write, methods=["POST"]),
    Route(NOTE, rewrite, methods=["PATCH"]),
    Route(NOTE, strike, methods=["DELETE"]),
    Route(f"{LEAD}/merge", merge, methods=["POST"]),
    Route(f"{LEAD}/merge", part, methods=["DELETE"]),
)
