"""Leads as a spreadsheet: a row for each, with what its investor would do in columns of its own for each kind."""

from collections.abc import Iterable, Sequence
from typing import Final

from server.app.lead_sheets import LeadSheet
from server.domain.kinds import IntentKind
from server.domain.views import IntentView
from server.http.spreadsheets import written

LEAD: Final = (
    *("lead", "project", "project_title", "number", "name", "organisation", "contact"),
    *("questions", "votes", "intents", "first_at", "last_at"),
)
INTENT: Final = ("level", "amount_min_minor", "amount_max_minor", "currency", "instrument", "decide_by", "comment")
WORK: Final = ("score", "owner", "stage", "lost_reason", "next_step", "due", "tags", "do_not_contact", "notes")


def exported(sheets: Sequence[LeadSheet]) -> bytes:
    """The file; a kind of intent that nobody stated has no columns."""
    stated = {intent.terms.kind for sheet in sheets for intent in sheet.intents}
    kinds = [kind for kind in IntentKind if kind in stated]
    header = (*LEAD, *(f"{kind.value}_{field}" for kind in kinds for field in INTENT), *WORK)
    return written(header, (tuple(_cells(sheet, kinds)) for sheet in sheets))


def _cells(sheet: LeadSheet, kinds: Sequence[IntentKind]) -> Iterable[object]:
    row, title = sheet.row, sheet.project_title
    view = row.view
    yield from (row.lead, view.project, title.zh or title.en, view.number)
    yield from (view.name, view.organisation, row.contact)
    yield from (view.questions, view.votes, len(sheet.intents))
    yield from (at.isoformat() if at else "" for at in (view.first_at, view.last_at))
    live = {intent.terms.kind: intent for intent in sheet.intents}
    for kind in kinds:
        yield from _intent(live.get(kind))
    yield from (row.score.total, sheet.owner, row.stage.value)
    yield from (row.lost_reason.value if row.lost_reason else "", row.next_step, row.due, ", ".join(row.tags))
    yield from ("yes" if row.do_not_contact else "", "\n".join(written.note.text for written in sheet.notes))


def _intent(intent: IntentView | None) -> Sequence[object]:
    if intent is None:
        return ("",) * len(INTENT)
    terms, amount = intent.terms, intent.terms.amount
    money = (amount.minimum, amount.maximum, amount.currency) if amount else ("", "", "")
    instrument = terms.instrument.value if terms.instrument else ""
    return (terms.level.value, *money, instrument, terms.decide_by, intent.comment)
