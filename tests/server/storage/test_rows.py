from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from server.domain.messages import PersonId, ProjectId
from server.storage import rows
from tests.contracts.account_store import HOST, NOW, invitation


def as_row(values: rows.Values, **more: object) -> Any:
    return SimpleNamespace(**{**values, **more})


def test_a_person_comes_back_as_written() -> None:
    assert rows.to_person(as_row(rows.person_values(HOST))) == HOST


@pytest.mark.parametrize("known", [None, HOST.id])
def test_an_invitation_comes_back_as_written(known: PersonId | None) -> None:
    made = replace(invitation(1, known), project=ProjectId("prj_1"))
    fresh = {"accepted_at": None, "accepted_by": None, "revoked_at": None}

    assert rows.to_invitation(as_row(rows.invitation_values(made), **fresh)) == made


def test_a_time_may_be_absent() -> None:
    assert rows.time(None) is None
    assert rows.time("2026-03-01T08:00:00.000Z") == NOW
