"""How meetings are held, and whom both sides would meet first; ranks are known to the side that gave them alone."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Final

from msgspec import Meta
from msgspec.structs import replace

from server.domain.agenda import Ranking, Setup, Timetable, Window
from server.domain.consents import seen_by
from server.domain.hours import Zone, zone
from server.domain.meetings import known
from server.domain.messages import Command, Context, Entry, Event, Identity, LeadId, Line, ProjectId, Role, clean, utc
from server.domain.rules import INVESTING, PLANNED, PRESENTERS, STAFF, Evolutions, Rule, Rules
from server.domain.show import YEARS
from server.domain.state import Roadshow
from server.errors import Conflict, Forbidden, Invalid, Missing

SLOTS: Final = 500
"""So many slots at most, which is more than a month of full days."""


class ConfigureMeetings(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="meeting.configure"):
    """Say how meetings are held: how long, when, where, how many a party has, and how long a request may wait.

    A timetable that was published stays; a new one may be made.
    """

    answer_hours: Annotated[int, Meta(ge=1, le=720)] = 72
    minutes: Annotated[int, Meta(ge=5, le=240)] = 20
    gap: Annotated[int, Meta(ge=0, le=120)] = 5
    windows: Annotated[tuple[Window, ...], Meta(max_length=32)] = ()
    places: Annotated[tuple[Line, ...], Meta(max_length=100)] = ()
    investor_limit: Annotated[int, Meta(ge=1, le=100)] = 5
    project_limit: Annotated[int, Meta(ge=1, le=200)] = 15


class SetRanking(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="ranking.set"):
    """Whom one would meet, the most wanted first: an investor names projects, presenters leads of their project."""

    order: Annotated[tuple[Identity, ...], Meta(max_length=200)]
    timezone: Zone = ""


class MeetingsConfigured(Event, frozen=True, kw_only=True, tag="meeting.configured"):
    """Meetings are held in another way from now on."""

    setup: Setup


class RankingGiven(Event, frozen=True, kw_only=True, tag="ranking.given"):
    """One side said whom it would meet first; `party` is the investor or the project."""

    party: str
    order: tuple[str, ...]
    timezone: str = ""


def configure(state: Roadshow, command: ConfigureMeetings, context: Context) -> Sequence[Event]:
    """Windows in order, apart from one another, and with slots for what is not too many meetings."""
    windows = sorted((_window(window) for window in command.windows), key=lambda window: window.starts_at)
    if any(before.ends_at > after.starts_at for before, after in pairwise(windows)):
        raise Invalid("window_range")
    places = tuple(dict.fromkeys(filter(None, map(clean, command.places))))
    setup = Setup(
        answer_hours=command.answer_hours,
        minutes=command.minutes,
        gap=command.gap,
        windows=tuple(windows),
        places=places,
        investor_limit=command.investor_limit,
        project_limit=command.project_limit,
    )
    step = command.minutes + command.gap
    if sum((window.ends_at - window.starts_at).total_seconds() for window in windows) / 60 / step > SLOTS:
        raise Invalid("window_range", f"at most {SLOTS} slots")
    return [MeetingsConfigured(setup=setup)]


def _window(window: Window) -> Window:
    starts_at, ends_at = (utc(at).replace(second=0, microsecond=0) for at in (window.starts_at, window.ends_at))
    if starts_at.year not in YEARS or ends_at.year not in YEARS:
        raise Invalid("time_range")
    if ends_at <= starts_at:
        raise Invalid("window_range")
    return Window(starts_at=starts_at, ends_at=ends_at)


def rank(state: Roadshow, command: SetRanking, context: Context) -> Sequence[Event]:
    """Until the timetable is published, as often as one likes; presenters of a project rank together."""
    unpublished(state)
    if len(set(command.order)) < len(command.order):
        raise Invalid("ranking_twice")
    party = PARTIES[context.actor.role](state, command, context)
    return [RankingGiven(party=party, order=command.order, timezone=zone(command.timezone))]


def _investor(state: Roadshow, command: SetRanking, context: Context) -> str:
    for project in command.order:
        state.pitch_of(ProjectId(project))
    return context.actor.person


def _project(state: Roadshow, command: SetRanking, context: Context) -> str:
    if (project := context.actor.project) is None:
        raise Forbidden("forbidden")
    seen = seen_by(state, context.actor.person)
    if any(known(seen, LeadId(lead), project) is None for lead in command.order):
        raise Missing("lead_missing")
    return project


PARTIES: Final = {Role.investor: _investor, Role.presenter: _project}


def configured(state: Roadshow, event: MeetingsConfigured, entry: Entry) -> Roadshow:
    """A proposal stays only while its slots and places do."""
    agenda = state.agenda
    same = (agenda.setup.slots, agenda.setup.places) == (event.setup.slots, event.setup.places)
    kept_table = same and agenda.timetable.published_at is None
    return changed_agenda(
        state,
        setup=event.setup,
        configured_at=entry.at,
        timetable=agenda.timetable if kept_table else Timetable(),
    )


def ranked(state: Roadshow, event: RankingGiven, entry: Entry) -> Roadshow:
    """The last word counts; an empty order is no ranking."""
    rankings = state.agenda.rankings
    if event.order:
        rankings = rankings.set(event.party, Ranking(order=event.order, by=entry.by, timezone=event.timezone))
    elif event.party in rankings:
        rankings = rankings.delete(event.party)
    return changed_agenda(state, rankings=rankings)


def unpublished(state: Roadshow) -> None:
    """Conflict where the timetable is published, after which neither ranks nor placements count."""
    if state.agenda.timetable.published_at is not None:
        raise Conflict("timetable_published")


def changed_agenda(state: Roadshow, **fields: Any) -> Roadshow:
    """The state with some fields of its agenda changed."""
    return replace(state, agenda=replace(state.agenda, **fields))


RULES: Rules = {
    ConfigureMeetings: Rule(configure, STAFF, PLANNED),
    SetRanking: Rule(rank, INVESTING | PRESENTERS, PLANNED),
}

EVOLVE: Evolutions = {MeetingsConfigured: configured, RankingGiven: ranked}
