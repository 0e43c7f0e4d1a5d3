"""Leads to write files of."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from server.app.records import IntentRecord, LeadRecord, NoteRecord
from server.domain.course import IntentState
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import IntentId, LeadId, PersonId, ProjectId
from server.domain.terms import Level
from server.domain.workspace import LeadStage

AT = datetime(2026, 3, 1, 8, 30, 15, 250_000, tzinfo=UTC)

LEAD = LeadRecord(
    lead=LeadId("lea_1"),
    merged=(),
    project=ProjectId("prj_1"),
    project_title="自清洁涂料",
    number=7,
    person=PersonId("per_1"),
    name="欧阳娜娜",
    organisation='海天资本, "East"',
    contact="+86 138 0013 8000",
    consented=True,
    do_not_contact=False,
    questions=1,
    votes=2,
    watched=90,
    score=55,
    first_at=AT,
    last_at=AT,
    owner="Olga",
    stage=LeadStage.new,
    lost_reason=None,
    next_step="=call",
    due=date(2026, 3, 9),
    tags=(),
    notes=[],
    external={},
    intents=[],
    signals=[],
)

INVEST = IntentRecord(
    intent=IntentId("int_1"),
    kind=IntentKind.invest,
    state=IntentState.submitted,
    level=Level.soft_committed,
    amount_min_minor=50_000_000,
    amount_max_minor=100_000_050,
    currency="CNY",
    instrument=Instrument.safe,
    round=None,
    conditions=[],
    close_by=None,
    decide_by=date(2026, 5, 1),
    comment="-2+3 次级",
    stated_at=AT,
)

TALK = replace(
    INVEST,
    intent=IntentId("int_2"),
    kind=IntentKind.talk,
    level=Level.interested,
    amount_min_minor=None,
    amount_max_minor=None,
    currency=None,
    instrument=None,
    decide_by=None,
    comment=None,
)


def lead(*intents: IntentRecord, **fields: Any) -> LeadRecord:
    return replace(LEAD, intents=list(intents), **fields)


def note(text: str) -> NoteRecord:
    return NoteRecord(at=AT, by="Olga", text=text)
