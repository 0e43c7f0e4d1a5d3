import pytest
from starlette.datastructures import FormData

from server.domain.kinds import Instrument
from server.domain.law import Round, RoundTerms
from server.domain.messages import Bilingual
from server.errors import Malformed
from server.http.language import Languages
from server.http.pages.page import Form
from server.http.pages.rounds import said, typed_round, values_of

LANGUAGES = Languages()


def form(**fields: str) -> Form:
    return Form(FormData({f"p.{name}": value for name, value in {"currency": "CNY", **fields}.items()}))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("5,000,000", "CNY", 500_000_000),
        ("1 000.5", "USD", 100_050),
        ("300", "JPY", 300),
        ("0", "CNY", 0),
        ("", "CNY", None),
    ],
)
def test_an_amount_is_typed_in_whole_units_and_kept_in_minor_ones(text: str, currency: str, minor: int | None) -> None:
    assert typed_round(form(amount=text, currency=currency), "p")["amount"] == minor


@pytest.mark.parametrize("text", ["many", "-1", "0.001", "1e30", "NaN", "inf"])
def test_what_is_no_amount_is_refused_by_the_name_of_its_field(text: str) -> None:
    with pytest.raises(Malformed, match="unsubscribed"):
        typed_round(form(unsubscribed=text), "p")


def test_the_form_shows_what_stands_as_it_was_typed() -> None:
    terms = RoundTerms(
        instrument=Instrument.safe, currency="USD", amount=100_050, unsubscribed=0, proceeds=Bilingual(zh="建厂")
    )

    values = values_of(Round(version=1, terms=terms), "p", "CNY")

    typed = Form(FormData(values))
    assert (values["p.amount"], values["p.unsubscribed"]) == ("1000.50", "0")
    assert typed_round(typed, "p")["amount"] == 100_050
    assert typed.text("p.proceeds_zh") == "建厂"
    assert values_of(None, "p", "CNY")["p.currency"] == "CNY"


def test_a_reader_is_told_the_lines_that_say_something() -> None:
    terms = RoundTerms(instrument=Instrument.safe, amount=50_000_000, terms=Bilingual(en="a seat"))

    lines = [(line.field.value, line.text) for line in said(Round(version=1, terms=terms), LANGUAGES["en"])]

    assert lines == [("instrument", "safe"), ("amount", "CN¥500,000"), ("terms", "a seat")]
