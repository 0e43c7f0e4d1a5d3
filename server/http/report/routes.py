"""Where a report is fetched as a file: PDF in the reader's language, or CSV."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.messages import ProjectId
from server.domain.report import Report
from server.domain.rules import READING
from server.domain.state import Plan, Roadshow
from server.http import auth
from server.http.house import house_of, language_of
from server.http.language import Language
from server.http.limits import Verb
from server.http.operations import Gives, Operation, Operations, Reply
from server.http.report import tables
from server.http.spreadsheets import CSV, download

PDF: Final = "application/pdf"


async def pdf(request: Request) -> Response:
    """The report for printing and keeping."""
    report, state = await _read(request, "pdf")
    body = await asyncio.to_thread(_printed, report, state.plan, language_of(request))
    headers = {"content-disposition": 'attachment; filename="report.pdf"', "cache-control": "no-store"}
    return Response(body, headers=headers, media_type=PDF)


def _printed(report: Report, plan: Plan, language: Language) -> bytes:
    # What draws pages takes a quarter of a second to load, which no start should wait for.
    from server.http.report.printed import printed

    return printed(report, plan, language)


async def csv(request: Request) -> Response:
    """What was asked and stated."""
    report, _ = await _read(request, "csv")
    return download("report.csv", tables.stated(report))


async def seconds(request: Request) -> Response:
    """Who watched, second by second."""
    report, _ = await _read(request, "seconds")
    return download("seconds.csv", tables.seconds(report))


async def _read(request: Request, file: str) -> tuple[Report, Roadshow]:
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    project = ProjectId(request.path_params["project"])
    report = await house.reports.read(seated.place, project)
    await house.trail.note(seated.place, "report.exported", project, file=file)
    return report, await house.rooms.state(seated.seat.roadshow)


def _of_reports(reply: Reply, media: str) -> Operation:
    return Operation(
        reply,
        READING,
        "presenters for their project",
        gives=(Gives(200, media),),
        refuses="project_missing report_early",
    )


REPORT: Final = "/api/seats/{seat}/reports/{project}"

ROUTES: Final = (
    Operations(f"{REPORT}.pdf", GET=_of_reports(pdf, PDF)),
    Operations(f"{REPORT}.csv", GET=_of_reports(csv, CSV)),
    Operations(f"{REPORT}/seconds.csv", GET=_of_reports(seconds, CSV)),
)
