from immutables import Map

from server.domain.consortium import Consortia, Consortium
from server.domain.messages import ConsortiumId, PersonId, Signature
from tests.server.domain.story import PROJECT_A, PROJECT_B

CIRCLE = ConsortiumId("con_1")
LEAD, OTHER = PersonId("per_lead"), PersonId("per_other")


def circle() -> Consortia:
    """One person leads it and another is invited."""
    made = Consortium(
        consortium=CIRCLE,
        project=PROJECT_A,
        lead=LEAD,
        members=Map({LEAD: None}),
        invited=Map({OTHER: 1}),
    )
    return Consortia().kept(made, Consortia().of_pair.set((LEAD, PROJECT_A), CIRCLE))


def test_who_comes_in_is_a_member_and_invited_no_more() -> None:
    consortia = circle().entered(CIRCLE, OTHER, Signature(name="Other"))

    found = consortia.of(OTHER, PROJECT_A)
    assert found is not None
    assert (set(found.members), dict(found.invited)) == ({LEAD, OTHER}, {})
    assert consortia.of(OTHER, PROJECT_B) is None


def test_who_declines_an_invitation_stays_in_the_consortium_they_are_in() -> None:
    consortia = circle().entered(CIRCLE, OTHER, None)
    second = Consortium(
        consortium=ConsortiumId("con_2"),
        project=PROJECT_A,
        lead=PersonId("per_third"),
        members=Map({PersonId("per_third"): None}),
        invited=Map({OTHER: 2}),
    )
    consortia = consortia.kept(second, consortia.of_pair).left(ConsortiumId("con_2"), OTHER)

    assert consortia.of(OTHER, PROJECT_A) == consortia.known[CIRCLE]


def test_nobody_is_in_one_that_is_over() -> None:
    consortia = circle().entered(CIRCLE, OTHER, None).over(CIRCLE)

    assert not consortia.of_pair
    assert consortia.known[CIRCLE].ended
