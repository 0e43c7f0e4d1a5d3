"""What staff did, as the API tells it: a page of lines, or all of them as a file."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.app.trail import TrailPage
from server.domain.rules import OVERSEEING
from server.domain.trail import Asked
from server.http.bodies import Json, asked
from server.http.entered import SEAT, entered
from server.http.operations import Gives, Operation, Operations
from server.http.spreadsheets import CSV, download, written

COLUMNS: Final = ("at", "kind", "by", "name", "about", "seq", "fields")


async def audit(request: Request) -> Json[TrailPage]:
    """One page, the latest first."""
    house, seated = await entered(request)
    return Json(await house.trail.read(seated.place, asked(request, Asked)))


async def audit_csv(request: Request) -> Response:
    """Every line."""
    house, seated = await entered(request)
    rows = [
        (one.at.isoformat(), one.kind, one.by, name, one.about, one.seq, msgspec.json.encode(one.fields).decode())
        async for one, name in house.trail.all(seated.place, asked(request, Asked))
    ]
    await house.trail.note(seated.place, "audit.exported", count=len(rows))
    return download("audit.csv", written(COLUMNS, rows))


ROUTES: Final = (
    Operations(f"{SEAT}/audit", GET=Operation(audit, OVERSEEING, query=Asked)),
    Operations(f"{SEAT}/audit.csv", GET=Operation(audit_csv, OVERSEEING, query=Asked, gives=(Gives(200, CSV),))),
)
