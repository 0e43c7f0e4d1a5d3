"""Money for reading: whole amounts as people say them, each in its own currency."""

from decimal import Decimal
from typing import Final

from babel.numbers import format_compact_currency, format_currency, get_currency_precision

from server.domain.messages import Amount, Currency
from server.http.language import Language

LONG: Final = "¤#,##0.###"


def digits(currency: Currency) -> int:
    """How many digits of minor units a currency has (ISO 4217); two where it is not known."""
    return get_currency_precision(currency)


def money(minor: int, currency: Currency, language: Language) -> str:
    """An amount such as ¥500,000, without decimals that say nothing."""
    value = Decimal(minor).scaleb(-digits(currency))
    return format_currency(value, currency, LONG, locale=language.locale, currency_digits=False)


def short(minor: int, currency: Currency, language: Language) -> str:
    """The same in few characters, such as ¥50万 or $1.2M; cut to two decimals."""
    value = Decimal(minor).scaleb(-digits(currency))
    return format_compact_currency(value, currency, locale=language.locale, fraction_digits=2)


def span(amount: Amount, language: Language) -> str:
    """A range from its low to its high end; an exact amount is one."""
    low, high = (short(end, amount.currency, language) for end in (amount.minimum, amount.maximum))
    return low if low == high else f"{low} – {high}"
