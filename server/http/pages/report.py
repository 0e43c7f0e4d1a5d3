"""A project's report as a page, there as soon as its pitch is over; it works and prints without a script."""

from typing import Final

from starlette.responses import Response

from server.domain.messages import ProjectId
from server.http.pages.page import Address, Page
from server.http.report.plot import plot
from server.http.report.telling import told

WIDE: Final = (768, 300, 96)
NARROW: Final = (358, 290, 92)
"""Width, height and left margin of the plot in CSS pixels, for two widths of pages."""


async def report(page: Page) -> Response:
    """What was asked and stated, who watched, and where to take it away as a file."""
    seated, project = await page.seated(), ProjectId(page.request.path_params["project"])
    found = await page.house.reports.read(seated.place, project)
    state = await page.house.rooms.state(seated.seat.roadshow)
    return page.draw(
        "report.html",
        await page.viewer(seated.seat.id),
        site_title=page.language.pick(state.plan.title),
        site_href=f"/r/{seated.seat.roadshow}",
        told=told(found, state.plan, page.language),
        wide=plot(found.attention, *WIDE),
        narrow=plot(found.attention, *NARROW),
        files=f"/api/seats/{seated.seat.id}/reports/{project}",
        leads=f"/s/{seated.seat.id}/leads?project={project}",
    )


ADDRESSES: Final = (Address("/s/{seat}/report/{project}", report),)
