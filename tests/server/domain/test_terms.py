import msgspec
import pytest

from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Money
from server.domain.terms import Condition, ConditionKind, Hash, Percent, Pricing, Terms, Valuation

CNY, USD, EUR = (Money(minor=1, currency=currency) for currency in ("CNY", "USD", "EUR"))


def test_every_currency_that_occurs_is_named() -> None:
    terms = Terms(
        kind=IntentKind.invest,
        amount=Amount(minimum=1, maximum=1, currency="CNY"),
        valuation=Valuation(pricing=Pricing.cap, amount=USD),
        conditions=(Condition(kind=ConditionKind.price_cap, cap=EUR), Condition(kind=ConditionKind.ip_title)),
    )

    assert list(terms.currencies) == ["CNY", "USD", "EUR"]
    assert list(Terms(kind=IntentKind.talk).currencies) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Money, {"minor": -1, "currency": "CNY"}),
        (Money, {"minor": 1.5, "currency": "CNY"}),
        (Money, {"minor": 1, "currency": "cny"}),
        (Amount, {"minimum": 1, "maximum": 2, "currency": "CNY", "basis": "per_month"}),
        (Condition, {"kind": "trl", "trl": 10}),
        (Condition, {"kind": "trl", "more": 1}),
        (Percent, 101),
        (Hash, "A" * 64),
        (Hash, "0" * 63),
    ],
)
def test_what_is_not_of_its_form_is_no_part_of_terms(kind: type, value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, kind)
