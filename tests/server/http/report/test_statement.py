from datetime import date
from typing import Any

from msgspec.structs import replace

from server.domain.messages import Amount, Basis, Money
from server.domain.state import Feedback
from server.domain.terms import Channel, Condition, ConditionKind, Nda, Pricing, Round, Valuation
from server.domain.views import IntentView
from server.http.language import Languages
from server.http.report.statement import basis, details
from tests.server.http.report.evening import full, read

LANGUAGES = Languages()
ZH, EN = LANGUAGES["zh"], LANGUAGES["en"]


def intent(*, terms: dict[str, Any] | None = None, **fields: Any) -> IntentView:
    view = read(full()).intents[1]
    return replace(view, terms=replace(view.terms, **(terms or {})), **fields)


def test_what_was_not_said_is_not_there() -> None:
    assert details(intent(), EN) == []


def test_everything_that_can_be_said_is() -> None:
    said = {
        "amount": Amount(minimum=1, maximum=2, currency="CNY", basis=Basis.per_year),
        "round": Round.seed,
        "valuation": Valuation(pricing=Pricing.cap, amount=Money(minor=5_000_000_00, currency="CNY"), discount=20),
        "conditions": (
            Condition(kind=ConditionKind.trl, trl=6),
            Condition(kind=ConditionKind.price_cap, cap=Money(minor=100_000_00, currency="USD")),
            Condition(kind=ConditionKind.due_diligence),
            Condition(kind=ConditionKind.other),
        ),
        "decide_by": date(2027, 3, 31),
        "close_by": date(2027, 6, 30),
        "channels": (Channel.email, Channel.phone),
        "nda": Nda.signed,
        "conflict": True,
    }

    found = dict(details(intent(terms=said, condition="a visit first", nda_reference="NDA 7"), EN))

    assert found == {
        "Amount counts": "a year",
        "Round": "Seed",
        "Valuation": "Cap CN¥5M · 20 % discount",
        "Conditions": "A technology readiness level is reached: TRL 6 · The price stays below a cap: $100K · "
        "Due diligence · a visit first",
        "Decides by": "31 Mar 2027",
        "Closes by": "30 Jun 2027",
        "Contact by": "E-mail · Phone",
        "NDA": "An NDA is signed: NDA 7",
        "Conflict of interest": "declared",
    }


def test_why_it_was_declined_is_said_with_what_was_written() -> None:
    declined = intent(feedback=Feedback.too_early, reason="Come back in spring")

    assert details(declined, EN) == [("Reason", "Too early for us: Come back in spring")]


def test_both_languages_say_it() -> None:
    declined = details(intent(terms={"round": Round.seed}, feedback=Feedback.scientific), ZH)

    assert all(not (what + how).isascii() for what, how in declined)
    assert (basis(Basis.total, ZH), basis(Basis.per_year, ZH)) == ("", "每年")
