"""How the catalogue's rows and the domain's types become one another."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from server.domain.accounts import (
    Introduction,
    Invitation,
    InvitationId,
    Listing,
    Person,
    Place,
    Seat,
    Session,
    SessionId,
)
from server.domain.browsers import Device
from server.domain.ledger import stamp
from server.domain.messages import PersonId, ProjectId, RoadshowId, Role, SeatId
from server.ports import Entrance

Values = dict[str, object]


def time(text: str | None) -> datetime | None:
    """A time that may be absent."""
    return datetime.fromisoformat(text) if text else None


def person_values(person: Person) -> Values:
    """A person's row."""
    return {
        "id": person.id,
        "name": person.name,
        "organisation": person.organisation,
        "contact": person.contact,
        "account": person.account,
        "created_at": stamp(person.created_at),
    }


def to_person(row: Row[Any]) -> Person:
    """The person of a row."""
    return Person(
        id=PersonId(row.id),
        name=row.name,
        organisation=row.organisation,
        contact=row.contact,
        account=row.account,
        created_at=datetime.fromisoformat(row.created_at),
    )


def seat_values(seat: Seat) -> Values:
    """A seat's row."""
    return {
        "id": seat.id,
        "roadshow": seat.roadshow,
        "person": seat.person,
        "role": seat.role.value,
        "project": seat.project,
        "created_at": stamp(seat.created_at),
    }


def to_place(row: Row[Any]) -> Place:
    """The seat of a person's row that carries the seat's columns under `seat_…`."""
    seat = Seat(
        id=SeatId(row.seat_id),
        roadshow=RoadshowId(row.seat_roadshow),
        person=PersonId(row.id),
        role=Role(row.seat_role),
        project=_project(row.seat_project),
        created_at=datetime.fromisoformat(row.seat_created_at),
    )
    return Place(seat=seat, person=to_person(row))


def session_values(entrance: Entrance, at: datetime) -> Values:
    """The row of a session that somebody comes into."""
    return {
        "id": entrance.session,
        "digest": entrance.digest,
        "expires_at": stamp(entrance.expires_at),
        "came_at": stamp(at),
        "seen_at": stamp(at),
        "browser": entrance.device.browser,
        "system": entrance.device.system,
    }


def to_session(row: Row[Any], persons: tuple[PersonId, ...]) -> Session:
    """The session of a row that says whether it is of `staff`."""
    return Session(
        id=SessionId(row.id),
        persons=persons,
        expires_at=datetime.fromisoformat(row.expires_at),
        came_at=datetime.fromisoformat(row.came_at),
        seen_at=datetime.fromisoformat(row.seen_at),
        device=Device(browser=row.browser, system=row.system),
        staff=bool(row.staff),
    )


def invitation_values(invitation: Invitation) -> Values:
    """An open invitation's row."""
    return {
        "id": invitation.id,
        "digest": invitation.digest,
        "roadshow": invitation.roadshow,
        "role": invitation.role.value,
        "project": invitation.project,
        "name": invitation.introduction.name,
        "organisation": invitation.introduction.organisation,
        "contact": invitation.introduction.contact,
        "person": invitation.person,
        "created_at": stamp(invitation.created_at),
        "created_by": invitation.created_by,
        "expires_at": stamp(invitation.expires_at),
    }


def to_invitation(row: Row[Any]) -> Invitation:
    """The invitation of a row."""
    return Invitation(
        id=InvitationId(row.id),
        digest=row.digest,
        roadshow=RoadshowId(row.roadshow) if row.roadshow else None,
        role=Role(row.role),
        project=_project(row.project),
        introduction=Introduction(name=row.name, organisation=row.organisation, contact=row.contact),
        person=PersonId(row.person) if row.person else None,
        created_at=datetime.fromisoformat(row.created_at),
        created_by=PersonId(row.created_by),
        expires_at=datetime.fromisoformat(row.expires_at),
        accepted_at=time(row.accepted_at),
        accepted_by=PersonId(row.accepted_by) if row.accepted_by else None,
        revoked_at=time(row.revoked_at),
    )


def to_listing(row: Row[Any]) -> Listing:
    """The listing of a row."""
    return Listing(
        id=RoadshowId(row.id),
        title_zh=row.title_zh,
        title_en=row.title_en,
        starts_at=time(row.starts_at),
        timezone=row.timezone,
        status=row.status,
    )


def _project(text: str | None) -> ProjectId | None:
    return ProjectId(text) if text else None
