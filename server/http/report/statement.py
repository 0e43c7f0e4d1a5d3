"""All that an intent says beyond its first line, as pairs of what and how; what was not said is not there."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from babel.dates import format_date

from server.domain.messages import Basis
from server.domain.terms import Condition, ConditionKind, Terms
from server.domain.views import IntentView
from server.http.language import Language
from server.http.money import short
from server.http.report.words import (
    BASES,
    CHANNELS,
    CONDITIONS,
    FEEDBACKS,
    INSTRUMENTS,
    NDAS,
    PRICINGS,
    ROUNDS,
)

DAYS: Final = {"zh": "y年M月d日", "en": "d MMM y"}
"""Patterns of Unicode TR 35."""


def details(intent: IntentView, language: Language) -> Sequence[tuple[str, str]]:
    """The pairs, in the order of the pages that investors state their intents on."""
    return [(what, how) for what, how in _rows(intent, intent.terms, language) if how]


def basis(of: Basis, language: Language) -> str:
    """What an amount is for, where that is not all of it."""
    return "" if of is Basis.total else language.gettext(BASES[of])


def _rows(intent: IntentView, terms: Terms, language: Language) -> Iterable[tuple[str, str]]:
    say = language.gettext
    yield say("Amount counts"), basis(terms.amount.basis, language) if terms.amount else ""
    yield say("By"), say(INSTRUMENTS[terms.instrument]) if terms.instrument else ""
    yield say("Round"), say(ROUNDS[terms.round]) if terms.round else ""
    yield say("Valuation"), _valuation(terms, language)
    conditions = (_condition(one, intent.condition, language) for one in terms.conditions)
    yield say("Conditions"), " · ".join(conditions)
    yield say("Decides by"), _day(terms.decide_by, language)
    yield say("Closes by"), _day(terms.close_by, language)
    yield say("Contact by"), " · ".join(say(CHANNELS[channel]) for channel in terms.channels)
    yield say("NDA"), ": ".join(filter(None, (say(NDAS[terms.nda]), intent.nda_reference))) if terms.nda else ""
    yield say("Conflict of interest"), say("declared") if terms.conflict else ""
    reasons = (say(FEEDBACKS[intent.feedback]) if intent.feedback else "", intent.reason)
    yield say("Reason"), ": ".join(filter(None, reasons))


def _valuation(terms: Terms, language: Language) -> str:
    given = terms.valuation
    if given is None:
        return ""
    amount = short(given.amount.minor, given.amount.currency, language) if given.amount else ""
    discount = language.gettext("{percent} % discount").format(percent=given.discount) if given.discount else ""
    priced = " ".join(filter(None, (language.gettext(PRICINGS[given.pricing]), amount)))
    return " · ".join(filter(None, (priced, discount)))


def _condition(one: Condition, other: str | None, language: Language) -> str:
    if one.kind is ConditionKind.other and other:
        return other
    cap = short(one.cap.minor, one.cap.currency, language) if one.cap else ""
    return ": ".join(filter(None, (language.gettext(CONDITIONS[one.kind]), f"TRL {one.trl}" if one.trl else cap)))


def _day(day: date | None, language: Language) -> str:
    return format_date(day, DAYS[language.code], language.locale) if day else ""
