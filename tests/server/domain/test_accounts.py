import pytest
from msgspec.structs import replace

from server.domain.accounts import ASKED, Introduction, InvitationState, Place
from server.domain.messages import ProjectId, Role
from server.errors import Invalid
from tests.contracts.account_store import LATER, NOW, invitation, person, seat


def test_every_role_is_asked_for_a_name_at_least() -> None:
    assert set(ASKED) == set(Role)
    assert all("name" in fields for fields in ASKED.values())


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.organizer, "name"),
        (Role.presenter, "name, contact"),
        (Role.investor, "name, organisation, contact"),
        (Role.audience, "name"),
    ],
)
def test_what_is_asked_of_a_role_is_named_where_it_is_missing(role: Role, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        Introduction(name=" \u202e ", organisation="\t").checked(role)

    assert (refused.value.code, refused.value.detail) == ("form_malformed", missing)


def test_an_introduction_is_cleaned() -> None:
    given = Introduction(name=" Ann\u202e ", organisation="Fund\x00", contact=" +86 1 ")

    assert given.checked(Role.investor) == Introduction(name="Ann", organisation="Fund", contact="+86 1")


def test_an_invitation_is_open_until_something_becomes_of_it() -> None:
    made = invitation(1)

    assert made.state(NOW) is InvitationState.open
    assert made.state(LATER) is InvitationState.expired
    assert replace(made, accepted_at=NOW).state(LATER) is InvitationState.accepted
    assert replace(made, revoked_at=NOW).state(LATER) is InvitationState.revoked


def test_whoever_acts_from_a_seat_acts_under_their_own_name() -> None:
    place = Place(seat=seat(2, Role.presenter, ProjectId("prj_1")), person=person(2))

    actor = place.actor

    assert (actor.seat, actor.person, actor.role, actor.project) == ("sea_2", "per_2", "presenter", "prj_1")
    assert (actor.name, actor.organisation) == ("Person 2", "Fund")
