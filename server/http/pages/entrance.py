"""Coming in and going out: joining as audience, accepting an invitation, signing out. A GET never changes anything."""

from typing import Any, Final

from starlette.responses import Response

from server.app.accounts import SignedIn
from server.domain.accounts import ASKED, Introduction, Invitation
from server.domain.browsers import Device
from server.domain.messages import Role
from server.domain.presets import Joined
from server.domain.state import Roadshow
from server.errors import Forbidden, Invalid, RoadshowError, Unauthenticated
from server.http import auth, journal
from server.http.limits import Verb
from server.http.pages import slip
from server.http.pages.mail import asks
from server.http.pages.page import SEAT_PAGES, Address, Form, Page, seat_path
from server.http.pages.public import planned


async def join_form(page: Page) -> Response:
    """Ask who comes; who is in already goes to their seat."""
    roadshow, state = await planned(page)
    for place in await page.places():
        if place.seat.roadshow == roadshow:
            return page.go(seat_path(place))
    _open_to_anybody(state)
    return await _join_form(page, Introduction())


async def join(page: Page) -> Response:
    """Let them in as audience."""
    roadshow, state = await planned(page)
    for place in await page.places():
        if place.seat.roadshow == roadshow:
            return page.go(seat_path(place, state.status))
    _open_to_anybody(state)
    page.count(Verb.entrance)
    introduction = introduced(await page.form())
    try:
        signed = await page.house.accounts.join(roadshow, introduction, *_browser(page))
    except Invalid as error:
        return await _join_form(page, introduction, error)
    return _entered(page, signed, None)


def _open_to_anybody(state: Roadshow) -> None:
    if state.preset.joined_by is not Joined.anybody:
        raise Forbidden("invitation_only")


async def _join_form(page: Page, introduction: Introduction, error: RoadshowError | None = None) -> Response:
    roadshow, state = await planned(page)
    return page.draw(
        "join.html",
        await page.viewer(),
        error.status if error else 200,
        roadshow=roadshow,
        title=state.plan.title,
        rehearsal=state.rehearsal,
        introduction=introduction,
        role=Role.audience.value,
        asked=ASKED[Role.audience],
        problem=page.problem(error) if error else None,
    )


async def invitation_form(page: Page) -> Response:
    """Show who is invited to what."""
    invitation = await page.house.accounts.invitation(page.request.path_params["token"])
    if waiting := await page.house.slips.of(invitation):
        return await slip.form(page, waiting)
    return await _invitation_form(page, invitation, invitation.introduction)


async def accept(page: Page) -> Response:
    """Spend the invitation."""
    page.count(Verb.entrance)
    token = page.request.path_params["token"]
    form = await page.form()
    invitation = await page.house.accounts.invitation(token)
    if waiting := await page.house.slips.of(invitation):
        if form.text("do") == "delete":
            return await slip.taken_back(page, invitation, waiting)
        try:
            await page.house.slips.own(invitation, waiting, form.text("notice"))
        except Invalid as error:
            return await slip.form(page, waiting, error)
    introduction = introduced(form)
    try:
        signed = await page.house.accounts.accept(token, introduction, *_browser(page))
    except Invalid as error:
        return await _invitation_form(page, invitation, introduction, error, letters=asks(form))
    if introduction.name:
        # Whoever only adds a device says nothing of themselves, and was asked before.
        await page.house.mail.choose(signed.person, page.language.code, wanted=asks(form))
    return _entered(page, signed, invitation)


async def _invitation_form(
    page: Page,
    invitation: Invitation,
    introduction: Introduction,
    error: RoadshowError | None = None,
    *,
    letters: bool = False,
) -> Response:
    return page.draw(
        "invitation.html",
        await page.viewer(),
        error.status if error else 200,
        introduction=introduction,
        role=invitation.role.value,
        device=invitation.person is not None,
        mails=page.house.mail.sends,
        wanted=letters,
        asked=ASKED[invitation.role],
        problem=page.problem(error) if error else None,
        **await _occasion(page, invitation),
    )


async def _occasion(page: Page, invitation: Invitation) -> dict[str, Any]:
    """What the invitation is to."""
    if invitation.roadshow is None:
        return {"title": None, "project": None, "inviter": None, "starts_at": None, "timezone": None}
    state = await page.house.rooms.state(invitation.roadshow)
    pitch = state.projects.get(invitation.project) if invitation.project else None
    return {
        "title": state.plan.title,
        "rehearsal": state.rehearsal,
        "project": state.pitches[pitch].title if pitch else None,
        "inviter": page.language.pick(state.plan.host),
        "starts_at": state.plan.starts_at,
        "timezone": state.plan.timezone,
    }


def introduced(form: Form) -> Introduction:
    """Who somebody says they are."""
    fields = {name: form.text(name)[:200] for name in ("name", "organisation", "contact")}
    return Introduction(**fields)


def _browser(page: Page) -> tuple[str | None, Device]:
    return auth.secret_of(page.request), auth.device(page.request)


def _entered(page: Page, signed: SignedIn, invitation: Invitation | None) -> Response:
    journal.came_in(page.request, signed, invitation)
    seat = signed.seat
    response = page.go(f"/s/{seat.id}/{SEAT_PAGES[seat.role]}" if seat else "/")
    auth.keep_signed_in(page.request, response, signed)
    return response


async def sign_out(page: Page) -> Response:
    """End what this browser may, and have it keep nothing that somebody wrote (W3C Clear Site Data, section 3.1)."""
    response = page.go("/")
    response.headers["clear-site-data"] = '"storage"'
    try:
        journal.went(page.request, "session.left", await auth.sign_out(page.request, response))
    except Unauthenticated:
        return response
    return response


ADDRESSES: Final = (
    Address("/r/{roadshow}/join", join_form),
    Address("/r/{roadshow}/join", join, ("POST",)),
    Address("/i/{token}", invitation_form),
    Address("/i/{token}", accept, ("POST",)),
    Address("/signout", sign_out, ("POST",)),
)
