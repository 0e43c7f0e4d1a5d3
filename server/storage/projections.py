"""Rows that follow from events, written in the transaction that appends them."""

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import Connection, Table, delete, insert, update

from server.domain.accounts import Person, Seat
from server.domain.answers import (
    IntentAccepted,
    IntentConfirmed,
    IntentDeclined,
    IntentRetracted,
    IntentSeen,
    IntentVoided,
)
from server.domain.course import IntentState
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.erasure import PersonErased
from server.domain.imported import LeadImported, LeadUnmade
from server.domain.intents import IntentRevised, IntentStated, IntentWithdrawn
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.ledger import stamp
from server.domain.messages import Entry, Event, RoadshowId, Role, SeatId
from server.domain.people import SeatReassigned
from server.domain.retention import RecordsErased
from server.domain.show import (
    RoadshowEnded,
    RoadshowPaused,
    RoadshowPlanned,
    RoadshowResumed,
    RoadshowRevised,
    RoadshowStarted,
)
from server.domain.slips import IntentEntered
from server.domain.state import Status
from server.domain.workspace import Turn, Work
from server.storage.catalog_tables import person, seat
from server.storage.catalog_tables import roadshow as listing
from server.storage.erasure import erase
from server.storage.lead_moves import recycle
from server.storage.lead_rows import lead_values, turn_values
from server.storage.lead_tables import intent_turn, lead, lead_change, lead_note, lead_signal
from server.storage.retention import finish
from server.storage.rows import person_values, seat_values

Projection = Callable[[Connection, RoadshowId, Any, Entry], None]
Record = Callable[[RoadshowId, Any, Entry], dict[str, object]]


def project(connection: Connection, roadshow: RoadshowId, entries: Sequence[Entry]) -> None:
    """Write what follows from these entries: new rows a table at a time, changes of rows in their order."""
    rows: dict[Table, list[dict[str, object]]] = {}
    for entry in entries:
        if found := INSERTIONS.get(type(entry.event)):
            table, record = found
            rows.setdefault(table, []).append(record(roadshow, entry.event, entry))
    for table, made in rows.items():
        connection.execute(insert(table), made)
    for entry in entries:
        if projection := PROJECTIONS.get(type(entry.event)):
            projection(connection, roadshow, entry.event, entry)
    recycle(connection, roadshow, entries)


def _announced(
    connection: Connection, roadshow: RoadshowId, event: RoadshowPlanned | RoadshowRevised, entry: Entry
) -> None:
    plan = event.plan
    values = {
        "title_zh": plan.title.zh,
        "title_en": plan.title.en,
        "starts_at": stamp(plan.starts_at.astimezone(UTC)) if plan.starts_at else None,
        "timezone": plan.timezone,
    }
    connection.execute(update(listing).where(listing.c.id == roadshow).values(values))


def _planned(connection: Connection, roadshow: RoadshowId, event: RoadshowPlanned, entry: Entry) -> None:
    _announced(connection, roadshow, event, entry)
    connection.execute(update(listing).where(listing.c.id == roadshow).values(rehearsal=event.rehearsal))
    values = {"retention_days": event.preset.retention_days}
    connection.execute(update(listing).where(listing.c.id == roadshow).values(values))
    _stands(Status.planned)(connection, roadshow, event, entry)


def _stands(status: Status) -> Projection:
    def write(connection: Connection, roadshow: RoadshowId, event: Event, entry: Entry) -> None:
        connection.execute(update(listing).where(listing.c.id == roadshow).values(status=status.value))

    return write


def _ended(connection: Connection, roadshow: RoadshowId, event: RoadshowEnded, entry: Entry) -> None:
    _stands(Status.ended)(connection, roadshow, event, entry)
    connection.execute(update(listing).where(listing.c.id == roadshow).values(ended_at=stamp(entry.at)))


def _records_erased(connection: Connection, roadshow: RoadshowId, event: RecordsErased, entry: Entry) -> None:
    finish(connection, roadshow, entry.at)


def _reassigned(connection: Connection, roadshow: RoadshowId, event: SeatReassigned, entry: Entry) -> None:
    here = update(seat).where(seat.c.id == event.seat, seat.c.roadshow == roadshow)
    connection.execute(here.values(role=event.role.value, project=event.project))


