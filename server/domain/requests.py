"""Requests for a meeting, by an investor or a project's presenters: accepted, declined, withdrawn, or expired.

Accepting may come with a time, with the first that both have free, or leave it to be agreed on.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from msgspec import Meta

from server.domain.agenda import OPEN, Meeting, MeetingReason, MeetingStatus, Pair, Side
from server.domain.consents import giving, seen_by
from server.domain.hours import Zone, ahead, free, settled_place, start, zone
from server.domain.meetings import MeetingScheduled, MeetingText, changed, in_status, kept, known, note, reached
from server.domain.messages import (
    Command,
    Context,
    Entry,
    Event,
    LeadId,
    Line,
    MeetingId,
    Moment,
    Paragraph,
    PersonId,
    ProjectId,
    Role,
)
from server.domain.rules import (
    EVERYONE,
    INVESTING,
    PLANNED,
    PRESENTERS,
    Due,
    Evolutions,
    Rule,
    Rules,
    own_project,
)
from server.domain.state import Roadshow
from server.errors import Conflict, Forbidden, Missing

Offers = Annotated[tuple[Moment, ...], Meta(max_length=8)]


class RequestMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.request"):
    """Ask for a meeting: an investor asks a project, its presenters the investor of one of their leads.

    `offers` are times that would do; with `consent` the investor's name and contact go to the presenters.
    """

    project: ProjectId
    lead: LeadId | None = None
    offers: Offers = ()
    note: Paragraph = ""
    timezone: Zone = ""
    consent: bool = False


class AcceptMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.accept"):
    """Say yes: at a time of one's choice, at the `first` that both sides have free, or at one to be agreed on."""

    meeting: MeetingId
    starts_at: Moment | None = None
    first: bool = False
    place: Line = ""
    timezone: Zone = ""
    consent: bool = False


class DeclineMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.decline"):
    """Say no to what the other side asked for, and why."""

    meeting: MeetingId
    reason: MeetingReason
    note: Paragraph = ""


class WithdrawMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.withdraw"):
    """Take one's own request back before it is answered."""

    meeting: MeetingId


class MeetingRequested(Event, frozen=True, kw_only=True, tag="meeting.requested"):
    """One side asked the other for a meeting, which it may answer until `expires_at`."""

    meeting: MeetingId
    person: PersonId
    project: ProjectId
    by: Side
    minutes: int
    expires_at: datetime
    offers: tuple[datetime, ...] = ()
    timezone: str = ""
    private: MeetingText | None = None


class MeetingAccepted(Event, frozen=True, kw_only=True, tag="meeting.accepted"):
    """The other side would meet; `meeting.scheduled` says when."""

    meeting: MeetingId
    timezone: str = ""


class MeetingDeclined(Event, frozen=True, kw_only=True, tag="meeting.declined"):
    """The other side will not meet."""

    meeting: MeetingId
    reason: MeetingReason
    private: MeetingText | None = None


class MeetingWithdrawn(Event, frozen=True, kw_only=True, tag="meeting.withdrawn"):
    """Who asked for a meeting asks no more."""

    meeting: MeetingId


class MeetingExpired(Event, frozen=True, kw_only=True, tag="meeting.expired"):
    """Nobody answered in time."""

    meeting: MeetingId


def request(state: Roadshow, command: RequestMeeting, context: Context) -> Sequence[Event]:
    """One open meeting a pair; both must have the offered times free."""
    setup, pair = state.agenda.setup, _pair(state, command, context)
    if any(one.status in OPEN for one in state.agenda.of(pair)):
        raise Conflict("meeting_exists")
    side = Side.investor if command.lead is None else Side.project
    requested = MeetingRequested(
        meeting=MeetingId(f"mee_{context.id}"),
        person=pair[0],
        project=pair[1],
        by=side,
        minutes=setup.minutes,
        expires_at=context.at + timedelta(hours=setup.answer_hours),
        offers=_offers(state, command, pair, context),
        timezone=zone(command.timezone),
        private=note(command.note),
    )
    return [*_consent(state, pair, side, wanted=command.consent), requested]


def _pair(state: Roadshow, command: RequestMeeting, context: Context) -> Pair:
    project = state.pitch_of(command.project).project
    if context.actor.role is Role.investor:
        if command.lead is not None:
            raise Forbidden("forbidden")
        return context.actor.person, project
    own_project(context, project)
    if command.lead is None or (person := known(seen_by(state, context.actor.person), command.lead, project)) is None:
        raise Missing("lead_missing")
    return person, project


def _offers(state: Roadshow, command: RequestMeeting, pair: Pair, context: Context) -> tuple[datetime, ...]:
    offers = sorted({ahead(offer, context) for offer in command.offers})
    for offer in offers:
        free(state, offer, state.agenda.setup.minutes, pair)
    return tuple(offers)


