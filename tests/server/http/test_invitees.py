from msgspec.structs import replace

from server.domain.messages import ProjectId
from server.domain.state import Roadshow
from server.errors import Invalid, Malformed
from server.http.invitees import exported, refused, view
from server.http.spreadsheets import read
from tests.contracts.account_store import LATER, NOW, invitation


def test_an_invitation_is_shown_as_it_stands_and_its_digest_never() -> None:
    shown = view(replace(invitation(1), accepted_at=NOW), NOW, "https://x/i/1")

    assert (shown.name, shown.state, shown.link) == ("Ann", "accepted", "https://x/i/1")
    assert "digest" not in shown.__struct_fields__


def test_a_row_that_invited_nobody_says_why() -> None:
    result = refused(3, Invalid("project_needed"))

    assert (result.row, result.code, result.invitation) == (3, "project_needed", None)
    assert result.title == "A presenter needs a project, and nobody else has one."
    assert refused(1, Malformed("form_malformed", "$.role"), "角色").title == "角色"


def test_an_invitation_to_a_project_that_is_gone_is_exported_with_its_identity() -> None:
    gone = replace(invitation(1), project=ProjectId("prj_gone"))

    (row,) = read(exported(Roadshow(), [gone], LATER), ("invitation", "project", "state"), OTHERS)

    assert (row["project"], row["state"]) == ("prj_gone", "expired")


OTHERS = ("role", "name", "organisation", "contact", "created_at", "expires_at", "accepted_at")
