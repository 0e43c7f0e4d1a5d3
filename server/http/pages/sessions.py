"""The browsers in which the reader is signed in: seen, ended, and this one renewed."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from starlette.responses import Response

from server.domain.accounts import Session, SessionId
from server.domain.browsers import Device
from server.errors import Malformed, RoadshowError
from server.http import auth, journal
from server.http.limits import Verb
from server.http.pages.page import Address, Form, Page


class Shown(Struct, frozen=True, kw_only=True):
    """A session as a line shows it."""

    id: SessionId
    device: Device
    came_at: datetime
    seen_at: datetime
    here: bool


async def sessions(page: Page) -> Response:
    """List them."""
    return await _draw(page)


async def change(page: Page) -> Response:
    """Do what the pressed button says."""
    own, form = await auth.session(page.request), await page.form()
    page.house.limits.seat(Verb.api, own.id)
    try:
        if (action := ACTIONS.get(form.text("do"))) is None:
            raise Malformed("form_malformed", "do")
        return await action(page, form)
    except RoadshowError as error:
        return await _draw(page, error)


async def _end(page: Page, form: Form) -> Response:
    ended = SessionId(form.text("session"))
    await page.house.sessions.end(auth.secret_of(page.request), ended)
    journal.went(page.request, "session.ended", ended)
    return page.go("/sessions?done=1")


async def _end_others(page: Page, form: Form) -> Response:
    for ended in await page.house.sessions.end_others(auth.secret_of(page.request)):
        journal.went(page.request, "session.ended", ended.id)
    await page.house.departures.recheck_encoders()
    return page.go("/sessions?done=1")


async def _renew(page: Page, form: Form) -> Response:
    response = page.go("/sessions?done=1")
    journal.went(page.request, "session.renewed", (await auth.session(page.request)).id)
    auth.keep_signed_in(page.request, response, await page.house.sessions.renew(auth.secret_of(page.request)))
    return response


ACTIONS: Final = {"end": _end, "end-others": _end_others, "renew": _renew}


async def _draw(page: Page, error: RoadshowError | None = None) -> Response:
    own, *others = await page.house.sessions.all(auth.secret_of(page.request))
    return page.draw(
        "sessions.html",
        await page.viewer(),
        error.status if error else 200,
        sessions=[_shown(own, here=True), *(_shown(one, here=False) for one in others)],
        staff=own.staff,
        until=page.house.accounts.lasts_until(own),
        done=page.done,
        problem=page.problem(error) if error else None,
    )


def _shown(session: Session, *, here: bool) -> Shown:
    return Shown(id=session.id, device=session.device, came_at=session.came_at, seen_at=session.seen_at, here=here)


ADDRESSES: Final = (
    Address("/sessions", sessions),
    Address("/sessions", change, ("POST",)),
)
