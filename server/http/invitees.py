"""Invitations on the wire and in spreadsheets: whom to invite, who was invited, and whether they came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from server.app.invitations import Invitations, Issued, Wanted
from server.domain.accounts import Invitation, InvitationId, InvitationState, Place
from server.domain.messages import PersonId, ProjectId, Role
from server.domain.state import Roadshow
from server.errors import SENTENCES, Malformed, RoadshowError
from server.http import spreadsheets

COLUMNS: Final = ("role", "project", "name", "organisation", "contact", "expires_in_hours")
EXPORTED: Final = (
    *("invitation", "role", "project", "name", "organisation", "contact"),
    *("state", "created_at", "expires_at", "accepted_at"),
)


class InvitationView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An invitation as its organizer sees it; the link is there once, when it is made."""

    id: InvitationId
    role: Role
    project: ProjectId | None
    name: str
    organisation: str
    contact: str
    state: InvitationState
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: PersonId | None
    link: str | None = None


class RowResult(Struct, frozen=True, kw_only=True):
    """What became of one row of an imported file, counted from 1 below the header."""

    row: int
    invitation: InvitationView | None = None
    code: str | None = None
    title: str | None = None
    detail: str | None = None


def view(invitation: Invitation, at: datetime, link: str | None = None) -> InvitationView:
    """An invitation as it stands now."""
    return InvitationView(
        id=invitation.id,
        role=invitation.role,
        project=invitation.project,
        name=invitation.introduction.name,
        organisation=invitation.introduction.organisation,
        contact=invitation.introduction.contact,
        state=invitation.state(at),
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        accepted_by=invitation.accepted_by,
        link=link,
    )


async def imported(invitations: Invitations, place: Place, file: bytes) -> list[Issued | RoadshowError]:
    """Invite whom a CSV file names; for each row the invitation, or why there is none."""
    rows = [_wanted(row) for row in spreadsheets.read(file, ("role",), COLUMNS[1:])]
    issued = iter(await invitations.issue_each(place, [row for row in rows if isinstance(row, Wanted)]))
    return [next(issued) if isinstance(row, Wanted) else row for row in rows]


def _wanted(row: Any) -> Wanted | RoadshowError:
    try:
        # Not strict: a cell is text, and a number in it is meant as one.
        return msgspec.convert(row, Wanted, strict=False)
    except msgspec.ValidationError as error:
        return Malformed("form_malformed", str(error))


def refused(row: int, error: RoadshowError, title: str | None = None) -> RowResult:
    """Why a row of a file invited nobody."""
    return RowResult(row=row, code=error.code, title=title or SENTENCES[error.code], detail=error.detail)


def exported(state: Roadshow, invitations: Sequence[Invitation], at: datetime) -> bytes:
    """All invitations as a CSV file."""
    return spreadsheets.written(EXPORTED, (_cells(state, one, at) for one in invitations))


def _cells(state: Roadshow, invitation: Invitation, at: datetime) -> Sequence[object]:
    known, introduction = invitation, invitation.introduction
    pitch = state.projects.get(known.project) if known.project else None
    title = state.pitches[pitch].title if pitch else None
    return (
        *(known.id, known.role.value, (title.zh or title.en) if title else known.project),
        *(introduction.name, introduction.organisation, introduction.contact),
        *(known.state(at).value, _time(known.created_at), _time(known.expires_at), _time(known.accepted_at)),
    )


def _time(at: datetime | None) -> str:
    return at.isoformat() if at else ""
