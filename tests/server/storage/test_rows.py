from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.messages import LeadId, PersonId, ProjectId
from server.domain.workspace import LeadStage, Work
from server.storage import rows
from tests.contracts.account_store import HOST, LATER, NOW, invitation


def as_row(values: rows.Values, **more: object) -> Any:
    return SimpleNamespace(**{**values, **more})


def test_a_person_comes_back_as_written() -> None:
    assert rows.to_person(as_row(rows.person_values(HOST))) == HOST


@pytest.mark.parametrize("known", [None, HOST.id])
def test_an_invitation_comes_back_as_written(known: PersonId | None) -> None:
    made = replace(invitation(1, known), project=ProjectId("prj_1"))
    fresh = {"accepted_at": None, "accepted_by": None, "revoked_at": None}

    assert rows.to_invitation(as_row(rows.invitation_values(made), **fresh)) == made


@pytest.mark.parametrize("due", [None, date(2026, 4, 1)])
def test_work_comes_back_as_written(due: date | None) -> None:
    work = Work(
        lead=LeadId("lea_1"),
        person=HOST.id,
        project=ProjectId("prj_1"),
        opened_at=LATER,
        stage=LeadStage.agreed,
        due=due,
    )
    identity = {"lead": "lea_1", "person": HOST.id, "project": "prj_1", "opened_at": "2026-03-02T08:00:00.000Z"}

    assert rows.to_work(as_row(rows.work_values(work), **identity)) == work


def test_a_time_may_be_absent() -> None:
    assert rows.time(None) is None
    assert rows.time("2026-03-01T08:00:00.000Z") == NOW
