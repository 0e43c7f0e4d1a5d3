"""Leads as CRMs import them: their columns and picklists, from one file of `presets` for each CRM.

Fields are those of FIELDS. An amount is the low end of the firmest intent, in whole units of its currency: a pipeline
then holds no more than was said.
"""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

import msgspec
from babel.numbers import get_currency_precision
from msgspec import Meta, Struct

from server.app.records import IntentRecord, LeadRecord
from server.domain.workspace import LeadStage
from server.http.exports.columns import Cell, Column
from server.http.exports.people import names, reach


class PresetColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of a CRM: a field of ours or always the same `value`, cut at `limit` characters.

    `otherwise` stands where there is nothing and the CRM refuses that; `{number}` in it is the investor's number.
    """

    name: str
    field: str = ""
    value: str = ""
    otherwise: str = ""
    limit: int | None = None


class Preset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one CRM takes leads; `identity` is the column with our identity of a lead."""

    title: str
    identity: str
    stages: dict[LeadStage, str]
    columns: tuple[PresetColumn, ...]


def columns(preset: Preset) -> Sequence[Column]:
    """The columns of a table for this CRM."""
    return [Column(column.name, _reading(column, preset)) for column in preset.columns]


def suits(lead: LeadRecord) -> bool:
    """Whether a CRM is told of a lead at all: not of an erased one."""
    return lead.stage is not LeadStage.erased


def _reading(column: PresetColumn, preset: Preset) -> Callable[[LeadRecord], Cell]:
    def read(lead: LeadRecord) -> Cell:
        cell = FIELDS[column.field](lead, preset) if column.field else column.value
        if cell in (None, ""):
            cell = column.otherwise.format(number=lead.number)
        return cell[: column.limit] if isinstance(cell, str) else cell

    return read


def _money(intent: IntentRecord, minor: int | None) -> str:
    if minor is None or intent.currency is None:
        return ""
    digits = get_currency_precision(intent.currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def _firmest(lead: LeadRecord) -> IntentRecord | None:
    """The intent that stands for the lead: the firmest that says an amount, or else the firmest."""
    priced = [intent for intent in lead.intents if intent.amount_min_minor is not None]
    return next(iter((*priced, *lead.intents)), None)


def _of_firmest(read: Callable[[IntentRecord], Cell]) -> Callable[[LeadRecord, Preset], Cell]:
    return lambda lead, _: read(intent) if (intent := _firmest(lead)) else None


def _description(lead: LeadRecord) -> str:
    """What a person in the CRM wants to read, a line for each thing; of amounts both ends."""
    return "\n".join(line for line in _lines(lead) if line)


def _lines(lead: LeadRecord) -> Iterable[str]:
    yield f"{lead.project_title} ({lead.project})"
    for intent in lead.intents:
        low, high = (_money(intent, end) for end in (intent.amount_min_minor, intent.amount_max_minor))
        amount = f" {intent.currency} {low if low == high else f'{low} - {high}'}" if low else ""
        by = f", decides by {intent.decide_by.isoformat()}" if isinstance(intent.decide_by, date) else ""
        yield f"{intent.kind.value}, {intent.level.value}, {intent.state.value}{amount}{by}, not binding"
        yield intent.comment or ""
    yield f"questions {lead.questions}, votes {lead.votes}"
    yield f"next: {lead.next_step}" if lead.next_step else ""
    yield from (note.text for note in lead.notes)


FIELDS: Final[dict[str, Callable[[LeadRecord, Preset], Cell]]] = {
    "lead": lambda lead, _: lead.lead,
    "given_name": lambda lead, _: names(lead.name).given if lead.name else None,
    "family_name": lambda lead, _: names(lead.name).family if lead.name else None,
    "organisation": lambda lead, _: lead.organisation,
    "mail": lambda lead, _: reach(lead.contact).mail,
    "phone": lambda lead, _: reach(lead.contact).phone,
    "stage": lambda lead, preset: preset.stages.get(lead.stage),
    "do_not_contact": lambda lead, _: "true" if lead.do_not_contact else "false",
    "subject": lambda lead, _: f"{lead.project_title} - {lead.name or lead.number}",
    "amount_min": _of_firmest(lambda intent: _money(intent, intent.amount_min_minor)),
    "currency": _of_firmest(lambda intent: intent.currency),
    "decide_by": _of_firmest(lambda intent: intent.decide_by),
    "description": lambda lead, _: _description(lead),
}


def preset(text: str) -> Preset:
    """The preset that a file describes; raises ValueError where it does not, or names a field that is none."""
    made = msgspec.convert(tomllib.loads(text), Preset)
    if unknown := {column.field for column in made.columns if column.field} - set(FIELDS):
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
    return made


FOLDER: Final = Path(__file__).with_name("presets")
PRESETS: Final[dict[str, Preset]] = {
    path.stem: preset(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))
}

Crm = Annotated[str, Meta(pattern=rf"\A(?:{'|'.join(PRESETS)})\Z")]
