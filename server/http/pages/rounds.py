"""Terms of a round as organizers type them and as pages show them: amounts in whole units, minor units in the log."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from server.domain.kinds import Instrument
from server.domain.law import Round, RoundTerms
from server.domain.messages import Bilingual, Currency
from server.domain.presets import RoundField
from server.http.language import Language
from server.http.money import major, minor, money
from server.http.pages import typed
from server.http.pages.page import Form

TEXTS: Final = ("proceeds", "valuation", "terms")
AMOUNTS: Final = ("amount", "unsubscribed")


class Said(Struct, frozen=True, kw_only=True):
    """A line of a round for a reader; an instrument is named by its value, which the template says in words."""

    field: RoundField
    text: str


def typed_round(form: Form, project: str) -> typed.Values:
    """The terms in a form as the fields of their command; raises Malformed."""
    currency = form.text(f"{project}.currency")
    texts = {name: {side: form.text(f"{project}.{name}_{side}") for side in typed.SIDES} for name in TEXTS}
    return {
        "instrument": form.text(f"{project}.instrument") or None,
        "currency": currency,
        **{name: minor(form.text(f"{project}.{name}"), currency, name) for name in AMOUNTS},
        **texts,
    }


def values_of(found: Round | None, project: str, currency: Currency) -> typed.Values:
    """What stands, as its form shows it."""
    terms = found.terms if found else RoundTerms(currency=currency)
    texts = {f"{name}_{side}": getattr(getattr(terms, name), side) for name in TEXTS for side in typed.SIDES}
    amounts = {name: major(getattr(terms, name), terms.currency) for name in AMOUNTS}
    plain: typed.Values = {"instrument": terms.instrument or "", "currency": terms.currency}
    return {f"{project}.{name}": value for name, value in {**plain, **texts, **amounts}.items()}


def said(found: Round, language: Language) -> Sequence[Said]:
    """The lines that say something, in the reader's language."""
    lines = ((field, _text(found.terms, field, language)) for field in RoundField)
    return [Said(field=field, text=text) for field, text in lines if text]


def _text(terms: RoundTerms, field: RoundField, language: Language) -> str:
    value: Any = getattr(terms, field)
    if isinstance(value, Bilingual):
        return language.pick(value)
    if isinstance(value, int):
        return money(value, terms.currency, language)
    return msgspec.to_builtins(value) or ""


INSTRUMENTS: Final = tuple(Instrument)
