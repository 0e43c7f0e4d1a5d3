"""A lead as others take it: one flat, typed record, the same whatever it is written as."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from server.app.lead_rows import LeadRow
from server.app.lead_sheets import LeadSheet
from server.domain.course import IntentState
from server.domain.kinds import Instrument, IntentKind
from server.domain.leads import Signal
from server.domain.messages import IntentId, LeadId, PersonId, PitchId, ProjectId
from server.domain.terms import ConditionKind, Level, Round
from server.domain.views import IntentView
from server.domain.workspace import LeadStage, LostReason

Moment = Annotated[datetime, Meta(tz=True)]


class IntentRecord(Struct, frozen=True, kw_only=True, gc=False):
    """A live intent; amounts are in minor units (cents, fen) of the currency, ISO 4217."""

    intent: IntentId
    kind: IntentKind
    state: IntentState
    level: Level
    amount_min_minor: int | None
    amount_max_minor: int | None
    currency: str | None
    instrument: Instrument | None
    round: Round | None
    conditions: list[ConditionKind]
    decide_by: date | None
    close_by: date | None
    comment: str | None
    stated_at: Moment


class SignalRecord(Struct, frozen=True, kw_only=True, gc=False):
    """One sign of interest; `about` is the question or the intent, `second` that of the pitch which was on."""

    at: Moment
    signal: Signal
    about: str
    pitch: PitchId | None
    second: int | None


class NoteRecord(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody wrote about the lead."""

    at: Moment
    by: str
    text: str


class LeadRecord(Struct, frozen=True, kw_only=True, gc=False):
    """One lead for one reader, with those merged into it; what the reader may not know is null. Times are UTC.

    `consented` says whether the project's presenters may know who it is; `intents` are live, the firmest first;
    `watched` is in seconds.
    """

    lead: LeadId
    merged: tuple[LeadId, ...]
    project: ProjectId
    project_title: str
    number: int
    person: PersonId | None
    name: str | None
    organisation: str | None
    contact: str | None
    consented: bool
    do_not_contact: bool
    questions: int
    votes: int
    watched: int
    score: int
    first_at: Moment | None
    last_at: Moment | None
    owner: str
    stage: LeadStage
    lost_reason: LostReason | None
    next_step: str
    due: date | None
    tags: tuple[str, ...]
    notes: list[NoteRecord]
    external: dict[str, str]
    intents: list[IntentRecord]
    signals: list[SignalRecord]


class Shape(Struct, frozen=True, kw_only=True):
    """What some records have and others have not: kinds of intent, and CRMs that know the lead."""

    kinds: tuple[IntentKind, ...] = ()
    systems: tuple[str, ...] = ()


REACHED: Final = (IntentState.confirmed, IntentState.accepted)
FIRMEST: Final = tuple(reversed(Level))
KINDS: Final = tuple(IntentKind)


def shape(rows: Iterable[LeadRow]) -> Shape:
    """What columns such leads need."""
    rows = list(rows)
    stated = {intent.kind for row in rows for intent in row.intents}
    systems = sorted({system for row in rows for system in row.external})
    return Shape(kinds=tuple(kind for kind in KINDS if kind in stated), systems=tuple(systems))


def recorded(sheet: LeadSheet) -> LeadRecord:
    """The record of a lead: the one place that knows how sheets are made."""
    row, title = sheet.row, sheet.project_title
    return LeadRecord(
        project=row.view.project,
        project_title=title.zh or title.en,
        score=row.score.total,
        owner=sheet.owner,
        notes=[NoteRecord(at=one.note.at, by=one.author, text=one.note.text) for one in sheet.notes],
        intents=sorted(map(_intent, sheet.intents), key=_firmness),
        signals=[SignalRecord(**{name: getattr(one, name) for name in SIGNALLED}) for one in sheet.story],
        **{name: getattr(row.view, name) for name in VIEWED},
        **{name: getattr(row, name) for name in WORKED},
    )


SIGNALLED: Final = SignalRecord.__struct_fields__
VIEWED: Final = ("number", "person", "name", "organisation", "questions", "votes", "first_at", "last_at")
WORKED: Final = (
    *("lead", "merged", "contact", "consented", "do_not_contact", "watched"),
    *("stage", "lost_reason", "next_step", "due", "tags", "external"),
)


def _firmness(intent: IntentRecord) -> tuple[int, int, int, datetime]:
    """What both sides have said comes before what one has."""
    reached = REACHED.index(intent.state) if intent.state in REACHED else len(REACHED)
    return reached, FIRMEST.index(intent.level), KINDS.index(intent.kind), intent.stated_at


def _intent(view: IntentView) -> IntentRecord:
    terms, amount = view.terms, view.terms.amount
    return IntentRecord(
        intent=view.intent,
        kind=terms.kind,
        state=view.state,
        level=terms.level,
        amount_min_minor=amount.minimum if amount else None,
        amount_max_minor=amount.maximum if amount else None,
        currency=amount.currency if amount else None,
        instrument=terms.instrument,
        round=terms.round,
        conditions=[condition.kind for condition in terms.conditions],
        decide_by=terms.decide_by,
        close_by=terms.close_by,
        comment=view.comment,
        stated_at=view.stated_at,
    )
