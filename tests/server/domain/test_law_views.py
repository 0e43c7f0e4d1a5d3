import pytest

from server.domain.law import RoundTerms
from server.domain.law_views import Fill, known, own_suitability, public_round, suitability, whole_round
from server.domain.messages import ProjectId
from server.domain.presets import Preset, Recipients
from server.domain.programme import RemovePitch
from server.domain.rounds import DescribeRound, OpenRound
from server.domain.suitability import GiveCertificate, RecordGround
from server.domain.visibility import PUBLIC, Audience, look_at, own_picture
from tests.server.domain import evening
from tests.server.domain.story import ANNA, BERT, HOST, IRIS, IVAN, PITCH_A, PROJECT_A, Story, planned

SEEKS = RoundTerms(amount=500)
DESCRIBE = DescribeRound(project=PROJECT_A, terms=SEEKS)


def described(preset: Preset) -> Story:
    return planned(preset=preset).given(HOST, DESCRIBE)


def test_organizers_and_the_projects_presenters_see_the_terms_and_no_other_presenter_does() -> None:
    state = described(Preset()).state

    whole = whole_round(state, PROJECT_A)
    assert whole is not None
    assert (whole.terms, whole.shown) == (SEEKS, 0)
    for who, terms in ((ANNA, SEEKS), (BERT, None)):
        view = look_at(state, "round", PROJECT_A, Audience.of(who.role, who.project, who.person))
        assert (view.terms if view else None) == terms  # type: ignore[attr-defined]


def test_the_public_learns_that_there_is_a_round_only_where_no_gate_is_before_it() -> None:
    open_ = look_at(described(Preset()).state, "round", PROJECT_A, PUBLIC)
    gated = look_at(described(evening.RULED).state, "round", PROJECT_A, PUBLIC)

    assert open_ is not None
    assert open_.terms is None  # type: ignore[attr-defined]
    assert gated is None


def test_an_investor_with_a_ground_alone_is_not_told_of_a_round_behind_a_declaration() -> None:
    story = described(evening.RULED).given(HOST, RecordGround(person=IRIS.person, ground="invited"))
    assert own_picture(story.state, IRIS.person)["own_round"] == {}

    story.given(IRIS, GiveCertificate(basis="income", text=evening.DECLARED))

    assert set(own_picture(story.state, IRIS.person)["own_round"]) == {PROJECT_A}
    assert own_picture(story.state, IVAN.person).get("own_round", {}) == {}


def test_the_organizer_sees_how_many_were_shown_a_round_and_who_declared_what() -> None:
    story = described(evening.RULED).given(HOST, RecordGround(person=IRIS.person, ground="invited"))
    story.given(IRIS, GiveCertificate(basis="income", text=evening.DECLARED), OpenRound(project=PROJECT_A))

    view, whole = suitability(story.state, IRIS.person), whole_round(story.state, PROJECT_A)

    assert view is not None
    assert whole is not None
    assert (view.ground, view.basis, view.certified_at, whole.shown) == ("invited", "income", story.at, 1)
    assert known(story.state) == {IRIS.person}
    assert suitability(story.state, IVAN.person) is None


def test_an_investor_sees_their_own_declaration_and_its_end() -> None:
    story = described(evening.RULED).given(IRIS, GiveCertificate(basis="income", text=evening.DECLARED))

    own = own_suitability(story.state, "own_suitability", IRIS.person)

    assert own is not None
    assert (own.grounded, own.basis, own.text) == (False, "income", evening.DECLARED)
    assert own_suitability(story.state, "own_suitability", IVAN.person) is None


@pytest.mark.parametrize(("limit", "fill"), [(5, Fill.fine), (None, Fill.fine)])
def test_without_recipients_there_is_room(limit: int | None, fill: Fill) -> None:
    preset = Preset(recipients=Recipients(limit=limit, warn=limit) if limit else None)

    view = look_at(described(preset).state, "recipients", "recipients", Audience.of(HOST.role, None))

    assert view is not None
    assert (view.count, view.limit, view.fill) == (0, limit, fill)  # type: ignore[attr-defined]


def test_the_round_of_a_project_that_left_the_programme_is_seen_by_nobody() -> None:
    story = described(Preset()).given(IRIS, OpenRound(project=PROJECT_A)).given(HOST, RemovePitch(pitch=PITCH_A))

    assert whole_round(story.state, PROJECT_A) is None
    assert public_round(story.state, PROJECT_A) is None
    assert own_picture(story.state, IRIS.person)["own_round"] == {}
    assert whole_round(story.state, ProjectId("prj_nowhere")) is None
