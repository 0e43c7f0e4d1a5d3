"""What organizers type about a roadshow, on its way into commands and back into the form."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from server.domain.messages import Bilingual, utc
from server.domain.programme import CardCommand
from server.domain.state import Plan
from server.errors import Invalid, Malformed
from server.http.commands import KEY
from server.http.language import on_clocks
from server.http.money import major, minor
from server.http.pages.page import Form

CURRENCIES: Final = ("CNY", "USD", "EUR", "HKD", "GBP", "JPY", "SGD")
ANNOUNCED: Final = ("title", "summary", "host")
CARD: Final = ("title", "team", "field", "summary")
SIDES: Final = ("zh", "en")
CLOCKS: Final = ("accept_within", "confirm_within", "grace", "threshold", "proxy_within")

Values = dict[str, Any]


def fresh_key() -> str:
    """The identity of what a form will do, made with the form so that sending it twice does it once."""
    return secrets.token_urlsafe(12)


def key_of(form: Form) -> str:
    """That identity as it came back; raises Malformed."""
    key = form.text("key")
    if not KEY.fullmatch(key):
        raise Malformed("key_missing")
    return key


@cache
def zones() -> Sequence[str]:
    """The time zones to choose from: places, not the abbreviations and offsets of older days."""
    kept = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    return ("UTC", *sorted(kept))


def announced(form: Form) -> Values:
    """The announcement in a form as the fields of its command; raises Malformed, Invalid."""
    timezone = form.text("timezone").strip()
    if timezone not in available_timezones():
        raise Invalid("timezone_unknown")
    return {**_texts(form, ANNOUNCED), "timezone": timezone, "starts_at": _moment(form, timezone)}


def ruled(form: Form) -> Values:
    """The rules of the show in a form; raises Malformed."""
    if not (currencies := form.texts("currencies")):
        raise Malformed("form_malformed", "currencies")
    return {"currencies": currencies, "moderated": form.text("moderated") == "yes"}


def clocked(form: Form) -> Values:
    """How long intents wait, and from how many parties sums are shown; raises Malformed."""
    return {name: form.number(name) for name in CLOCKS}


def card(form: Form, prefix: str) -> Values:
    """A project's card in a form; raises Malformed."""
    numbers = {name: form.number(name) for name in ("minutes", "question_minutes")}
    return {**_texts(form, CARD, prefix), **numbers}


def target(form: Form, currencies: Sequence[str]) -> Values | None:
    """What a project wants to raise, typed in whole units of a currency; raises Malformed."""
    if not form.text("target").strip():
        return None
    if (currency := form.text("target_currency")) not in currencies:
        raise Malformed("form_malformed", "target_currency")
    return {"minor": minor(form.text("target"), currency, "target"), "currency": currency}


def of_plan(plan: Plan) -> Values:
    """The announcement as its form shows it."""
    at = on_clocks(plan.starts_at, plan.timezone) if plan.starts_at else None
    return {
        **_sides({name: getattr(plan, name) for name in ANNOUNCED}),
        "date": f"{at:%Y-%m-%d}" if at else "",
        "time": f"{at:%H:%M}" if at else "",
        "timezone": plan.timezone,
        "currencies": plan.currencies,
        "moderated": plan.moderated,
        **{name: getattr(plan, name) for name in CLOCKS},
    }


def of_card(pitch: Any, prefix: str) -> Values:
    """A pitch as its form shows it."""
    texts = _sides({f"{prefix}{name}": getattr(pitch, name) for name in CARD})
    wanted = pitch.target
    return {
        **texts,
        "minutes": pitch.minutes,
        "question_minutes": pitch.question_minutes,
        "target": major(wanted.minor, wanted.currency) if wanted else "",
        "target_currency": wanted.currency if wanted else "",
    }


def again(form: Form, shown: Values) -> Values:
    """What was typed, for the form that is shown again; `shown` is what it would show otherwise."""
    lists = {name: form.texts(name) for name in shown if name == "currencies"}
    return {name: form.text(name) for name in shown} | lists


def command(name: str, fields: Mapping[str, Any]) -> Values:
    """A command as it goes on the wire."""
    return {"type": name, **fields}


def of_row(row: CardCommand) -> Values:
    """A pasted card as the fields of its command."""
    texts = {name: _bilingual(getattr(row, name)) for name in CARD}
    return {**texts, "minutes": row.minutes, "question_minutes": row.question_minutes}


def _texts(form: Form, names: Sequence[str], prefix: str = "") -> Values:
    return {name: {side: form.text(f"{prefix}{name}_{side}") for side in SIDES} for name in names}


def _bilingual(text: Bilingual) -> dict[str, str]:
    return {side: getattr(text, side) for side in SIDES}


def _sides(texts: Mapping[str, Bilingual]) -> Values:
    return {f"{name}_{side}": getattr(text, side) for name, text in texts.items() for side in SIDES}


def _moment(form: Form, timezone: str) -> datetime:
    try:
        local = datetime.fromisoformat(f"{form.text('date')}T{form.text('time')}")
    except ValueError:
        raise Malformed("form_malformed", "date, time") from None
    return utc(local.replace(tzinfo=ZoneInfo(timezone)))
