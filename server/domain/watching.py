"""Watching: who was here during which pitch and for how long, told from looks at who is here, a second or so apart.

Between two looks in a row at which somebody is here, they are taken to have been here throughout. Where looks were
further apart than GAP nothing is known of the time in between, so nothing is claimed of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import PersonId, PitchId, Role, SeatId
from server.domain.state import Pair, Roadshow, Status

GAP: Final = timedelta(seconds=5)
WATCHING: Final = frozenset({Role.investor, Role.audience})
SECOND: Final = timedelta(seconds=1)


class Evidence(StrEnum):
    """What is known of somebody's watching: a connection that receives the stage's picture, or the page alone."""

    picture = "picture"
    page = "page"


class Watcher(Struct, frozen=True, kw_only=True):
    """Somebody who is here now."""

    seat: SeatId
    person: PersonId
    by: Evidence


class Span(Struct, frozen=True, kw_only=True):
    """Unbroken watching of one pitch in one way; without a pitch, of what is shown between pitches."""

    seat: SeatId
    person: PersonId
    by: Evidence
    pitch: PitchId | None
    started_at: datetime
    ended_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it was."""
        return self.ended_at - self.started_at


class Watched(Struct, frozen=True, kw_only=True):
    """How long somebody watched, by picture or page, and from when to when at the utmost."""

    seconds: int
    first_at: datetime
    last_at: datetime


class Seen(Struct, frozen=True):
    """What a look came to: the spans that go on, and those that are over."""

    going: Mapping[SeatId, Span]
    over: Sequence[Span]


def seen(state: Roadshow, going: Mapping[SeatId, Span], here: Iterable[Watcher], at: datetime) -> Seen:
    """One look further; a span is cut where the pitch of the moment changes, to the millisecond.

    Nobody watches a roadshow that has not begun, is paused or is over.
    """
    now = {each.seat: each for each in here} if state.status is Status.live else {}
    over = [span for seat, span in going.items() if seat not in now]
    after, pitch, known = {}, _pitch(state), at - GAP
    for seat, watcher in now.items():
        before = going.get(seat)
        if before is not None and before.pitch == pitch and before.by is watcher.by and before.ended_at >= known:
            after[seat] = replace(before, ended_at=at)
        else:
            *ended, after[seat] = _steps(state, before, watcher, at)
            over.extend(ended)
    return Seen(after, over)


def _steps(state: Roadshow, before: Span | None, watcher: Watcher, at: datetime) -> Sequence[Span]:
    """What was before, which is over now, and what begins."""
    if before is None or at - before.ended_at > GAP:
        return [*([before] if before else []), _begun(state, watcher, at, at)]
    if before.pitch != _pitch(state):
        before = replace(before, ended_at=_end_of(state, before, at))
        return [before, _begun(state, watcher, max(before.ended_at, _began(state) or before.ended_at), at)]
    return [replace(before, ended_at=at), _begun(state, watcher, at, at)]


def _pitch(state: Roadshow) -> PitchId | None:
    return state.current.pitch if state.current else None


def _begun(state: Roadshow, watcher: Watcher, since: datetime, at: datetime) -> Span:
    return Span(
        seat=watcher.seat,
        person=watcher.person,
        by=watcher.by,
        pitch=_pitch(state),
        started_at=min(since, at),
        ended_at=at,
    )


def _began(state: Roadshow) -> datetime | None:
    return state.current.started_at if state.current else None


def _end_of(state: Roadshow, span: Span, at: datetime) -> datetime:
    """When the pitch of a span ended, or the pause between pitches did."""
    pitch = state.pitches.get(span.pitch) if span.pitch else None
    end = pitch.ended_at if pitch else _began(state)
    return min(max(end or at, span.ended_at), at)


def curve(spans: Iterable[Span], start: datetime, seconds: int) -> list[int]:
    """How many persons watched in each of these seconds; who watched a part of a second counts for it once."""
    steps = [0] * (seconds + 1)
    for person in _by_person(spans).values():
        for first, last in _joined(_seconds_of(span, start, seconds) for span in person):
            steps[first] += 1
            steps[last] -= 1
    return list(accumulate(steps))[:seconds]


def _by_person(spans: Iterable[Span]) -> Mapping[PersonId, Sequence[Span]]:
    found: dict[PersonId, list[Span]] = {}
    for span in spans:
        found.setdefault(span.person, []).append(span)
    return found


def _seconds_of(span: Span, start: datetime, seconds: int) -> tuple[int, int]:
    """The seconds a span touches, from one to before the other."""
    first, last = (span.started_at - start) // SECOND, -((start - span.ended_at) // SECOND)
    return min(max(first, 0), seconds), min(max(last, 0), seconds)


def _joined(stretches: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def by_lead(state: Roadshow, watched: Mapping[tuple[PersonId, PitchId], Watched]) -> Mapping[Pair, Watched]:
    """The same for each person and project, pitches being projects' by the programme."""
    return {
        (person, state.pitches[pitch].project): found
        for (person, pitch), found in watched.items()
        if pitch in state.pitches
    }
