"""What staff did, as the API tells it: a page of lines, or all of them as a file."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.domain.messages import PersonId
from server.domain.trail import Asked
from server.errors import Malformed
from server.http.bodies import told
from server.http.entered import SEAT, entered
from server.http.spreadsheets import download, written

LONGEST: Final = 100
COLUMNS: Final = ("at", "kind", "by", "name", "about", "seq", "fields")


def asked(query: Mapping[str, str]) -> Asked:
    """Which lines a reader wants; raises Malformed."""
    person, kind, before = (query.get(name, "") for name in ("person", "kind", "before"))
    if max(map(len, (person, kind, before))) > LONGEST or not kind.isascii():
        raise Malformed("form_malformed", "person, kind, before")
    return Asked(person=PersonId(person) if person else None, kind=kind, before=before)


async def audit(request: Request) -> Response:
    """One page, the latest first."""
    house, seated = await entered(request)
    return told(await house.trail.read(seated.place, asked(request.query_params)))


async def audit_csv(request: Request) -> Response:
    """Every line."""
    house, seated = await entered(request)
    rows = [
        (one.at.isoformat(), one.kind, one.by, name, one.about, one.seq, msgspec.json.encode(one.fields).decode())
        async for one, name in house.trail.all(seated.place, asked(request.query_params))
    ]
    return download("audit.csv", written(COLUMNS, rows))


ROUTES: Final = (
    Route(f"{SEAT}/audit", audit, methods=["GET"]),
    Route(f"{SEAT}/audit.csv", audit_csv, methods=["GET"]),
)
