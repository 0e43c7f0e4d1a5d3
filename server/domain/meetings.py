"""Meetings that both sides agreed on: given a time, moved, called off, and marked as held or not.

Either side and organizers may change them; nobody has two at once. All of it is possible after the roadshow's end.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from server.domain.agenda import AGREED, TIMED, Meeting, MeetingStatus, Side
from server.domain.hours import settled_place, start
from server.domain.looks import passed_lead
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
    clean,
)
from server.domain.rules import EVERYONE, PLANNED, PRESENTING, Evolutions, Rule, Rules
from server.domain.state import Roadshow
from server.errors import Conflict, Missing


class MoveMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.move"):
    """Give an agreed meeting, seen at `version`, a time or a place, or another; without a time, the first both have."""

    meeting: MeetingId
    version: int
    starts_at: Moment | None = None
    place: Line = ""


class CancelMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.cancel"):
    """Call an agreed meeting off."""

    meeting: MeetingId
    note: Paragraph = ""


class MarkMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.mark"):
    """Say whether a meeting that has begun was held, or the investor did not come; the last word counts."""

    meeting: MeetingId
    held: bool


class MeetingText(Struct, frozen=True, kw_only=True):
    """What was written to the other side."""

    text: str


class MeetingScheduled(Event, frozen=True, kw_only=True, tag="meeting.scheduled"):
    """A meeting has its first time and place."""

    meeting: MeetingId
    starts_at: datetime
    minutes: int
    place: str = ""


class MeetingMoved(Event, frozen=True, kw_only=True, tag="meeting.moved"):
    """A meeting has another time or place."""

    meeting: MeetingId
    starts_at: datetime
    place: str = ""


class MeetingCancelled(Event, frozen=True, kw_only=True, tag="meeting.cancelled"):
    """An agreed meeting was called off."""

    meeting: MeetingId
    private: MeetingText | None = None


class MeetingMarked(Event, frozen=True, kw_only=True, tag="meeting.marked"):
    """A meeting was held, or the investor did not come."""

    meeting: MeetingId
    person: PersonId
    project: ProjectId
    held: bool


def move(state: Roadshow, command: MoveMeeting, context: Context) -> Sequence[Event]:
    """Either side and organizers, if everybody is free then."""
    meeting, _ = reached(state, command.meeting, context)
    in_status(meeting, AGREED)
    if command.version != meeting.version:
        raise Conflict("version_stale", f"version {meeting.version} stands")
    starts_at = start(state, meeting, command.starts_at, context)
    place = settled_place(state, meeting, starts_at, command.place)
    if meeting.status is MeetingStatus.scheduled:
        return [MeetingMoved(meeting=meeting.meeting, starts_at=starts_at, place=place)]
    return [MeetingScheduled(meeting=meeting.meeting, starts_at=starts_at, minutes=meeting.minutes, place=place)]


def cancel(state: Roadshow, command: CancelMeeting, context: Context) -> Sequence[Event]:
    """Either side and organizers."""
    meeting, _ = reached(state, command.meeting, context)
    in_status(meeting, AGREED)
    return [MeetingCancelled(meeting=meeting.meeting, private=note(command.note))]


def mark(state: Roadshow, command: MarkMeeting, context: Context) -> Sequence[Event]:
    """From its beginning on; twice the same is refused."""
    meeting, _ = reached(state, command.meeting, context)
    in_status(meeting, TIMED - {MeetingStatus.held if command.held else MeetingStatus.no_show})
    if meeting.starts_at is None or context.at < meeting.starts_at:
        raise Conflict("meeting_early")
    return [MeetingMarked(meeting=meeting.meeting, person=meeting.person, project=meeting.project, held=command.held)]


def reached(state: Roadshow, meeting: MeetingId, context: Context) -> tuple[Meeting, Side]:
    """A meeting and the side on which the actor is; Missing for who is on none."""
    if (found := state.agenda.meetings.get(meeting)) is None or (side := _side(found, context)) is None:
        raise Missing("meeting_missing")
    return found, side


def _side(meeting: Meeting, context: Context) -> Side | None:
    actor = context.actor
    if actor.role is Role.organizer:
        return Side.organizer
    if actor.role is Role.presenter and actor.project == meeting.project:
        return Side.project
    return Side.investor if actor.person == meeting.person else None


def known(state: Roadshow, lead: LeadId, project: ProjectId) -> PersonId | None:
    """The investor of a lead whom a project's presenters know of, by its signals or from a meeting; else None."""
    if (found := state.leads.get(lead)) is None or found.project != project:
        return None
    seen = passed_lead(state, lead, project) or any(state.agenda.of((found.person, project)))
    return found.person if seen else None


def in_status(meeting: Meeting, allowed: frozenset[MeetingStatus]) -> None:
    """Conflict where the meeting is in none of these."""
    if meeting.status not in allowed:
        raise Conflict("meeting_state")


def note(text: str) -> MeetingText | None:
    """What was written, cleaned; None where nothing is left."""
    return MeetingText(text=cleaned) if (cleaned := clean(text)) else None


def scheduled(state: Roadshow, event: MeetingScheduled, entry: Entry) -> Roadshow:
    """In both calendars."""
    fields = {"starts_at": event.starts_at, "minutes": event.minutes, "place": event.place, "expires_at": None}
    return changed(state, event.meeting, entry, status=MeetingStatus.scheduled, **fields)


def moved(state: Roadshow, event: MeetingMoved, entry: Entry) -> Roadshow:
    """The next entry in both calendars."""
    sequence = state.agenda.meetings[event.meeting].sequence + 1
    return changed(state, event.meeting, entry, starts_at=event.starts_at, place=event.place, sequence=sequence)


def cancelled(state: Roadshow, event: MeetingCancelled, entry: Entry) -> Roadshow:
    """Out of both calendars, which takes an entry more there."""
    sequence = state.agenda.meetings[event.meeting].sequence + 1
    answer = event.private.text if event.private else None
    return changed(state, event.meeting, entry, status=MeetingStatus.cancelled, answer=answer, sequence=sequence)


def marked(state: Roadshow, event: MeetingMarked, entry: Entry) -> Roadshow:
    """What came of it."""
    status = MeetingStatus.held if event.held else MeetingStatus.no_show
    return changed(state, event.meeting, entry, status=status)


def kept(state: Roadshow, meeting: Meeting) -> Roadshow:
    """The state with this meeting in it."""
    meetings = state.agenda.meetings.set(meeting.meeting, meeting)
    return replace(state, agenda=replace(state.agenda, meetings=meetings))


def changed(state: Roadshow, meeting: MeetingId, entry: Entry, **fields: Any) -> Roadshow:
    """The state with some fields of a meeting changed, at its next version."""
    before = state.agenda.meetings[meeting]
    return kept(state, replace(before, version=before.version + 1, at=entry.at, **fields))


RULES: Rules = {
    MoveMeeting: Rule(move, EVERYONE, PLANNED),
    CancelMeeting: Rule(cancel, EVERYONE, PLANNED),
    MarkMeeting: Rule(mark, PRESENTING, PLANNED),
}

EVOLVE: Evolutions = {
    MeetingScheduled: scheduled,
    MeetingMoved: moved,
    MeetingCancelled: cancelled,
    MeetingMarked: marked,
}
