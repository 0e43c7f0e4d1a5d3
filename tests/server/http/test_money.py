import pytest

from server.domain.messages import Amount
from server.http.language import Languages
from server.http.money import digits, money, short, span

LANGUAGES = Languages()
ZH, EN = LANGUAGES["zh"], LANGUAGES["en"]


@pytest.mark.parametrize(
    ("minor", "currency", "zh", "en"),
    [
        (50_000_000, "CNY", "¥500,000", "CN¥500,000"),
        (12_050, "USD", "US$120.5", "$120.5"),
        (500_000, "JPY", "JP¥500,000", "¥500,000"),
        (0, "CNY", "¥0", "CN¥0"),
    ],
)
def test_an_amount_is_written_in_its_own_units(minor: int, currency: str, zh: str, en: str) -> None:
    assert (money(minor, currency, ZH), money(minor, currency, EN)) == (zh, en)


def test_large_amounts_are_said_in_the_units_of_the_language() -> None:
    assert short(150_000_000, "CNY", ZH) == "¥150万"
    assert short(150_000_000, "CNY", EN) == "CN¥1.5M"


def test_a_range_that_is_one_amount_is_said_once() -> None:
    assert span(Amount(minimum=10**7, maximum=10**7, currency="USD"), EN) == "$100K"
    assert span(Amount(minimum=10**7, maximum=10**9, currency="USD"), EN) == "$100K – $10M"


def test_a_currency_nobody_knows_has_two_digits() -> None:
    assert (digits("JPY"), digits("KWD"), digits("ZZZ")) == (0, 3, 2)
