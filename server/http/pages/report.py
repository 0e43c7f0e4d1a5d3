"""A project's report as a page, there as soon as its pitch is over; it works and prints without a script."""

from hashlib import sha256
from typing import Final

import msgspec
from msgspec import structs
from starlette.responses import Response

from server.domain.messages import ProjectId
from server.domain.report import Report
from server.http.pages.page import Address, Page
from server.http.report.plot import plot
from server.http.report.telling import told
from server.http.report.told import Told

WIDE: Final = (768, 300, 96)
NARROW: Final = (358, 290, 92)
"""Width, height and left margin of the plot in CSS pixels, for two widths of pages."""


async def report(page: Page) -> Response:
    """What was asked and stated, who watched, and where to take it away as a file; 304 where the reader has that."""
    seated, project = await page.seated(), ProjectId(page.request.path_params["project"])
    found = await page.house.reports.read(seated.place, project)
    state = await page.house.rooms.state(seated.seat.roadshow)
    words = told(found, state.plan, page.language)
    headers = {"etag": _tag(found, words), "vary": "Cookie, Accept-Language", "cache-control": "no-store"}
    if page.request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    answer = page.draw(
        "report.html",
        await page.viewer(seated.seat.id),
        rehearsal=state.rehearsal,
        site_title=page.language.pick(state.plan.title),
        site_href=f"/r/{seated.seat.roadshow}",
        told=words,
        wide=plot(found.attention, *WIDE),
        narrow=plot(found.attention, *NARROW),
        files=f"/api/seats/{seated.seat.id}/reports/{project}",
        leads=f"/s/{seated.seat.id}/leads?project={project}",
    )
    answer.headers.update(headers)
    return answer


def _tag(report: Report, words: Told) -> str:
    """An entity tag of what is told but the time of telling, hence a weak one (RFC 9110 section 8.8.1)."""
    content = msgspec.json.encode((structs.replace(words, as_of=""), report.attention))
    return f'W/"{sha256(content).hexdigest()[:32]}"'


ADDRESSES: Final = (Address("/s/{seat}/report/{project}", report),)
