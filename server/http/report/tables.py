"""A report as spreadsheets: a row for each question and intent, and a row for each second of the pitch."""

from collections import Counter
from datetime import datetime
from typing import Final

from server.domain.report import Report
from server.domain.views import IntentView, QuestionView
from server.http.report.plot import SORTS
from server.http.spreadsheets import written

BOTH: Final = ("sort", "id", "at", "second", "number", "name", "organisation", "text", "state", "due")
QUESTION: Final = ("votes", "answer")
INTENT: Final = (
    "kind",
    "level",
    "amount_min_minor",
    "amount_max_minor",
    "currency",
    "basis",
    "instrument",
    "decide_by",
)
SECONDS: Final = ("second", "watching", "questions", "votes", "intents")


def stated(report: Report) -> bytes:
    """What was asked and stated; `second` is empty where it was not during the pitch, `due` where nothing is owed."""
    questions = ((*_question(report, each), *("",) * len(INTENT)) for each in report.questions)
    return written((*BOTH, *QUESTION, *INTENT), (*questions, *(_intent(report, each) for each in report.intents)))


def seconds(report: Report) -> bytes:
    """How many watched in each second, and how much interest showed in it."""
    counts = Counter((sign.second, sign.sort) for sign in report.attention.signs)
    watching = enumerate(report.attention.watching)
    rows = ((second, people, *(counts[second, sort] for sort in SORTS)) for second, people in watching)
    return written(SECONDS, rows)


def _question(report: Report, view: QuestionView) -> tuple[object, ...]:
    who = ("", view.name, view.organisation)
    when = (view.at.isoformat(), _second(report, view.at))
    return ("question", view.question, *when, *who, view.text, view.status.value, "", view.votes, view.answer)


def _intent(report: Report, view: IntentView) -> tuple[object, ...]:
    terms, amount = view.terms, view.terms.amount
    who = (view.number, view.name, view.organisation)
    when = (view.stated_at.isoformat(), _second(report, view.stated_at))
    money = (amount.minimum, amount.maximum, amount.currency, amount.basis.value) if amount else ("",) * 4
    instrument = terms.instrument.value if terms.instrument else ""
    due = report.owed.get(view.intent)
    head = ("intent", view.intent, *when, *who, view.comment, view.state.value, due.isoformat() if due else "", "", "")
    return (*head, terms.kind.value, terms.level.value, *money, instrument, terms.decide_by)


def _second(report: Report, at: datetime) -> object:
    start, end = report.pitch.started_at, report.pitch.ended_at
    within = start is not None and end is not None and start <= at <= end
    return int((at - start).total_seconds()) if within and start is not None else ""
