from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.domain.messages import LeadId, PersonId, ProjectId
from server.domain.workspace import (
    Channel,
    Fit,
    LeadStage,
    LostReason,
    Note,
    NoteId,
    Work,
    WorkChange,
    moves,
)
from server.errors import Conflict, Invalid
from tests.contracts.account_store import LATER, NOW

OLGA, BO = PersonId("per_olga"), PersonId("per_bo")
WORK = Work(
    lead=LeadId("lea_1"),
    person=PersonId("per_1"),
    project=ProjectId("prj_1"),
    opened_at=NOW,
    version=3,
    owner=OLGA,
    due=date(2026, 4, 1),
)
FRESH = replace(WORK, owner=None)


def test_what_a_change_leaves_out_stays() -> None:
    changed = WorkChange(version=3, stage=LeadStage.contacted).applied(WORK)

    assert (changed.version, changed.stage, changed.owner, changed.due) == (4, "contacted", OLGA, WORK.due)


def test_a_change_can_empty_what_was_there() -> None:
    changed = msgspec.json.decode(b'{"version":3,"due":null,"owner":null}', type=WorkChange).applied(WORK)

    assert (changed.due, changed.owner) == (None, None)


def test_texts_are_cleaned_and_tags_are_there_once() -> None:
    change = WorkChange(version=3, next_step=" call\u202e ", tags=(" Seed ", "seed", "", "深圳"), external={"crm": " "})

    changed = change.applied(WORK)

    assert (changed.next_step, changed.tags, changed.external) == ("call", ("seed", "深圳"), {})


def test_what_can_be_ticked_is_in_one_order_and_once() -> None:
    change = WorkChange(version=3, fit=(Fit.region, Fit.ticket, Fit.region), channels=(Channel.phone, Channel.mail))

    changed = change.applied(WORK)

    assert (changed.fit, changed.channels) == ((Fit.ticket, Fit.region), (Channel.mail, Channel.phone))


def test_a_lead_is_disqualified_for_a_reason_which_goes_when_it_comes_back() -> None:
    with pytest.raises(Invalid, match="lost_reason_missing"):
        WorkChange(version=3, stage=LeadStage.disqualified).applied(WORK)
    lost = WorkChange(version=3, stage=LeadStage.disqualified, lost_reason=LostReason.terms).applied(WORK)
    back = WorkChange(version=4, stage=LeadStage.qualified).applied(lost)

    assert (lost.lost_reason, back.lost_reason) == (LostReason.terms, None)


def test_nobody_makes_a_lead_erased_or_works_on_one() -> None:
    with pytest.raises(Invalid, match="stage_refused"):
        WorkChange(version=3, stage=LeadStage.erased).applied(WORK)
    with pytest.raises(Conflict, match="lead_erased"):
        WorkChange(version=3, next_step="x").applied(replace(WORK, stage=LeadStage.erased))


def test_a_change_to_another_version_is_refused() -> None:
    with pytest.raises(Conflict, match="version 3 stands"):
        WorkChange(version=2).applied(WORK)


@given(st.sampled_from(LeadStage), st.none() | st.just(OLGA), st.booleans(), st.booleans())
def test_a_lead_moves_by_itself_to_nurture_and_from_there_to_new_and_nowhere_else(
    stage: LeadStage, owner: PersonId | None, interest: bool, live: bool
) -> None:
    moved = moves(replace(WORK, stage=stage, owner=owner), interest=interest, live=live)

    assert (stage, moved) in {
        (stage, None),
        (LeadStage.new, LeadStage.nurture),
        (LeadStage.nurture, LeadStage.new),
    }
    assert owner is None or moved is not LeadStage.nurture


def test_a_lead_rests_only_when_no_intent_is_left() -> None:
    assert moves(FRESH, interest=False, live=False) is LeadStage.nurture
    assert moves(FRESH, interest=False, live=True) is None
    assert moves(FRESH, interest=True, live=False) is None


def test_a_note_is_changed_by_its_author_on_the_version_they_saw() -> None:
    note = Note(note=NoteId("not_1"), lead=WORK.lead, by=OLGA, at=NOW, text="rang")

    edited = note.edited(1, " rang twice ", OLGA, LATER)

    assert (edited.text, edited.version, edited.edited_at, edited.at) == ("rang twice", 2, LATER, NOW)
    with pytest.raises(Conflict, match="version_stale"):
        edited.edited(1, "again", OLGA, LATER)
    with pytest.raises(Conflict, match="note_foreign"):
        note.edited(1, "mine", BO, LATER)
    with pytest.raises(Invalid, match="text_empty"):
        note.edited(1, "\u200b", OLGA, LATER)


@pytest.mark.parametrize("body", [b"{}", b'{"version":-1}', b'{"version":0,"lead":"x"}', b'{"version":0,"stage":"x"}'])
def test_a_change_is_strict(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=WorkChange)
