from datetime import date

import msgspec
import pytest

from server.domain.messages import LeadId, PersonId, ProjectId
from server.domain.workspace import LeadStage, Work, WorkChange
from tests.contracts.account_store import NOW

WORK = Work(
    lead=LeadId("lea_1"),
    person=PersonId("per_1"),
    project=ProjectId("prj_1"),
    opened_at=NOW,
    version=3,
    owner="Olga",
    due=date(2026, 4, 1),
)


def test_what_a_change_leaves_out_stays() -> None:
    changed = WorkChange(version=3, stage=LeadStage.contacted).applied(WORK)

    assert (changed.version, changed.stage, changed.owner, changed.due) == (4, "contacted", "Olga", WORK.due)


def test_a_change_can_empty_what_was_there() -> None:
    changed = msgspec.json.decode(b'{"version":3,"due":null,"owner":""}', type=WorkChange).applied(WORK)

    assert (changed.due, changed.owner) == (None, "")


def test_texts_are_cleaned() -> None:
    assert WorkChange(version=3, next_step=" call\u202e ", note="a\r\nb").applied(WORK).next_step == "call"


@pytest.mark.parametrize("body", [b"{}", b'{"version":-1}', b'{"version":0,"lead":"x"}', b'{"version":0,"stage":"x"}'])
def test_a_change_is_strict(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=WorkChange)
