from datetime import date
from typing import Any

import msgspec
import pytest

from server.domain.intents import StateIntent
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import Amount, Basis, Money
from server.domain.onair import EndPitch
from server.domain.statement import Way, text_of
from server.domain.terms import (
    Channel,
    Condition,
    ConditionKind,
    Level,
    Nda,
    Party,
    Pricing,
    Provenance,
    Round,
    Source,
    Terms,
    Valuation,
)
from server.domain.visibility import PUBLIC, Audience, own_picture, picture
from tests.server.domain.courses import now
from tests.server.domain.story import ANNA, CAST, HOST, IRIS, PITCH_A, PROJECT_A, START, Story, on_air

SOME = Amount(minimum=100, maximum=200, currency="CNY")
CAP = Money(minor=5, currency="USD")


def invest(**fields: Any) -> StateIntent:
    return StateIntent(project=PROJECT_A, kind=IntentKind.invest, **fields)


def pilot(**fields: Any) -> StateIntent:
    return StateIntent(project=PROJECT_A, kind=IntentKind.pilot, **fields)


def stated(command: StateIntent) -> Story:
    return on_air().given(IRIS, command, id="1")


def test_every_field_is_on_record_as_it_was_said() -> None:
    command = invest(
        level=Level.considering,
        party=Party.organisation,
        amount=Amount(minimum=5, maximum=5, currency="USD", basis=Basis.per_tranche),
        instrument=Instrument.safe,
        round=Round.pre_a,
        valuation=Valuation(pricing=Pricing.cap, amount=CAP, discount=20),
        conditions=(
            Condition(kind=ConditionKind.trl, trl=6),
            Condition(kind=ConditionKind.price_cap, cap=CAP),
            Condition(kind=ConditionKind.other),
        ),
        condition=" The patent first. ",
        confidence=73,
        decide_by=date(2026, 12, 1),
        close_by=date(2026, 12, 31),
        channels=(Channel.email, Channel.phone, Channel.email),
        nda=Nda.signed,
        nda_reference="NDA-7",
        organisation="Other Fund",
        conflict=True,
    )

    intent = now(stated(command))

    assert intent.terms == Terms(
        **{name: getattr(command, name) for name in Terms.__struct_fields__ if name not in ("channels", "consortium")},
        channels=(Channel.email, Channel.phone),
    )
    assert intent.text is not None
    assert (intent.text.condition, intent.text.confidence, intent.text.nda_reference) == (
        "The patent first.",
        73,
        "NDA-7",
    )
    assert (intent.text.signature.name, intent.text.signature.organisation) == (IRIS.name, "Other Fund")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"level": Level.soft_committed}, "amount_missing"),
        (
            {"level": Level.soft_committed, "amount": SOME, "conditions": (Condition(kind=ConditionKind.ip_title),)},
            "commitment_conditional",
        ),
        ({"amount": Amount(minimum=2, maximum=1, currency="CNY")}, "amount_range"),
        ({"amount": Amount(minimum=1, maximum=1, currency="JPY")}, "currency_refused"),
        (
            {"valuation": Valuation(pricing=Pricing.cap, amount=Money(minor=1, currency="JPY"))},
            "currency_refused",
        ),
        (
            {"conditions": (Condition(kind=ConditionKind.price_cap, cap=Money(minor=1, currency="JPY")),)},
            "currency_refused",
        ),
        ({"valuation": Valuation(pricing=Pricing.pre_money)}, "valuation_amount"),
        ({"valuation": Valuation(pricing=Pricing.uncapped, amount=CAP)}, "valuation_amount"),
        ({"conditions": (Condition(kind=ConditionKind.due_diligence),) * 2}, "condition_twice"),
        ({"conditions": (Condition(kind=ConditionKind.trl),)}, "condition_incomplete"),
        ({"conditions": (Condition(kind=ConditionKind.ip_title, trl=5),)}, "condition_incomplete"),
        ({"conditions": (Condition(kind=ConditionKind.price_cap),)}, "condition_incomplete"),
        ({"conditions": (Condition(kind=ConditionKind.other),), "condition": " "}, "condition_incomplete"),
        ({"condition": "without one"}, "condition_incomplete"),
        ({"decide_by": date(2026, 11, 23)}, "date_past"),
        ({"close_by": date(2026, 11, 23)}, "date_past"),
        ({"decide_by": date(9999, 12, 31)}, "time_range"),
        ({"decide_by": date(2026, 12, 2), "close_by": date(2026, 12, 1)}, "dates_order"),
    ],
)
def test_a_statement_that_contradicts_itself_is_refused_with_the_reason(fields: dict[str, Any], code: str) -> None:
    on_air().when(IRIS, invest(**fields)).refused(code)


@pytest.mark.parametrize(
    "fields",
    [{"round": Round.seed}, {"instrument": Instrument.loan}, {"valuation": Valuation(pricing=Pricing.uncapped)}],
)
def test_only_an_investment_has_a_round_an_instrument_or_a_valuation(fields: dict[str, Any]) -> None:
    on_air().when(IRIS, pilot(**fields)).refused("invest_only")


def test_a_project_may_have_an_intent_of_one_investor_for_each_round() -> None:
    story = stated(invest(round=Round.seed)).given(IRIS, invest(round=Round.a), id="2").given(IRIS, invest(), id="3")

    assert len(story.state.live_intents) == 3
    story.given(IRIS, invest(round=Round.a, level=Level.considering))
    assert len(story.state.intents) == 3


def test_today_is_not_over_yet_where_the_roadshow_is() -> None:
    assert now(stated(invest(decide_by=START.date()))).terms.decide_by == START.date()


def test_a_reference_is_kept_only_of_an_agreement_that_is_signed() -> None:
    assert text_of(pilot(nda=Nda.wanted, nda_reference="NDA-7"), IRIS).nda_reference == ""


def test_the_organisation_is_that_of_the_seat_unless_another_is_named() -> None:
    assert text_of(pilot(), IRIS).signature.organisation == IRIS.organisation


def test_where_a_version_comes_from_is_told_by_the_server_but_for_the_way() -> None:
    story = on_air().later(61.9).given(IRIS, invest(source=Way.qr), id="1")
    assert now(story).provenance == Provenance(source=Source.qr, second=61)

    story.given(HOST, EndPitch(pitch=PITCH_A)).later(2).given(IRIS, invest(level=Level.considering))
    assert now(story).provenance == Provenance(source=Source.button, second=None)


def test_the_confidence_is_for_the_investor_alone() -> None:
    story = stated(invest(confidence=73))
    audiences = [PUBLIC, *(Audience.of(who.role, who.project) for who in (HOST, ANNA))]
    others = [who for who in CAST if who != IRIS]

    pictures = [picture(story.state, audience) for audience in audiences]
    pictures += [own_picture(story.state, who.person) for who in others]

    assert b'"confidence":' not in msgspec.json.encode(pictures)
    assert b'"confidence":73' in msgspec.json.encode(own_picture(story.state, IRIS.person))
