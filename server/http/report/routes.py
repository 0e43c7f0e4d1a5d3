"""Where a report is fetched as a file: PDF in the reader's language, or CSV."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.domain.messages import ProjectId
from server.domain.report import Report
from server.domain.state import Plan, Roadshow
from server.http import auth
from server.http.house import house_of, language_of
from server.http.language import Language
from server.http.limits import Verb
from server.http.report import tables
from server.http.spreadsheets import download


async def pdf(request: Request) -> Response:
    """The report for printing and keeping."""
    report, state = await _read(request)
    body = await asyncio.to_thread(_printed, report, state.plan, language_of(request))
    headers = {"content-disposition": 'attachment; filename="report.pdf"', "cache-control": "no-store"}
    return Response(body, headers=headers, media_type="application/pdf")


def _printed(report: Report, plan: Plan, language: Language) -> bytes:
    # What draws pages takes a quarter of a second to load, which no start should wait for.
    from server.http.report.printed import printed

    return printed(report, plan, language)


async def csv(request: Request) -> Response:
    """What was asked and stated."""
    report, _ = await _read(request)
    return download("report.csv", tables.stated(report))


async def seconds(request: Request) -> Response:
    """Who watched, second by second."""
    report, _ = await _read(request)
    return download("seconds.csv", tables.seconds(report))


async def _read(request: Request) -> tuple[Report, Roadshow]:
    house, seated = house_of(request), await auth.seat(request)
    house.limits.seat(Verb.api, seated.seat.id)
    report = await house.reports.read(seated.place, ProjectId(request.path_params["project"]))
    return report, await house.rooms.state(seated.seat.roadshow)


REPORT: Final = "/api/seats/{seat}/reports/{project}"

ROUTES: Final = (
    Route(f"{REPORT}.pdf", pdf, methods=["GET"]),
    Route(f"{REPORT}.csv", csv, methods=["GET"]),
    Route(f"{REPORT}/seconds.csv", seconds, methods=["GET"]),
)