def _opened(roadshow: RoadshowId, event: LeadOpened | LeadImported, entry: Entry) -> dict[str, object]:
    work = Work(lead=event.lead, person=event.person, project=event.project, opened_at=entry.at)
    return lead_values(roadshow, work)


def _raised(roadshow: RoadshowId, event: LeadRaised, entry: Entry) -> dict[str, object]:
    return {
        "roadshow": roadshow,
        "seq": entry.seq,
        "lead": event.lead,
        "at": stamp(entry.at),
        "signal": event.signal.value,
        "about": event.about,
        "host_only": event.host_only,
    }


def _turned(state: IntentState) -> Record:
    def turn(roadshow: RoadshowId, event: Any, entry: Entry) -> dict[str, object]:
        made = Turn(intent=event.intent, seq=entry.seq, at=entry.at, by=entry.by, state=state)
        if terms := getattr(event, "terms", None):
            version, provenance = getattr(event, "version", 1), getattr(event, "provenance", None)
            made = replace(made, version=version, terms=terms, provenance=provenance)
        return turn_values(roadshow, made)

    return turn


TURNS: Final[dict[type[Event], IntentState]] = {
    IntentStated: IntentState.submitted,
    IntentEntered: IntentState.submitted,
    IntentRevised: IntentState.submitted,
    IntentWithdrawn: IntentState.withdrawn,
    IntentSeen: IntentState.seen,
    IntentAccepted: IntentState.accepted,
    IntentDeclined: IntentState.declined,
    IntentConfirmed: IntentState.confirmed,
    IntentRetracted: IntentState.retracted,
    IntentVoided: IntentState.voided,
    IntentExpired: IntentState.expired,
    IntentLapsed: IntentState.lapsed,
}


def _entered(connection: Connection, roadshow: RoadshowId, event: IntentEntered, entry: Entry) -> None:
    """Who stands behind a slip, and the seat that waits for them."""
    _seated(connection, roadshow, event, event.seat, entry)


def _imported(connection: Connection, roadshow: RoadshowId, event: LeadImported, entry: Entry) -> None:
    """Somebody new, and the seat that waits for them."""
    if event.seat is not None:
        _seated(connection, roadshow, event, event.seat, entry)


def _seated(
    connection: Connection, roadshow: RoadshowId, event: IntentEntered | LeadImported, there: SeatId, entry: Entry
) -> None:
    text = event.private
    who = Person(
        id=event.person,
        name=text.signature.name if text else "",
        organisation=text.signature.organisation if text else "",
        contact=text.contact if text else "",
        account=False,
        created_at=entry.at,
    )
    place = Seat(id=there, roadshow=roadshow, person=who.id, role=Role.investor, project=None, created_at=entry.at)
    connection.execute(insert(person).values(person_values(who)))
    connection.execute(insert(seat).values(seat_values(place)))


def _unmade(connection: Connection, roadshow: RoadshowId, event: LeadUnmade, entry: Entry) -> None:
    """With all that was written on it."""
    for table in (lead_note, lead_change, lead_signal, lead):
        connection.execute(delete(table).where(table.c.roadshow == roadshow, table.c.lead == event.lead))


def _erased(connection: Connection, roadshow: RoadshowId, event: PersonErased, entry: Entry) -> None:
    erase(connection, roadshow, event.person, entry.at)


INSERTIONS: Final[dict[type[Event], tuple[Table, Record]]] = {
    **{event: (intent_turn, _turned(state)) for event, state in TURNS.items()},
    LeadOpened: (lead, _opened),
    LeadImported: (lead, _opened),
    LeadRaised: (lead_signal, _raised),
}

PROJECTIONS: Final[dict[type[Event], Projection]] = {
    RoadshowPlanned: _planned,
    RoadshowRevised: _announced,
    RoadshowStarted: _stands(Status.live),
    RoadshowPaused: _stands(Status.paused),
    RoadshowResumed: _stands(Status.live),
    RoadshowEnded: _ended,
    SeatReassigned: _reassigned,
    PersonErased: _erased,
    RecordsErased: _records_erased,
    IntentEntered: _entered,
    LeadImported: _imported,
    LeadUnmade: _unmade,
}
