"""Leads as a table: which columns there are, and what each record says in them.

A row is a lead. Names of columns never change; those of a kind of intent, or of a CRM, are there where one lead has it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from server.app.import_rows import PARTED
from server.app.records import IntentRecord, LeadRecord, Shape
from server.domain.kinds import IntentKind

Cell = str | int | date | datetime | None


class Column(Struct, frozen=True):
    """A column with the width that its content wants, in characters."""

    name: str
    cell: Callable[[LeadRecord], Cell]
    width: int = 14


def told(yes: bool) -> str:  # noqa: FBT001 - a flag as a word
    """A flag as a cell; nothing stands for no, so that a column of flags can be read."""
    return "yes" if yes else ""


KNOWN: Final = (
    Column("lead", lambda lead: lead.lead, 30),
    Column("project", lambda lead: lead.project, 30),
    Column("project_title", lambda lead: lead.project_title, 28),
    Column("number", lambda lead: lead.number, 8),
    Column("name", lambda lead: lead.name, 18),
    Column("organisation", lambda lead: lead.organisation, 24),
    Column("contact", lambda lead: lead.contact, 24),
    Column("consented", lambda lead: told(lead.consented), 10),
    Column("do_not_contact", lambda lead: told(lead.do_not_contact)),
    Column("questions", lambda lead: lead.questions, 10),
    Column("votes", lambda lead: lead.votes, 8),
    Column("watched_seconds", lambda lead: lead.watched),
    Column("score", lambda lead: lead.score, 8),
    Column("intents", lambda lead: len(lead.intents), 8),
    Column("first_at", lambda lead: lead.first_at, 18),
    Column("last_at", lambda lead: lead.last_at, 18),
    Column("owner", lambda lead: lead.owner, 18),
    Column("stage", lambda lead: lead.stage.value),
    Column("lost_reason", lambda lead: lead.lost_reason.value if lead.lost_reason else None),
    Column("next_step", lambda lead: lead.next_step, 28),
    Column("due", lambda lead: lead.due, 12),
    Column("tags", lambda lead: PARTED.join(lead.tags), 18),
    Column("notes", lambda lead: "\n".join(note.text for note in lead.notes), 40),
)

OF_INTENT: Final[dict[str, Callable[[IntentRecord], Cell]]] = {
    "state": lambda intent: intent.state.value,
    "level": lambda intent: intent.level.value,
    "amount_min_minor": lambda intent: intent.amount_min_minor,
    "amount_max_minor": lambda intent: intent.amount_max_minor,
    "currency": lambda intent: intent.currency,
    "instrument": lambda intent: intent.instrument.value if intent.instrument else None,
    "decide_by": lambda intent: intent.decide_by,
    "comment": lambda intent: intent.comment,
}


def columns(shape: Shape) -> Sequence[Column]:
    """The columns of a table of such records."""
    return (*KNOWN, *_systems(shape), *(column for kind in shape.kinds for column in _kind(kind)))


def _systems(shape: Shape) -> Iterable[Column]:
    for system in shape.systems:
        yield Column(f"external_{system}", lambda lead, system=system: lead.external.get(system), 20)  # type: ignore[misc]


def _kind(kind: IntentKind) -> Iterable[Column]:
    for name, field in OF_INTENT.items():
        yield Column(f"{kind.value}_{name}", _reading(kind, field), 18)


def _reading(kind: IntentKind, field: Callable[[IntentRecord], Cell]) -> Callable[[LeadRecord], Cell]:
    """Of several intents of one kind, which only merged leads have, the firmest counts: it comes first."""

    def read(lead: LeadRecord) -> Cell:
        found = next((intent for intent in lead.intents if intent.kind is kind), None)
        return field(found) if found else None

    return read
