"""What staff did, in the set-up: one line of time, by person and kind."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from starlette.responses import Response

from server.domain.messages import SYSTEM
from server.domain.trail import Asked, Line
from server.http.bodies import asked
from server.http.pages.page import Address, Page
from server.http.pages.setup import Desk

TAB: Final = "setup/audit"
KINDS: Final = (
    "roadshow.", "pitch.", "window.", "stage.", "prompt.", "question.", "person.", "seat.", "intent.", "round.",
    "ground.", "meeting", "timetable.", "lead.", "leads.", "invitation", "slip.", "device.", "encoder.", "report.",
    "audit.", "endpoint.", "delivery.", "records.", "account.", "key.",
)  # fmt: skip


class Shown(Struct, frozen=True, kw_only=True):
    """A line as it is drawn."""

    line: Line
    name: str
    house: bool
    details: Mapping[str, object]


async def audit(page: Page) -> Response:
    """One page of it, by what the address asks for."""
    desk, wanted = await Desk.of(page), asked(page.request, Asked)
    found = await page.house.trail.read(desk.place, wanted)
    return await desk.draw(
        "setup_audit.html",
        TAB,
        lines=[_shown(line, found.names.get(line.by, "")) for line in found.lines],
        people=sorted(found.names.items(), key=lambda one: one[1]),
        wanted=wanted,
        kinds=KINDS,
        earlier=found.before,
    )


def _shown(line: Line, name: str) -> Shown:
    return Shown(line=line, name=name, house=line.by == SYSTEM, details=line.fields)


ADDRESSES: Final = (Address(f"/s/{{seat}}/{TAB}", audit),)
