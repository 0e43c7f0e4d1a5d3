"""A timetable's arithmetic: who is to be matched with which capacity, who is busy when, which places are free."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from server.domain.agenda import (
    TIMED,
    Pair,
    Placement,
    clashes,
    lasting,
)
from server.domain.matching import Wish, match
from server.domain.meetings import known
from server.domain.messages import (
    LeadId,
    PersonId,
    ProjectId,
)
from server.domain.state import Roadshow

UNLIMITED: Final = 1000
"""So many meetings side by side where no places are named."""


def matched(state: Roadshow, pinned: Sequence[Placement], free: Mapping[str, int], slots: int) -> list[Pair]:
    """The stable pairs beside those placed by hand; `free` says how many slots a party has left where not all."""
    settled = {one.pair for one in pinned} | {
        (one.person, one.project) for one in state.agenda.meetings.values() if one.status in TIMED
    }
    setup, has = state.agenda.setup, Counter[str](party for one in pinned for party in one.pair)

    def capacity(party: str, limit: int) -> int:
        return max(min(limit - has[party], free.get(party, slots)), 0)

    investors = {
        person: Wish(
            tuple(one for one in order if (person, one) not in settled), capacity(person, setup.investor_limit)
        )
        for person, order in _investors(state)
    }
    projects = {project: Wish(order, capacity(project, setup.project_limit)) for project, order in _projects(state)}
    return match(investors, projects)


def _investors(state: Roadshow) -> Iterator[tuple[PersonId, tuple[ProjectId, ...]]]:
    for party, ranking in state.agenda.rankings.items():
        if party not in state.projects and not state.standing(PersonId(party)).removed:
            known = (ProjectId(project) for project in ranking.order)
            yield PersonId(party), tuple(project for project in known if project in state.projects)


def _projects(state: Roadshow) -> Iterator[tuple[ProjectId, tuple[PersonId, ...]]]:
    for project in state.projects:
        if ranking := state.agenda.rankings.get(project):
            leads = (LeadId(lead) for lead in ranking.order)
            yield project, tuple(person for lead in leads if (person := known(state, lead, project)))


def busy_slots(state: Roadshow, slots: Sequence[datetime], pinned: Iterable[Placement]) -> dict[str, set[int]]:
    """The slots in which parties have a meeting already, or one that was placed by hand."""
    minutes = state.agenda.setup.minutes
    met = [(one.person, one.project, span) for one in state.agenda.meetings.values() if (span := one.span)]
    met += [(one.person, one.project, lasting(one.starts_at, minutes)) for one in pinned]
    busy: dict[str, set[int]] = {}
    for person, project, span in met:
        taken = {number for number, at in enumerate(slots) if clashes(lasting(at, minutes), [span])}
        for party in (person, project):
            busy.setdefault(party, set()).update(taken)
    return busy


def tables(state: Roadshow, room: Sequence[Sequence[str]]) -> list[int]:
    """How many meetings more each slot can hold, of which `room` names the free places."""
    return [len(free) if state.agenda.setup.places else UNLIMITED for free in room]


def free_places(state: Roadshow, at: datetime, placements: Iterable[Placement]) -> list[str]:
    """The house's places that neither a meeting nor the proposal has taken then."""
    setup = state.agenda.setup
    span = lasting(at, setup.minutes)
    drafted = {one.place for one in placements if clashes(span, [lasting(one.starts_at, setup.minutes)])}
    return [place for place in setup.places if place not in drafted and not clashes(span, state.agenda.full(place))]


def placement_at(state: Roadshow, pair: Pair, at: datetime, free: Sequence[str]) -> Placement:
    """At one of the free places: a project stays at its own where it can, so that investors come to it."""
    places = state.agenda.setup.places
    usual = places[sorted(state.projects).index(pair[1]) % len(places)] if places else ""
    return Placement(
        person=pair[0], project=pair[1], starts_at=at, place=usual if usual in free else next(iter(free), "")
    )
