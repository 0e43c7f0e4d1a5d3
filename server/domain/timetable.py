"""The timetable of meetings after a roadshow: computed from both sides' ranks, adjusted by hand, published.

Until it is published it can be computed again at any time; what was placed by hand stays in it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from immutables import Map
from msgspec.structs import replace

from server.domain.agenda import OPEN, TIMED, Meeting, MeetingStatus, Pair, Placement, Side, clashes, lasting
from server.domain.hours import ahead
from server.domain.meetings import MeetingScheduled, kept
from server.domain.messages import Command, Context, Entry, Event, Line, MeetingId, Moment, PersonId, ProjectId, clean
from server.domain.proposal import busy_slots, free_places, matched, placement_at, tables
from server.domain.rankings import changed_agenda, unpublished
from server.domain.rules import PLANNED, STAFF, Evolutions, Rule, Rules
from server.domain.slotting import placed
from server.domain.state import Roadshow
from server.errors import Conflict, Missing


class ProposeTimetable(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="timetable.propose"):
    """Compute who meets whom and when; what was placed by hand stays."""


class PlaceMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="timetable.place"):
    """Put a pair at a time of the proposal, or at another; without a place, at the first that is free."""

    person: PersonId
    project: ProjectId
    starts_at: Moment
    place: Line = ""


class UnplaceMeeting(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="timetable.unplace"):
    """Take a pair out of the proposal."""

    person: PersonId
    project: ProjectId


class PublishTimetable(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="timetable.publish"):
    """Make meetings of the proposal, and tell both sides."""


class TimetableProposed(Event, frozen=True, kw_only=True, tag="timetable.proposed"):
    """A proposal replaced the one before; `left` would meet and have no place in it."""

    placements: tuple[Placement, ...]
    left: tuple[Pair, ...] = ()


class MeetingPlaced(Event, frozen=True, kw_only=True, tag="timetable.placed"):
    """A pair was put at a time by hand."""

    placement: Placement


class MeetingUnplaced(Event, frozen=True, kw_only=True, tag="timetable.unplaced"):
    """A pair was taken out by hand."""

    person: PersonId
    project: ProjectId


class TimetablePublished(Event, frozen=True, kw_only=True, tag="timetable.published"):
    """The proposal holds; its meetings follow."""


class MeetingArranged(Event, frozen=True, kw_only=True, tag="meeting.arranged"):
    """A meeting came out of the timetable."""

    meeting: MeetingId
    person: PersonId
    project: ProjectId
    minutes: int
    starts_at: Moment
    place: str = ""


def propose(state: Roadshow, command: ProposeTimetable, context: Context) -> Sequence[Event]:
    """The same ranks, limits and meetings give the same proposal."""
    unpublished(state)
    slots = tuple(at for at in state.agenda.setup.slots if at > context.at)
    if not slots:
        raise Conflict("slots_missing")
    pinned = [one for one in state.agenda.timetable.placements.values() if one.pinned]
    busy = busy_slots(state, slots, pinned)
    pairs = matched(state, pinned, {party: len(slots) - len(taken) for party, taken in busy.items()}, len(slots))
    # No two slots overlap, so that a place which is taken in one is free in all others.
    room = [free_places(state, at, pinned) for at in slots]
    found = placed(pairs, tables(state, room), busy)
    placements = list(pinned)
    for pair, slot in found.items():
        placements.append(one := placement_at(state, pair, slots[slot], room[slot]))
        room[slot] = [free for free in room[slot] if free != one.place]
    left = tuple(pair for pair in pairs if pair not in found)
    return [TimetableProposed(placements=tuple(sorted(placements, key=_order)), left=left)]


def place(state: Roadshow, command: PlaceMeeting, context: Context) -> Sequence[Event]:
    """An investor who has a lead with the project, where both and the place are free; it is pinned."""
    unpublished(state)
    pair = (command.person, state.pitch_of(command.project).project)
    if pair not in state.lead_of:
        raise Missing("person_missing")
    if any(one.status in TIMED for one in state.agenda.of(pair)):
        raise Conflict("meeting_exists")
    at, others, minutes = ahead(command.starts_at, context), _others(state, pair), state.agenda.setup.minutes
    theirs = [lasting(one.starts_at, minutes) for one in others if set(one.pair) & set(pair)]
    if clashes(lasting(at, minutes), [*theirs, *state.agenda.taken(pair)]):
        raise Conflict("meeting_clash")
    placement = placement_at(state, pair, at, free_places(state, at, others))
    if (wanted := clean(command.place)) and wanted != placement.place:
        if wanted in state.agenda.setup.places and wanted not in free_places(state, at, others):
            raise Conflict("place_taken")
        placement = replace(placement, place=wanted)
    return [MeetingPlaced(placement=replace(placement, pinned=True))]


def _others(state: Roadshow, pair: Pair) -> list[Placement]:
    return [one for one in state.agenda.timetable.placements.values() if one.pair != pair]


def unplace(state: Roadshow, command: UnplaceMeeting, context: Context) -> Sequence[Event]:
    """Only what is in the proposal."""
    unpublished(state)
    if (command.person, command.project) not in state.agenda.timetable.placements:
        raise Missing("meeting_missing")
    return [MeetingUnplaced(person=command.person, project=command.project)]


def publish(state: Roadshow, command: PublishTimetable, context: Context) -> Sequence[Event]:
    """All of it or nothing; a pair that has agreed on a time meanwhile keeps that."""
    unpublished(state)
    placements = sorted(state.agenda.timetable.placements.values(), key=_order)
    if not placements:
        raise Conflict("timetable_empty")
    events: list[Event] = []
    for number, one in enumerate(placements, start=1):
        events += _published(state, one, MeetingId(f"mee_{context.id}_{number}"), context)
    return [TimetablePublished(), *events]


def _published(state: Roadshow, one: Placement, fresh: MeetingId, context: Context) -> list[Event]:
    minutes = state.agenda.setup.minutes
    known = [meeting for meeting in state.agenda.of(one.pair) if meeting.status in OPEN | TIMED]
    if any(meeting.status in TIMED for meeting in known):
        return []
    if clashes(lasting(ahead(one.starts_at, context), minutes), state.agenda.taken(one.pair)):
        raise Conflict("meeting_clash")
    fields: dict[str, Any] = {"starts_at": one.starts_at, "minutes": minutes, "place": one.place}
    if known:
        return [MeetingScheduled(meeting=known[0].meeting, **fields)]
    return [MeetingArranged(meeting=fresh, person=one.person, project=one.project, **fields)]


def _order(placement: Placement) -> tuple[datetime, ProjectId, PersonId]:
    return placement.starts_at, placement.project, placement.person


def proposed(state: Roadshow, event: TimetableProposed, entry: Entry) -> Roadshow:
    """As a whole."""
    placements: Map[Pair, Placement] = Map({one.pair: one for one in event.placements})
    return _table(state, placements=placements, left=event.left, proposed_at=entry.at)


def put(state: Roadshow, event: MeetingPlaced, entry: Entry) -> Roadshow:
    """Left over no more."""
    table, pair = state.agenda.timetable, event.placement.pair
    left = tuple(one for one in table.left if one != pair)
    return _table(state, placements=table.placements.set(pair, event.placement), left=left)


def taken_out(state: Roadshow, event: MeetingUnplaced, entry: Entry) -> Roadshow:
    """Gone, and not told among those left over."""
    return _table(state, placements=state.agenda.timetable.placements.delete((event.person, event.project)))


def published(state: Roadshow, event: TimetablePublished, entry: Entry) -> Roadshow:
    """From here on the meetings are the truth."""
    return _table(state, placements=Map(), published_at=entry.at)


def arranged(state: Roadshow, event: MeetingArranged, entry: Entry) -> Roadshow:
    """In both calendars, in the zones that came with the ranks."""
    ours, theirs = (state.agenda.rankings.get(party) for party in (event.person, event.project))
    meeting = Meeting(
        meeting=event.meeting,
        person=event.person,
        project=event.project,
        by=Side.organizer,
        status=MeetingStatus.scheduled,
        minutes=event.minutes,
        asked_at=entry.at,
        at=entry.at,
        starts_at=event.starts_at,
        place=event.place,
        investor_zone=ours.timezone if ours else "",
        project_zone=theirs.timezone if theirs else "",
        presenter=theirs.by if theirs else None,
    )
    return kept(state, meeting)


def _table(state: Roadshow, **fields: Any) -> Roadshow:
    return changed_agenda(state, timetable=replace(state.agenda.timetable, **fields))


RULES: Rules = {
    ProposeTimetable: Rule(propose, STAFF, PLANNED),
    PlaceMeeting: Rule(place, STAFF, PLANNED),
    UnplaceMeeting: Rule(unplace, STAFF, PLANNED),
    PublishTimetable: Rule(publish, STAFF, PLANNED),
}

EVOLVE: Evolutions = {
    TimetableProposed: proposed,
    MeetingPlaced: put,
    MeetingUnplaced: taken_out,
    TimetablePublished: published,
    MeetingArranged: arranged,
}