def accept(state: Roadshow, command: AcceptMeeting, context: Context) -> Sequence[Event]:
    """Only the side that was asked."""
    meeting, side = _asked(state, command.meeting, context)
    accepted = MeetingAccepted(meeting=meeting.meeting, timezone=zone(command.timezone))
    events = [*_consent(state, (meeting.person, meeting.project), side, wanted=command.consent), accepted]
    if command.starts_at is None and not command.first:
        return events
    starts_at = start(state, meeting, command.starts_at, context)
    place = settled_place(state, meeting, starts_at, command.place)
    return [
        *events,
        MeetingScheduled(meeting=meeting.meeting, starts_at=starts_at, minutes=meeting.minutes, place=place),
    ]


def decline(state: Roadshow, command: DeclineMeeting, context: Context) -> Sequence[Event]:
    """Only the side that was asked."""
    meeting, _ = _asked(state, command.meeting, context)
    return [MeetingDeclined(meeting=meeting.meeting, reason=command.reason, private=note(command.note))]


def withdraw(state: Roadshow, command: WithdrawMeeting, context: Context) -> Sequence[Event]:
    """Only the side that asked."""
    meeting, side = reached(state, command.meeting, context)
    if side is not meeting.by:
        raise Forbidden("forbidden")
    in_status(meeting, frozenset({MeetingStatus.proposed}))
    return [MeetingWithdrawn(meeting=meeting.meeting)]


def _asked(state: Roadshow, meeting: MeetingId, context: Context) -> tuple[Meeting, Side]:
    found, side = reached(state, meeting, context)
    if side in (found.by, Side.organizer):
        raise Forbidden("forbidden")
    in_status(found, frozenset({MeetingStatus.proposed}))
    return found, side


def _consent(state: Roadshow, pair: Pair, side: Side, *, wanted: bool) -> list[Event]:
    return giving(state, *pair) if wanted and side is Side.investor else []


def requested(state: Roadshow, event: MeetingRequested, entry: Entry) -> Roadshow:
    """Waiting for an answer."""
    ours = event.by is Side.investor
    meeting = Meeting(
        meeting=event.meeting,
        person=event.person,
        project=event.project,
        by=event.by,
        status=MeetingStatus.proposed,
        minutes=event.minutes,
        asked_at=entry.at,
        at=entry.at,
        offers=event.offers,
        expires_at=event.expires_at,
        note=event.private.text if event.private else None,
        investor_zone=event.timezone if ours else "",
        project_zone="" if ours else event.timezone,
        presenter=None if ours else entry.by,
    )
    return kept(state, meeting)


def accepted(state: Roadshow, event: MeetingAccepted, entry: Entry) -> Roadshow:
    """Agreed on, and no clock runs any more."""
    fields: dict[str, Any] = {"investor_zone": event.timezone}
    if state.agenda.meetings[event.meeting].by is Side.investor:
        fields = {"project_zone": event.timezone, "presenter": entry.by}
    return changed(state, event.meeting, entry, status=MeetingStatus.accepted, expires_at=None, **fields)


def declined(state: Roadshow, event: MeetingDeclined, entry: Entry) -> Roadshow:
    """Over."""
    answer = event.private.text if event.private else None
    fields = {"reason": event.reason, "answer": answer, "expires_at": None}
    return changed(state, event.meeting, entry, status=MeetingStatus.declined, **fields)


def withdrawn(state: Roadshow, event: MeetingWithdrawn, entry: Entry) -> Roadshow:
    """Over."""
    return changed(state, event.meeting, entry, status=MeetingStatus.withdrawn, expires_at=None)


def expired(state: Roadshow, event: MeetingExpired, entry: Entry) -> Roadshow:
    """Over."""
    return changed(state, event.meeting, entry, status=MeetingStatus.expired, expires_at=None)


def _waiting(state: Roadshow) -> Iterator[tuple[datetime, MeetingId]]:
    return ((one.expires_at, one.meeting) for one in state.agenda.meetings.values() if one.expires_at)


def _lapsed(state: Roadshow, at: datetime) -> Iterable[Event]:
    return [MeetingExpired(meeting=meeting) for expires, meeting in sorted(_waiting(state)) if expires <= at]


def _next(state: Roadshow) -> datetime | None:
    return min((expires for expires, _ in _waiting(state)), default=None)


RULES: Rules = {
    RequestMeeting: Rule(request, INVESTING | PRESENTERS, PLANNED),
    AcceptMeeting: Rule(accept, EVERYONE, PLANNED),
    DeclineMeeting: Rule(decline, EVERYONE, PLANNED),
    WithdrawMeeting: Rule(withdraw, EVERYONE, PLANNED),
}

EVOLVE: Evolutions = {
    MeetingRequested: requested,
    MeetingAccepted: accepted,
    MeetingDeclined: declined,
    MeetingWithdrawn: withdrawn,
    MeetingExpired: expired,
}

DUE = Due(_lapsed, _next)
