"""Money as people read and type it: whole units of a currency, where the domain has minor ones."""

from decimal import Decimal, InvalidOperation
from typing import Final

from babel.numbers import format_compact_currency, format_currency, get_currency_precision

from server.domain.messages import Amount, Currency
from server.errors import Malformed
from server.http.language import Language

LONG: Final = "¤#,##0.###"
MOST: Final = 10**15


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


def minor(text: str, currency: Currency, name: str) -> int | None:
    """What was typed into the field `name`, in minor units; None for nothing. Raises Malformed.

    Spaces and commas that group digits do not count.
    """
    digits_only = text.replace(",", "").replace("\u00a0", "").replace(" ", "")
    if not digits_only:
        return None
    try:
        value = Decimal(digits_only).scaleb(digits(currency))
    except InvalidOperation:
        raise Malformed("form_malformed", name) from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= MOST:
        raise Malformed("form_malformed", name)
    return int(value)


def major(minor: int | None, currency: Currency) -> str:
    """An amount as it would be typed; empty for none."""
    if minor is None:
        return ""
    value = Decimal(minor).scaleb(-digits(currency))
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value:f}"
