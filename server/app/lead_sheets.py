"""One lead in full: its row, its intents and its story, as far as the reader may see them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from server.app.lead_rows import LeadRow, Sources
from server.domain.accounts import Place
from server.domain.leads import Signal
from server.domain.merging import Known, Likeness, Twins, twins
from server.domain.messages import Bilingual, IntentId, LeadId, PersonId, PitchId
from server.domain.state import Roadshow
from server.domain.views import IntentView
from server.domain.visibility import look_at
from server.domain.workspace import Change, Note, Trace, Turn


class Moment(Struct, frozen=True, kw_only=True):
    """One signal in a lead's story; `second` counts from when `pitch`, the one that was on, began.

    A download has `seq` 0, not being in the log, and the name of the document as `about`.

    `lead` is the one it came to, which may have been merged since.
    """

    seq: int
    at: datetime
    lead: LeadId
    signal: Signal
    about: str
    pitch: PitchId | None
    second: int | None


class Viewing(Struct, frozen=True, kw_only=True):
    """For how long the project's pitch was watched, and from when to when at the utmost."""

    lead: LeadId
    seconds: int
    first_at: datetime
    last_at: datetime


class Told(Struct, frozen=True, kw_only=True):
    """Something that happened to an intent, with the name of who did it; without a name it happened by the clock."""

    turn: Turn
    author: str


class Written(Struct, frozen=True, kw_only=True):
    """A note with its author's name."""

    note: Note
    author: str


class Step(Struct, frozen=True, kw_only=True):
    """A change of the work with the name of who made it; without a name it happened by itself."""

    change: Change
    author: str


class Twin(Struct, frozen=True, kw_only=True):
    """Another lead of the project that is, or by its name may be, of the same human being."""

    lead: LeadId
    name: str
    organisation: str
    why: Likeness


class Joined(Struct, frozen=True, kw_only=True):
    """A lead that is shown under this one, and the version at which that can be undone."""

    lead: LeadId
    version: int
    name: str


class LeadSheet(Struct, frozen=True, kw_only=True):
    """All there is to a lead for one reader; `intents` are the live ones, `owner` is a name."""

    row: LeadRow
    project_title: Bilingual
    owner: str
    merged: list[Joined]
    intents: list[IntentView]
    story: list[Moment]
    turns: list[Told]
    watching: list[Viewing]
    notes: list[Written]
    changes: list[Step]
    twins: list[Twin]


class Pages(Struct, frozen=True, kw_only=True):
    """What is written of leads, by lead; `names` are those of all persons of the house who wrote."""

    traces: Mapping[LeadId, Sequence[Trace]]
    turns: Mapping[IntentId, Sequence[Turn]]
    notes: Mapping[LeadId, Sequence[Note]]
    changes: Mapping[LeadId, Sequence[Change]]
    names: Mapping[PersonId, str]
    twins: Mapping[LeadId, Sequence[Twin]]


def sheet(row: LeadRow, sources: Sources, pages: Pages) -> LeadSheet:
    """A lead's sheet; with the name hidden there is no story to guess it from."""
    leads = (row.lead, *row.merged)
    return LeadSheet(
        row=row,
        project_title=sources.state.pitch_of(row.view.project).title,
        owner=pages.names.get(row.owner, "") if row.owner else "",
        merged=[_joined(lead, sources) for lead in row.merged],
        intents=list(_intents(row, sources)),
        story=_together(leads, sources, pages) if row.view.person else [],
        turns=list(_turns(leads, sources, pages)) if row.view.person else [],
        watching=list(_watching(leads, sources)) if row.view.person else [],
        notes=[Written(note=note, author=pages.names.get(note.by, "")) for note in _all(pages.notes, leads)],
        changes=[Step(change=one, author=pages.names.get(one.by, "")) for one in _all(pages.changes, leads)],
        twins=list(pages.twins.get(row.lead, ())),
    )


def _joined(lead: LeadId, sources: Sources) -> Joined:
    signature = sources.state.leads[lead].signature
    return Joined(lead=lead, version=sources.works[lead].version, name=signature.name if signature else "")


def _all(kept: Mapping[LeadId, Sequence[Any]], leads: Iterable[LeadId]) -> list[Any]:
    return sorted((one for lead in leads for one in kept.get(lead, ())), key=lambda one: one.at)


def _intents(row: LeadRow, sources: Sources) -> Iterable[IntentView]:
    for brief in row.intents:
        if isinstance(view := look_at(sources.state, "intent", brief.intent, sources.audience), IntentView):
            yield view


def _story(leads: Iterable[LeadId], sources: Sources, pages: Pages) -> Iterable[Moment]:
    for trace in sorted(_all(pages.traces, leads), key=lambda trace: trace.seq):
        if sources.whole or not trace.host_only:
            pitch, second = on_at(sources.state, trace.at)
            fields = {"lead": trace.lead, "signal": trace.signal, "about": trace.about}
            yield Moment(seq=trace.seq, at=trace.at, pitch=pitch, second=second, **fields)


