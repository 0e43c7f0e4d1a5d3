"""A statement: what an investor says in a command, checked, as the typed terms and the private text of an intent."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from server.domain.filing import end_of
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import Actor, Amount, Command, Line, Paragraph, Signature, clean
from server.domain.presets import Accepted, asked
from server.domain.show import YEARS
from server.domain.state import Roadshow
from server.domain.terms import (
    HIDDEN,
    Channels,
    ConditionKind,
    Conditions,
    IntentText,
    Level,
    Nda,
    Party,
    Percent,
    Pricing,
    Round,
    Terms,
    Valuation,
    Visibility,
)
from server.errors import Invalid


class Way(StrEnum):
    """How an investor came to the form."""

    button = "button"
    qr = "qr"


class Statement(Command, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an intent says; `notice` is the hash of the text that was accepted with it.

    `organisation` is whom the investor acts for, where that is not their seat's; `condition` is the text
    of the condition `other`; `confidence`, in per cent, is for the investor alone.
    """

    kind: IntentKind
    level: Level = Level.interested
    organisation: Line = ""
    party: Party = Party.person
    amount: Amount | None = None
    instrument: Instrument | None = None
    round: Round | None = None
    valuation: Valuation | None = None
    conditions: Conditions = ()
    condition: Paragraph = ""
    confidence: Percent | None = None
    decide_by: date | None = None
    close_by: date | None = None
    comment: Paragraph = ""
    channels: Channels = ()
    nda: Nda | None = None
    nda_reference: Line = ""
    visibility: Visibility = Visibility.presenter
    aggregate: bool = True
    notice: Accepted = ""
    conflict: bool = False


def terms_of(state: Roadshow, said: Statement, at: datetime) -> Terms:
    """The terms of a statement; Invalid where they contradict themselves, the calendar or the plan."""
    terms = Terms(
        kind=said.kind,
        level=said.level,
        party=said.party,
        amount=said.amount,
        instrument=said.instrument,
        round=said.round,
        valuation=said.valuation,
        conditions=said.conditions,
        decide_by=said.decide_by,
        close_by=said.close_by,
        channels=tuple(dict.fromkeys(said.channels)),
        nda=said.nda,
        visibility=said.visibility,
        aggregate=said.aggregate and said.visibility not in HIDDEN,
        notice=said.notice,
        conflict=said.conflict,
    )
    asked(state.preset, said)
    for check in CHECKS:
        check(state, said, at)
    if refused := [one for one in terms.currencies if one not in state.plan.currencies]:
        raise Invalid("currency_refused", f"{refused[0]}; this roadshow takes {', '.join(state.plan.currencies)}")
    return terms


def text_of(said: Statement, actor: Actor) -> IntentText:
    """The private text of a statement by this person."""
    return IntentText(
        signature=Signature(name=actor.name, organisation=clean(said.organisation) or actor.organisation),
        comment=clean(said.comment),
        condition=clean(said.condition),
        confidence=said.confidence,
        nda_reference=clean(said.nda_reference) if said.nda is Nda.signed else "",
    )


def _amount(state: Roadshow, said: Statement, at: datetime) -> None:
    if said.amount and said.amount.minimum > said.amount.maximum:
        raise Invalid("amount_range")
    if said.level is not Level.soft_committed:
        return
    if said.amount is None:
        raise Invalid("amount_missing")
    if said.conditions:
        raise Invalid("commitment_conditional")


def _investment(state: Roadshow, said: Statement, at: datetime) -> None:
    if said.kind is IntentKind.invest:
        return
    if given := [name for name in ("instrument", "round", "valuation") if getattr(said, name)]:
        raise Invalid("invest_only", ", ".join(given))


def _valuation(state: Roadshow, said: Statement, at: datetime) -> None:
    value = said.valuation
    if value and (value.amount is None) != (value.pricing is Pricing.uncapped):
        raise Invalid("valuation_amount")


def _conditions(state: Roadshow, said: Statement, at: datetime) -> None:
    kinds = [one.kind for one in said.conditions]
    if len(set(kinds)) < len(kinds):
        raise Invalid("condition_twice")
    for one in said.conditions:
        if (one.kind is ConditionKind.trl) != (one.trl is not None):
            raise Invalid("condition_incomplete", "trl")
        if (one.kind is ConditionKind.price_cap) != (one.cap is not None):
            raise Invalid("condition_incomplete", "price_cap")
    if (ConditionKind.other in kinds) != bool(clean(said.condition)):
        raise Invalid("condition_incomplete", "other")


def _days(state: Roadshow, said: Statement, at: datetime) -> None:
    for day in filter(None, (said.decide_by, said.close_by)):
        if day.year not in YEARS:
            raise Invalid("time_range")
        if end_of(day, state.plan.timezone) <= at:
            raise Invalid("date_past")
    if said.decide_by and said.close_by and said.close_by < said.decide_by:
        raise Invalid("dates_order")


Check = Callable[[Roadshow, Statement, datetime], None]

CHECKS: Final[tuple[Check, ...]] = (_amount, _investment, _valuation, _conditions, _days)
