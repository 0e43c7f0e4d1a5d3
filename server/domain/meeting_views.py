"""What can be seen of meetings: the views, which are the allowlist of their fields, and how the state looks as each.

A presenter sees an investor under their number until there is a consent, here as everywhere.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct

from server.domain.agenda import Meeting, MeetingReason, MeetingStatus, Placement, Ranking, Setup, Side, Window
from server.domain.messages import LeadId, MeetingId, PersonId, ProjectId
from server.domain.state import Roadshow


class MutualView(Struct, frozen=True, kw_only=True):
    """What both sides of a meeting see of it alike."""

    meeting: MeetingId
    project: ProjectId
    by: Side
    status: MeetingStatus
    version: int
    minutes: int
    offers: tuple[datetime, ...]
    starts_at: datetime | None
    place: str
    sequence: int
    note: str | None
    answer: str | None
    reason: MeetingReason | None
    asked_at: datetime
    expires_at: datetime | None
    at: datetime
    project_zone: str


class MeetingView(MutualView, frozen=True, kw_only=True):
    """A meeting, for organizers, and for the project's presenters, by name where there is a consent."""

    lead: LeadId | None
    number: int
    person: PersonId | None
    name: str | None
    organisation: str | None
    investor_zone: str


class OwnMeetingView(MutualView, frozen=True, kw_only=True):
    """A meeting of the viewer's own, who is its investor."""


class MeetingsView(Struct, frozen=True, kw_only=True):
    """When meetings may be, for everybody; `ranking` says whether ranks still count. Not there before it is set up."""

    minutes: int
    gap: int
    answer_hours: int
    windows: tuple[Window, ...]
    ranking: bool


class PlacementView(Struct, frozen=True, kw_only=True):
    """A meeting in the proposal, with the zones that came with the ranks."""

    person: PersonId
    project: ProjectId
    starts_at: datetime
    place: str
    pinned: bool
    investor_zone: str
    project_zone: str


class LeftView(Struct, frozen=True, kw_only=True):
    """A pair that would meet and has no place in the proposal."""

    person: PersonId
    project: ProjectId


class TimetableView(Struct, frozen=True, kw_only=True):
    """The timetable in the making, for organizers: who has ranked, and never whom."""

    setup: Setup
    configured_at: datetime | None
    ranked_investors: tuple[PersonId, ...]
    ranked_projects: tuple[ProjectId, ...]
    placements: tuple[PlacementView, ...]
    left: tuple[LeftView, ...]
    proposed_at: datetime | None
    published_at: datetime | None


class RankingView(Struct, frozen=True, kw_only=True):
    """Whom the viewer would meet, the most wanted first: leads for presenters, projects for an investor."""

    order: tuple[str, ...]


def meeting(state: Roadshow, key: MeetingId) -> MeetingView | None:
    """Everything, for organizers."""
    found = state.agenda.meetings.get(key)
    return _meeting_view(state, found, named=True) if found else None


def passed_meeting(state: Roadshow, key: MeetingId, project: ProjectId) -> MeetingView | None:
    """For the project's presenters; with a name where they may know it."""
    found = state.agenda.meetings.get(key)
    if found is None or found.project != project:
        return None
    return _meeting_view(state, found, named=(found.person, project) in state.consents)


def _meeting_view(state: Roadshow, meeting: Meeting, *, named: bool) -> MeetingView:
    lead = state.lead_of.get((meeting.person, meeting.project))
    signature = state.leads[lead].signature if lead and named else None
    return MeetingView(
        lead=lead,
        number=state.number(meeting.person),
        person=meeting.person if named else None,
        name=signature.name if signature else None,
        organisation=signature.organisation if signature else None,
        investor_zone=meeting.investor_zone,
        **_alike(meeting),
    )


def own_meeting(state: Roadshow, key: MeetingId, person: PersonId) -> OwnMeetingView | None:
    """For its investor."""
    found = state.agenda.meetings.get(key)
    if found is None or found.person != person:
        return None
    return OwnMeetingView(**_alike(found))


def _alike(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in MutualView.__struct_fields__}


def meetings(state: Roadshow, key: str) -> MeetingsView | None:
    """When they may be."""
    agenda = state.agenda
    if agenda.configured_at is None:
        return None
    return MeetingsView(
        minutes=agenda.setup.minutes,
        gap=agenda.setup.gap,
        answer_hours=agenda.setup.answer_hours,
        windows=agenda.setup.windows,
        ranking=agenda.timetable.published_at is None,
    )


def timetable(state: Roadshow, key: str) -> TimetableView:
    """The proposal, in the order of time."""
    agenda, table = state.agenda, state.agenda.timetable
    ranked = sorted(agenda.rankings)
    placements = sorted(table.placements.values(), key=lambda one: (one.starts_at, one.project, one.person))
    return TimetableView(
        setup=agenda.setup,
        configured_at=agenda.configured_at,
        ranked_investors=tuple(PersonId(party) for party in ranked if party not in state.projects),
        ranked_projects=tuple(ProjectId(party) for party in ranked if party in state.projects),
        placements=tuple(_placement(state, one) for one in placements),
        left=tuple(LeftView(person=person, project=project) for person, project in table.left),
        proposed_at=table.proposed_at,
        published_at=table.published_at,
    )


def _placement(state: Roadshow, one: Placement) -> PlacementView:
    investor, project = (_zone(state.agenda.rankings.get(party)) for party in (one.person, one.project))
    return PlacementView(
        person=one.person,
        project=one.project,
        starts_at=one.starts_at,
        place=one.place,
        pinned=one.pinned,
        investor_zone=investor,
        project_zone=project,
    )


def _zone(ranking: Ranking | None) -> str:
    return ranking.timezone if ranking else ""


def own_project_ranking(state: Roadshow, key: str, project: ProjectId) -> RankingView | None:
    """The one that a project's presenters gave together; for them alone."""
    return _ranking(state, project) if key == project else None


def no_ranking(state: Roadshow, key: str) -> RankingView | None:
    """Organizers see who has ranked, and no ranks."""
    return None


def own_ranking(state: Roadshow, key: str, person: PersonId) -> RankingView | None:
    """The viewer's own; a presenter has none but the project's."""
    return _ranking(state, person)


def _ranking(state: Roadshow, party: str) -> RankingView | None:
    found = state.agenda.rankings.get(party)
    return RankingView(order=found.order) if found else None