def _together(leads: Sequence[LeadId], sources: Sources, pages: Pages) -> list[Moment]:
    """What the log and what the record of downloads tells, in the order of time."""
    return sorted([*_story(leads, sources, pages), *_downloads(leads, sources)], key=lambda one: one.at)


def _downloads(leads: Iterable[LeadId], sources: Sources) -> Iterable[Moment]:
    for lead in leads:
        work = sources.works[lead]
        for one in sources.taken.get((work.person, work.project), ()):
            had = one.download
            yield Moment(
                seq=0,
                at=had.at,
                lead=lead,
                signal=Signal.download,
                about=one.name,
                pitch=had.pitch,
                second=had.second,
            )


def intents_of(leads: Iterable[LeadId], traces: Mapping[LeadId, Sequence[Trace]]) -> list[IntentId]:
    """The intents that leads were raised by, withdrawn ones too."""
    found = {trace.about for lead in leads for trace in traces.get(lead, ()) if trace.signal is Signal.intent}
    return [IntentId(intent) for intent in sorted(found)]


def _watching(leads: Iterable[LeadId], sources: Sources) -> Iterable[Viewing]:
    for lead in leads:
        work = sources.works[lead]
        if watched := sources.watched.get((work.person, work.project)):
            times = {"first_at": watched.first_at, "last_at": watched.last_at}
            yield Viewing(lead=lead, seconds=watched.seconds, **times)


def _turns(leads: Sequence[LeadId], sources: Sources, pages: Pages) -> Iterable[Told]:
    seen = (intent for intent in intents_of(leads, pages.traces) if _sees(intent, sources))
    turns = (turn for intent in seen for turn in passed(pages.turns.get(intent, ()), whole=sources.whole))
    for turn in sorted(turns, key=lambda turn: turn.seq):
        yield Told(turn=turn, author=pages.names.get(turn.by, ""))


def _sees(intent: IntentId, sources: Sources) -> bool:
    return look_at(sources.state, "intent", intent, sources.audience) is not None


def passed(turns: Iterable[Turn], *, whole: bool) -> Iterable[Turn]:
    """What happened to an intent; for a presenter nothing that happened while it was for the host alone."""
    hidden = False
    for turn in turns:
        hidden = not turn.terms.passed if turn.terms else hidden
        if whole or not hidden:
            yield turn


def on_at(state: Roadshow, at: datetime) -> tuple[PitchId | None, int | None]:
    """The pitch that was on at a time, and for how many seconds by then; nothing between pitches."""
    for pitch in state.pitches.values():
        began, ended = pitch.started_at, pitch.ended_at
        if began is not None and began <= at and (pitch.on if ended is None else at < ended):
            return pitch.pitch, int((at - began).total_seconds())
    return None, None


def twins_of(rows: Iterable[LeadRow], places: Iterable[Place]) -> dict[LeadId, list[Twin]]:
    """For each lead the others of its project whose persons may be one with its own, of those the reader knows."""
    by_person: dict[PersonId, list[LeadRow]] = {}
    for row in rows:
        if row.view.person:
            by_person.setdefault(row.view.person, []).append(row)
    persons = [place.person for place in places if place.person.id in by_person]
    known = [Known(person=one.id, name=one.name, organisation=one.organisation, contact=one.contact) for one in persons]
    found: dict[LeadId, list[Twin]] = {}
    for pair in twins(known):
        for one, other in _of_one_project(pair, by_person):
            found.setdefault(one.lead, []).append(_twin(other, pair.why))
            found.setdefault(other.lead, []).append(_twin(one, pair.why))
    return found


def _of_one_project(pair: Twins, rows: Mapping[PersonId, Sequence[LeadRow]]) -> Iterable[tuple[LeadRow, LeadRow]]:
    for one in rows[pair.first]:
        yield from ((one, other) for other in rows[pair.second] if one.view.project == other.view.project)


def _twin(row: LeadRow, why: Likeness) -> Twin:
    return Twin(lead=row.lead, name=row.view.name or "", organisation=row.view.organisation or "", why=why)


class OfLead(Protocol):
    """What belongs to a lead."""

    @property
    def lead(self) -> LeadId:
        """The lead."""
        ...


T = TypeVar("T", bound=OfLead)


def by_lead(several: Iterable[T]) -> dict[LeadId, list[T]]:
    """What belongs to each lead, in the order given."""
    found: dict[LeadId, list[T]] = {}
    for one in several:
        found.setdefault(one.lead, []).append(one)
    return found


def by_intent(several: Iterable[Turn]) -> dict[IntentId, list[Turn]]:
    """What happened to each intent, in the order given."""
    found: dict[IntentId, list[Turn]] = {}
    for one in several:
        found.setdefault(one.intent, []).append(one)
    return found
