"""The addresses of the leads' workspace, as docs/protocol.md lists them. Rights are in the use cases."""

from typing import Annotated, Final

from msgspec import Meta, Struct
from starlette.requests import Request

from server.app.lead_rows import LeadRow
from server.app.lead_sheets import LeadSheet, Step
from server.app.leads import EachChange, LeadPage
from server.domain.merging import Merge, Parting
from server.domain.messages import LeadId
from server.domain.rules import PRESENTING, READING
from server.domain.workspace import NewNote, NoteChange, NoteId, Version, WorkChange
from server.errors import Rejected
from server.http.bodies import Created, Json, asked, parsed
from server.http.entered import SEAT, entered
from server.http.house import language_of
from server.http.operations import Body, Operation, Operations

SEVERAL: Final = 200


class Changes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of several leads at once."""

    changes: Annotated[tuple[EachChange, ...], Meta(max_length=SEVERAL)]


class Since(Struct, frozen=True, kw_only=True):
    """What the reader has: nothing, or all up to a revision of an epoch."""

    epoch: Annotated[str, Meta(max_length=100)] = ""
    after: Annotated[int, Meta(ge=0, le=10**15)] = 0


class Seen(Struct, frozen=True, kw_only=True):
    """At which version somebody looked at what they change."""

    version: Version = 0


class EachResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one change: the lead's row, or why it was not changed."""

    lead: LeadId
    row: LeadRow | None = None
    code: str | None = None
    title: str | None = None
    detail: str | None = None


async def listed(request: Request) -> Json[LeadPage]:
    """The leads that changed since the reader looked."""
    house, seated = await entered(request)
    since = asked(request, Since)
    return Json(await house.leads.page(seated.place, since.epoch, since.after))


async def one(request: Request) -> Json[LeadSheet]:
    """One lead in full."""
    house, seated = await entered(request)
    return Json(await house.leads.sheet(seated.place, _lead(request)))


async def revise(request: Request) -> Json[LeadSheet]:
    """Change the work on a lead."""
    house, seated = await entered(request)
    return Json(await house.leads.revise(seated.place, _lead(request), await parsed(request, WorkChange)))


async def revise_several(request: Request) -> Json[list[EachResult]]:
    """Change the work on several leads, each for itself."""
    house, seated = await entered(request)
    wanted = (await parsed(request, Changes)).changes
    results = await house.leads.revise_each(seated.place, wanted)
    return Json([_result(request, LeadId(each.lead), got) for each, got in zip(wanted, results, strict=True)])


async def write(request: Request) -> Created[LeadSheet]:
    """Add a note."""
    house, seated = await entered(request)
    return Created(await house.leads.write(seated.place, _lead(request), await parsed(request, NewNote)))


async def rewrite(request: Request) -> Json[LeadSheet]:
    """Change a note of one's own."""
    house, seated = await entered(request)
    change = await parsed(request, NoteChange)
    return Json(await house.leads.rewrite(seated.place, _lead(request), _note(request), change))


async def strike(request: Request) -> Json[LeadSheet]:
    """Take a note of one's own away."""
    house, seated = await entered(request)
    version = asked(request, Seen).version
    return Json(await house.leads.strike(seated.place, _lead(request), _note(request), version))


async def merge(request: Request) -> Json[LeadSheet]:
    """Join a lead into another."""
    house, seated = await entered(request)
    return Json(await house.leads.merge(seated.place, _lead(request), await parsed(request, Merge)))


async def part(request: Request) -> Json[LeadSheet]:
    """Undo a merge."""
    house, seated = await entered(request)
    return Json(await house.leads.part(seated.place, _lead(request), Parting(version=asked(request, Seen).version)))


async def changes(request: Request) -> Json[list[Step]]:
    """Who changed what."""
    house, seated = await entered(request)
    return Json(await house.leads.changes(seated.place))


def _lead(request: Request) -> LeadId:
    return LeadId(request.path_params["lead"])


def _note(request: Request) -> NoteId:
    return NoteId(request.path_params["note"])


def _result(request: Request, lead: LeadId, got: LeadRow | Rejected) -> EachResult:
    if isinstance(got, LeadRow):
        return EachResult(lead=lead, row=got)
    return EachResult(lead=lead, code=got.code, title=language_of(request).sentence(got.code), detail=got.detail)


LEADS: Final = f"{SEAT}/leads"
LEAD: Final = f"{LEADS}/{{lead}}"
NOTE: Final = f"{LEAD}/notes/{{note}}"
OF_PROJECT: Final = "presenters for their project"
AUTHOR: Final = "who wrote it"
OF_NOTES: Final = "lead_missing note_missing note_foreign version_stale lead_erased"
OF_MERGES: Final = "lead_missing version_stale lead_erased"

ROUTES: Final = (
    Operations(
        LEADS,
        GET=Operation(listed, READING, OF_PROJECT, query=Since),
        PATCH=Operation(revise_several, PRESENTING, OF_PROJECT, body=Body(Changes)),
    ),
    Operations(f"{LEADS}/changes", GET=Operation(changes, READING, OF_PROJECT)),
    Operations(
        LEAD,
        GET=Operation(one, READING, OF_PROJECT, refuses="lead_missing"),
        PATCH=Operation(
            revise,
            PRESENTING,
            OF_PROJECT,
            body=Body(WorkChange),
            refuses="lead_missing version_stale lead_erased owner_refused stage_refused lost_reason_missing",
        ),
    ),
    Operations(
        f"{LEAD}/notes",
        POST=Operation(
            write, PRESENTING, OF_PROJECT, body=Body(NewNote), refuses="lead_missing lead_erased text_empty"
        ),
    ),
    Operations(
        NOTE,
        PATCH=Operation(rewrite, PRESENTING, AUTHOR, body=Body(NoteChange), refuses=f"{OF_NOTES} text_empty"),
        DELETE=Operation(strike, PRESENTING, AUTHOR, query=Seen, refuses=OF_NOTES),
    ),
    Operations(
        f"{LEAD}/merge",
        POST=Operation(merge, PRESENTING, OF_PROJECT, body=Body(Merge), refuses=f"{OF_MERGES} lead_merged"),
        DELETE=Operation(part, PRESENTING, OF_PROJECT, query=Seen, refuses=f"{OF_MERGES} lead_apart"),
    ),
)
