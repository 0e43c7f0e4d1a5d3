from datetime import timedelta

import pytest

from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.messages import Role
from server.domain.people import ReassignSeat
from server.domain.presets import Admission, Certification, Gate, Preset
from server.domain.suitability import (
    CertificateGiven,
    CertificateWithdrawn,
    GiveCertificate,
    GroundRecorded,
    RecordGround,
    WithdrawCertificate,
    certifies,
    gated,
    grounded,
    passes,
)
from tests.server.domain.story import GUEST, HOST, IRIS, PROJECT_A, Story, expect, on_air, planned

TEXT, WORDS, OTHER = "c" * 64, "a" * 64, "d" * 64
BOTH = (Gate.round, Gate.intent)
ADMITTED = Preset(admission=Admission(text=WORDS, grounds=("member", "invited")))
CERTIFIED = Preset(certification=Certification(text=TEXT, bases=("income", "assets"), before=BOTH, days=30))
DECLARE = GiveCertificate(basis="income", text=TEXT)
TALK = StateIntent(project=PROJECT_A, kind=IntentKind.talk)


def test_a_ground_is_one_of_the_presets_and_may_be_another_or_none() -> None:
    story = planned(preset=ADMITTED)

    story.when(HOST, RecordGround(person=IRIS.person, ground="rumour")).refused("ground_refused")
    story.when(HOST, RecordGround(person=IRIS.person, ground=None)).refused("person_state")
    story.when(HOST, RecordGround(person=IRIS.person, ground="member"))
    story.then(GroundRecorded(person=IRIS.person, ground="member", text=WORDS))
    story.when(HOST, RecordGround(person=IRIS.person, ground="member")).refused("person_state")
    story.given(HOST, RecordGround(person=IRIS.person, ground="invited"))
    assert story.state.law.grounds[IRIS.person] == "invited"
    story.given(HOST, RecordGround(person=IRIS.person, ground=None))
    assert not story.state.law.grounds


def test_where_the_preset_has_no_grounds_none_is_recorded() -> None:
    planned().when(HOST, RecordGround(person=IRIS.person, ground="member")).refused("ground_refused")


def test_without_a_ground_on_record_an_investor_is_not_suitable() -> None:
    story = on_air(preset=ADMITTED)

    story.when(IRIS, TALK).refused("not_suitable")
    story.given(HOST, RecordGround(person=IRIS.person, ground="member")).given(IRIS, TALK)

    assert len(story.state.intents) == 1


def test_a_declaration_is_made_under_the_text_on_a_basis_and_expires() -> None:
    story = planned(preset=CERTIFIED)

    story.when(IRIS, GiveCertificate(basis="rumour", text=TEXT)).refused("basis_refused")
    story.when(IRIS, GiveCertificate(basis="income", text="")).refused("notice_missing")
    story.when(IRIS, GiveCertificate(basis="income", text=OTHER)).refused("notice_stale")
    story.when(IRIS, DECLARE).then(
        CertificateGiven(person=IRIS.person, basis="income", text=TEXT, expires_at=story.at + timedelta(days=30))
    )


def test_an_intent_needs_a_declaration_that_holds() -> None:
    story = on_air(preset=CERTIFIED)

    story.when(IRIS, TALK).refused("not_certified")
    story.given(IRIS, DECLARE).later(30 * 86_400 - 0.001).given(IRIS, TALK)
    story.later(0.001).when(IRIS, TALK).refused("certification_expired")
    story.given(IRIS, DECLARE).given(IRIS, TALK)


def test_a_declaration_is_taken_back_whatever_the_role_is_by_now() -> None:
    story = on_air(preset=CERTIFIED).given(IRIS, DECLARE)
    story.given(HOST, ReassignSeat(seat=IRIS.seat, role=Role.audience))

    story.when(GUEST, WithdrawCertificate()).refused("consent_state")
    story.when(IRIS, WithdrawCertificate()).then(CertificateWithdrawn(person=IRIS.person))

    assert not story.state.law.certificates


def test_where_the_preset_asks_for_no_declaration_none_is_taken() -> None:
    planned().when(IRIS, DECLARE).refused("basis_refused")


@pytest.mark.parametrize("before", [(Gate.round,), (Gate.intent,), BOTH])
def test_a_declaration_is_asked_for_before_its_gates_alone(before: tuple[Gate, ...]) -> None:
    certification = Certification(text=TEXT, bases=("income",), before=before, days=1)
    story: Story = planned(preset=Preset(certification=certification))

    for gate in BOTH:
        assert certifies(story.state, gate) is (gate in before)
        if gate in before:
            with expect("not_certified"):
                passes(story.state, IRIS.person, gate, story.at)
        else:
            passes(story.state, IRIS.person, gate, story.at)


def test_a_round_is_gated_by_a_ground_or_a_declaration_before_it() -> None:
    later = Preset(certification=Certification(text=TEXT, bases=("income",), before=(Gate.intent,), days=1))

    assert [gated(planned(preset=preset).state) for preset in (Preset(), later, ADMITTED, CERTIFIED)] == [
        False, False, True, True,
    ]  # fmt: skip
    assert grounded(planned().state, IRIS.person)
    assert not grounded(planned(preset=ADMITTED).state, IRIS.person)
