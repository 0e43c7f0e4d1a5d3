"""The invitations in the set-up: make, import, list, revoke. A link is shown once, on the answer that made it."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Struct
from starlette.responses import Response

from server.app.invitations import Issued, Wanted
from server.domain.accounts import Invitation, InvitationId
from server.domain.messages import ProjectId, Role
from server.errors import Malformed, RoadshowError
from server.http import invitees, spreadsheets
from server.http.pages.device import drawn
from server.http.pages.page import Address, Form, Page
from server.http.pages.setup import Desk

TAB: Final = "setup/invitations"
FIELDS: Final = ("role", "project", "name", "organisation", "contact")


class Made(Struct, frozen=True, kw_only=True):
    """A new invitation with its link."""

    name: str
    role: Role
    link: str
    qr: Markup


class Result(Struct, frozen=True, kw_only=True):
    """What became of a row of a file."""

    line: int
    name: str
    link: str
    problem: str


class Sent(Struct, frozen=True, kw_only=True):
    """An invitation in the list."""

    id: InvitationId
    name: str
    organisation: str
    role: Role
    project: str
    state: str


async def invitations(page: Page) -> Response:
    """Who is invited."""
    return await _draw(await Desk.of(page))


async def change(page: Page) -> Response:
    """Do what the pressed button says."""
    desk, form = await Desk.of(page), await page.form()
    desk.count()
    try:
        if (action := ACTIONS.get(form.text("do"))) is None:
            raise Malformed("form_malformed", "do")
        return await action(desk, form)
    except RoadshowError as error:
        return await _draw(desk, error, values={name: form.text(name) for name in FIELDS})


async def _invite(desk: Desk, form: Form) -> Response:
    role = form.text("role")
    fields = {name: form.text(name) for name in FIELDS if name != "project" or role == Role.presenter}
    issued = await desk.page.house.invitations.issue(desk.place, _wanted(fields))
    link = _link(desk, issued)
    made = Made(name=issued.invitation.introduction.name, role=issued.invitation.role, link=link, qr=drawn(link))
    return await _draw(desk, made=made)


async def _import(desk: Desk, form: Form) -> Response:
    issued = await invitees.imported(desk.page.house.invitations, desk.place, await form.file("table"))
    results = [_result(desk, line, one) for line, one in enumerate(issued, start=1)]
    return await _draw(desk, results=results, results_csv=_as_link(results))


async def _revoke(desk: Desk, form: Form) -> Response:
    await desk.page.house.invitations.revoke(desk.place, InvitationId(form.text("invitation")))
    return desk.saved(TAB)


ACTIONS: Final = {"invite": _invite, "import": _import, "revoke": _revoke}


def _wanted(fields: dict[str, str]) -> Wanted:
    try:
        return msgspec.convert({name: value for name, value in fields.items() if value}, Wanted)
    except msgspec.ValidationError as error:
        raise Malformed("form_malformed", str(error)) from error


def _link(desk: Desk, issued: Issued) -> str:
    return desk.page.house.invitation_link(desk.page.request, issued.token)


def _result(desk: Desk, line: int, one: Issued | RoadshowError) -> Result:
    if isinstance(one, Issued):
        return Result(line=line, name=one.invitation.introduction.name, link=_link(desk, one), problem="")
    sentence = desk.page.language.sentence(one.code)
    return Result(line=line, name="", link="", problem=f"{sentence} {one.detail}".strip())


def _as_link(results: Sequence[Result]) -> str:
    """The links as a file inside the page: the server keeps none of them and could not give them out again."""
    rows = ((one.line, one.name, one.link, one.problem) for one in results)
    content = spreadsheets.written(("row", "name", "link", "problem"), rows)
    return f"data:text/csv;charset=utf-8;base64,{b64encode(content).decode()}"


async def _draw(desk: Desk, error: RoadshowError | None = None, **context: Any) -> Response:
    at = desk.page.house.clock.now()
    sent = await desk.page.house.invitations.sent(desk.place)
    pitches = (desk.state.pitches[pitch] for pitch in desk.state.order)
    known = {pitch.project: desk.page.language.pick(pitch.title) for pitch in pitches}
    shown = {
        "made": None,
        "results": None,
        "values": dict.fromkeys(FIELDS, ""),
        "projects": [{"id": project, "title": title} for project, title in known.items()],
        "invitations": [_sent(one, known, one.state(at)) for one in sent],
    }
    return await desk.draw("setup_invitations.html", TAB, error, **{**shown, **context})


def _sent(invitation: Invitation, titles: dict[ProjectId, str], state: str) -> Sent:
    return Sent(
        id=invitation.id,
        name=invitation.introduction.name,
        organisation=invitation.introduction.organisation,
        role=invitation.role,
        project=titles.get(invitation.project, "") if invitation.project else "",
        state=state,
    )


ADDRESSES: Final = (
    Address("/s/{seat}/setup/invitations", invitations),
    Address("/s/{seat}/setup/invitations", change, ("POST",)),
)
