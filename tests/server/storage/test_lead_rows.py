from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.course import IntentState
from server.domain.kinds import IntentKind
from server.domain.messages import IntentId, LeadId, PersonId, ProjectId, RoadshowId
from server.domain.terms import Terms
from server.domain.workspace import Channel, Fit, LeadStage, LostReason, Note, NoteId, Turn, Work
from server.storage import lead_rows
from tests.contracts.account_store import HOST, LATER, NOW

ROADSHOW = RoadshowId("rsh_1")
BARE = Work(lead=LeadId("lea_1"), person=PersonId("per_2"), project=ProjectId("prj_1"), opened_at=NOW)
FULL = replace(
    BARE,
    version=3,
    owner=HOST.id,
    stage=LeadStage.disqualified,
    lost_reason=LostReason.timing,
    next_step="Call",
    due=date(2026, 4, 1),
    tags=("a", "b"),
    fit=(Fit.ticket,),
    do_not_contact=True,
    channels=(Channel.mail,),
    external={"hubspot": "17"},
    merged_into=LeadId("lea_2"),
    notes=1,
    last_note="rang",
)


def as_row(values: dict[str, object]) -> Any:
    return SimpleNamespace(**values)


@pytest.mark.parametrize("work", [BARE, FULL])
def test_work_comes_back_as_written(work: Work) -> None:
    assert lead_rows.to_work(as_row(lead_rows.lead_values(ROADSHOW, work))) == work


def test_a_note_comes_back_as_written() -> None:
    note = Note(note=NoteId("not_1"), lead=BARE.lead, by=HOST.id, at=NOW, text="rang")
    edited = replace(note, edited_at=LATER, version=2)

    for one in (note, edited):
        assert lead_rows.to_note(as_row(lead_rows.note_values(ROADSHOW, one))) == one


def test_a_difference_names_what_changed_and_nothing_else() -> None:
    after = replace(BARE, version=1, stage=LeadStage.meeting, due=date(2026, 4, 1))

    before, now = lead_rows.difference(BARE, after)

    assert before == {"stage": "new", "due": None}
    assert now == {"stage": "meeting", "due": "2026-04-01"}


def test_a_turn_comes_back_as_written() -> None:
    terms = Terms(kind=IntentKind.talk)
    stated = Turn(
        intent=IntentId("int_1"), seq=3, at=NOW, by=HOST.id, state=IntentState.submitted, version=1, terms=terms
    )

    for one in (stated, replace(stated, state=IntentState.seen, version=None, terms=None)):
        assert lead_rows.to_turn(as_row(lead_rows.turn_values(ROADSHOW, one))) == one
