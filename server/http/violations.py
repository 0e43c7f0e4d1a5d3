"""What browsers report of pages on which the content security policy stopped something (CSP 3, section 5.5).

Each is a line of the log with places alone: never a sample, a query, or a path that lets somebody in.
"""

from typing import Final
from urllib.parse import urlsplit

import msgspec
import structlog
from msgspec import Struct
from starlette.requests import Request

from server.domain.messages import UNREADABLE
from server.errors import Malformed
from server.http.bodies import Done, read
from server.http.house import house_of
from server.http.limits import Verb
from server.http.operations import Body, Entrance, Operation, Operations
from server.http.problems import TOKEN

PATH: Final = "/csp-reports"
REPORT: Final = "application/csp-report"
LONGEST: Final = 200

logger = structlog.get_logger()


class Violation(Struct, frozen=True, kw_only=True, rename="kebab"):
    """What of a report is of use."""

    document_uri: str = ""
    effective_directive: str = ""
    violated_directive: str = ""
    blocked_uri: str = ""
    source_file: str = ""
    line_number: int | None = None


class Report(Struct, frozen=True, kw_only=True, rename="kebab"):
    """A report as browsers send it."""

    csp_report: Violation


async def report(request: Request) -> Done:
    """Note what the policy stopped."""
    body = await read(request, REPORT)
    try:
        told = msgspec.json.decode(body, type=Report).csp_report
    except UNREADABLE as error:
        raise Malformed("body_malformed", str(error)) from error
    if request.client:
        house_of(request).limits.address(Verb.report, request.client.host)
    logger.warning(
        "policy.violated",
        page=_place(told.document_uri),
        directive=(told.effective_directive or told.violated_directive)[:LONGEST],
        blocked=_origin(told.blocked_uri),
        source=_place(told.source_file),
        line=told.line_number,
    )
    return Done()


def _place(url: str) -> str:
    """A page or a file, without what may be a secret."""
    try:
        return TOKEN.sub(r"\1…", urlsplit(url).path)[:LONGEST]
    except ValueError:
        return ""


def _origin(url: str) -> str:
    """Where something would have come from or gone to; a word such as inline stays."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else parts.scheme or parts.path)[
        :LONGEST
    ]


ROUTES: Final = (
    Operations(
        PATH,
        POST=Operation(report, entrance=Entrance.anybody, body=Body(media=REPORT), refuses="body_malformed too_many"),
    ),
)
