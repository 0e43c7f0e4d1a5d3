"""Meetings as the rules need them: who meets whom and when, what both sides rank, the timetable in the making.

A project's presenters meet together, so the two parties of a meeting are an investor and a project.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from immutables import Map
from msgspec import Meta, Struct

from server.domain.messages import Line, MeetingId, Moment, PersonId, ProjectId

Pair = tuple[PersonId, ProjectId]
Span = tuple[datetime, datetime]


class Side(StrEnum):
    """Who acts on a meeting."""

    investor = "investor"
    project = "project"
    organizer = "organizer"


class MeetingStatus(StrEnum):
    """How far a meeting has come; an accepted one has no time yet."""

    proposed = "proposed"
    accepted = "accepted"
    scheduled = "scheduled"
    declined = "declined"
    withdrawn = "withdrawn"
    expired = "expired"
    cancelled = "cancelled"
    held = "held"
    no_show = "no_show"


class MeetingReason(StrEnum):
    """Why a meeting was declined."""

    no_time = "no_time"
    not_a_fit = "not_a_fit"
    too_early = "too_early"
    in_contact = "in_contact"
    other = "other"


OPEN = frozenset({MeetingStatus.proposed, MeetingStatus.accepted, MeetingStatus.scheduled})
AGREED = frozenset({MeetingStatus.accepted, MeetingStatus.scheduled})
TIMED = frozenset({MeetingStatus.scheduled, MeetingStatus.held, MeetingStatus.no_show})


class Meeting(Struct, frozen=True, kw_only=True):
    """One meeting from its request on. `sequence` counts its calendar entries (RFC 5545 section 3.8.7.4).

    Zones are names of the tz database as the parties' browsers told them, or empty. `note` came with the request,
    `answer` with its refusal or cancellation; either is None where it was erased. `presenter` is who asked, accepted or
    ranked for the project.
    """

    meeting: MeetingId
    person: PersonId
    project: ProjectId
    by: Side
    status: MeetingStatus
    minutes: int
    asked_at: datetime
    at: datetime
    version: int = 1
    offers: tuple[datetime, ...] = ()
    starts_at: datetime | None = None
    place: str = ""
    sequence: int = 0
    expires_at: datetime | None = None
    note: str | None = ""
    answer: str | None = ""
    reason: MeetingReason | None = None
    investor_zone: str = ""
    project_zone: str = ""
    presenter: PersonId | None = None

    @property
    def span(self) -> Span | None:
        """From when to when it takes its parties' time; None for one without a time, or called off."""
        if self.starts_at is None or self.status not in TIMED:
            return None
        return self.starts_at, self.starts_at + timedelta(minutes=self.minutes)


class Window(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time in which meetings may be, cut into slots."""

    starts_at: Moment
    ends_at: Moment


class Setup(Struct, frozen=True, kw_only=True):
    """How meetings are held: times in minutes, places are tables, rooms or URLs; without places there is no limit."""

    answer_hours: int = 72
    minutes: int = 20
    gap: int = 5
    windows: tuple[Window, ...] = ()
    places: tuple[Annotated[str, Meta(max_length=200)], ...] = ()
    investor_limit: int = 5
    project_limit: int = 15

    @property
    def slots(self) -> tuple[datetime, ...]:
        """When meetings may begin, in order."""
        return tuple(slot for window in self.windows for slot in self._slots(window))

    def _slots(self, window: Window) -> Iterator[datetime]:
        length, step = timedelta(minutes=self.minutes), timedelta(minutes=self.minutes + self.gap)
        count = (window.ends_at - window.starts_at - length) // step + 1
        return (window.starts_at + number * step for number in range(count))


class Ranking(Struct, frozen=True, kw_only=True):
    """What one side would have most: projects for an investor, leads for a project."""

    order: tuple[str, ...]
    by: PersonId
    timezone: str = ""


class Placement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A meeting in a timetable that is not published; `pinned` says that it was put there by hand and stays."""

    person: PersonId
    project: ProjectId
    starts_at: Moment
    place: Line = ""
    pinned: bool = False

    @property
    def pair(self) -> Pair:
        """Who meets whom."""
        return self.person, self.project


class Timetable(Struct, frozen=True, kw_only=True):
    """The proposal as it stands, and who found no place in it."""

    placements: Map[Pair, Placement] = Map()
    left: tuple[Pair, ...] = ()
    proposed_at: datetime | None = None
    published_at: datetime | None = None


class Agenda(Struct, frozen=True, kw_only=True):
    """Everything about meetings. `configured_at` is None where meetings have their defaults."""

    setup: Setup = Setup()
    configured_at: datetime | None = None
    meetings: Map[MeetingId, Meeting] = Map()
    rankings: Map[str, Ranking] = Map()
    timetable: Timetable = Timetable()

    def of(self, pair: Pair) -> Iterator[Meeting]:
        """The meetings of a pair, open or not."""
        return (one for one in self.meetings.values() if (one.person, one.project) == pair)

    def taken(self, pair: Pair, besides: MeetingId | None = None) -> list[Span]:
        """When either party of a pair has a meeting."""
        theirs = (one for one in self.meetings.values() if one.person == pair[0] or one.project == pair[1])
        return [span for one in theirs if one.meeting != besides and (span := one.span)]

    def full(self, place: str, besides: MeetingId | None = None) -> list[Span]:
        """When somebody meets at a place."""
        there = (one for one in self.meetings.values() if one.place == place and one.meeting != besides)
        return [span for one in there if (span := one.span)]


def clashes(span: Span, taken: Iterable[Span]) -> bool:
    """Whether a time overlaps any of those; one that begins when another ends does not."""
    return any(span[0] < end and start < span[1] for start, end in taken)


def lasting(starts_at: datetime, minutes: int) -> Span:
    """The time of a meeting that begins then."""
    return starts_at, starts_at + timedelta(minutes=minutes)
