"""Leads as a spreadsheet: a row for each, with what its investor would do in columns of its own for each kind."""

from collections.abc import Iterable, Sequence
from typing import Final

from server.app.leads import LeadSheet
from server.domain.kinds import IntentKind
from server.domain.views import IntentView
from server.http.spreadsheets import written

LEAD: Final = (
    *("lead", "project", "project_title", "number", "name", "organisation", "contact"),
    *("questions", "votes", "intents", "first_at", "last_at"),
)
INTENT: Final = ("level", "amount_min_minor", "amount_max_minor", "currency", "instrument", "decide_by", "comment")
WORK: Final = ("owner", "stage", "next_step", "due", "note")


def exported(sheets: Sequence[LeadSheet]) -> bytes:
    """The file; a kind of intent that nobody stated has no columns."""
    stated = {intent.terms.kind for sheet in sheets for intent in sheet.intents}
    kinds = [kind for kind in IntentKind if kind in stated]
    header = (*LEAD, *(f"{kind.value}_{field}" for kind in kinds for field in INTENT), *WORK)
    return written(header, (tuple(_cells(sheet, kinds)) for sheet in sheets))


def _cells(sheet: LeadSheet, kinds: Sequence[IntentKind]) -> Iterable[object]:
    view, title = sheet.view, sheet.project_title
    yield from (sheet.lead, view.project, title.zh or title.en, view.number)
    yield from (view.name, view.organisation, sheet.contact)
    yield from (view.questions, view.votes, len(sheet.intents))
    yield from (at.isoformat() if at else "" for at in (view.first_at, view.last_at))
    live = {intent.terms.kind: intent for intent in sheet.intents}
    for kind in kinds:
        yield from _intent(live.get(kind))
    yield from (sheet.owner, sheet.stage.value, sheet.next_step, sheet.due, sheet.note)


def _intent(intent: IntentView | None) -> Sequence[object]:
    if intent is None:
        return ("",) * len(INTENT)
    terms, amount = intent.terms, intent.terms.amount
    money = (amount.minimum, amount.maximum, amount.currency) if amount else ("", "", "")
    instrument = terms.instrument.value if terms.instrument else ""
    return (terms.level.value, *money, instrument, terms.decide_by, intent.comment)
