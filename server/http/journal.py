"""Lines of the log about who comes in and goes, by identities alone; `trace` is what all lines of a request share."""

import structlog
from starlette.requests import Request

from server.app.accounts import SignedIn
from server.domain.accounts import Invitation, SessionId
from server.http.auth import device
from server.http.problems import trace_of

logger = structlog.get_logger()


def came_in(request: Request, signed: SignedIn, invitation: Invitation | None) -> None:
    """Somebody came in by an invitation or, without one, as audience."""
    browser = device(request)
    logger.info(
        "session.entered",
        trace=trace_of(request),
        session=signed.session,
        person=signed.person,
        seat=signed.seat.id if signed.seat else None,
        way=_way(invitation),
        invitation=invitation.id if invitation else None,
        browser=browser.browser,
        system=browser.system,
        address=request.client.host if request.client else "",
    )


def _way(invitation: Invitation | None) -> str:
    if invitation is None:
        return "joined"
    if invitation.person is not None:
        return "returned"
    return "invited" if invitation.roadshow else "founded"


def went(request: Request, event: str, session: SessionId) -> None:
    """A session was left, renewed, or ended from another one, by whoever sent this request."""
    logger.info(event, trace=trace_of(request), session=session, address=request.client.host if request.client else "")
