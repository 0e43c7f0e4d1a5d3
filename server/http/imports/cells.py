"""What the cells of a row mean: stages in our words and in a CRM's, dates, flags and lists as people write them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from server.app.import_rows import Refused, Wanted
from server.domain.messages import LeadId
from server.domain.workspace import LeadStage, LostReason
from server.errors import Invalid
from server.http.exports.presets import PRESETS
from server.http.imports.headers import EXTERNAL

YES: Final = frozenset({"yes", "y", "true", "1", "x", "是", "√", "✓"})
NO: Final = frozenset({"no", "n", "false", "0", "否", "×"})

STAGES: Final[dict[LeadStage, tuple[str, ...]]] = {
    LeadStage.new: ("新线索", "新"),
    LeadStage.assigned: ("已分配",),
    LeadStage.contacted: ("已联系",),
    LeadStage.qualified: ("已确认",),
    LeadStage.meeting: ("会面",),
    LeadStage.negotiating: ("洽谈中", "洽谈"),
    LeadStage.converted: ("已转化", "成交"),
    LeadStage.nurture: ("for later", "暂缓", "以后再说"),
    LeadStage.disqualified: ("已排除", "不合适"),
}
REASONS: Final[dict[LostReason, tuple[str, ...]]] = {
    LostReason.no_interest: ("no interest", "无兴趣"),
    LostReason.no_answer: ("no answer", "无回应"),
    LostReason.no_fit: ("does not fit", "不匹配"),
    LostReason.timing: ("not now", "时机不对"),
    LostReason.terms: ("条件不合",),
    LostReason.duplicate: ("came twice", "重复"),
    LostReason.test: ("a test", "测试"),
    LostReason.other: ("another reason", "其他原因", "其他"),
}

_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?")
_LIST: Final = re.compile(r"[,;，；、\n]")


def meant(row: int, cells: Sequence[tuple[str, str]], crm: str) -> Wanted | Refused:
    """A row by the fields of its cells; empty ones say nothing. Words of this CRM go before those of others."""
    given = [(field, cell) for field, cell in cells if field and cell]
    called = next((cell for field, cell in given if field == "name"), "")
    try:
        return Wanted(row=row, name=called, **_values(given, crm))
    except Invalid as error:
        return Refused(row=row, name=called, error=error)


def _values(given: Iterable[tuple[str, str]], crm: str) -> Mapping[str, Any]:
    values: dict[str, Any] = {"external": {}, "contacts": ()}
    for field, cell in given:
        if field.startswith(EXTERNAL):
            values["external"][field.removeprefix(EXTERNAL)] = cell
        elif field in ("contact", "mail", "phone"):
            values["contacts"] += (cell,)
        elif field == "do_not_contact":
            values[field] = values.get(field, False) or _flag(cell)
        elif field != "name":
            if field == "tags":
                values["tags_as_written"] = cell
            values[PLACES.get(field, field)] = READ[field](cell, crm)
    return values


def _stages(cell: str, crm: str) -> tuple[LeadStage, ...]:
    word = cell.strip().casefold()
    if own := OWN_STAGES.get(word):
        return (own,)
    for name in (crm, *PRESETS):
        if name and (found := OF_CRM[name].get(word)):
            return found
    raise Invalid("value_unknown", f"stage: {cell}")


def _reason(cell: str, crm: str) -> LostReason:
    if (found := OWN_REASONS.get(cell.strip().casefold())) is None:
        raise Invalid("value_unknown", f"lost_reason: {cell}")
    return found


def _day(cell: str, crm: str) -> date:
    """A date that begins with the year: of any other nobody knows what is the month."""
    try:
        if found := _DATE.fullmatch(cell.strip()):
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise Invalid("value_unknown", f"due: {cell}")


def _flag(cell: str) -> bool:
    word = cell.strip().casefold()
    if word not in YES | NO:
        raise Invalid("value_unknown", f"do_not_contact: {cell}")
    return word in YES


def _tags(cell: str, crm: str) -> tuple[str, ...]:
    return tuple({tag.casefold(): tag for part in _LIST.split(cell) if (tag := part.strip())}.values())


def _text(cell: str, crm: str) -> str:
    return cell


READ: Final[dict[str, Callable[[str, str], Any]]] = {
    "lead": lambda cell, crm: LeadId(cell),
    "organisation": _text,
    "project": _text,
    "owner": _text,
    "stage": _stages,
    "lost_reason": _reason,
    "next_step": _text,
    "due": _day,
    "tags": _tags,
    "note": _text,
}
PLACES: Final = {"stage": "stages"}


def _words(table: Mapping[Any, Sequence[str]]) -> dict[str, Any]:
    """What is meant by the words of a table, and by the names of its members with spaces or without."""
    own = {word: one for one, words in table.items() for word in words}
    spoken: dict[str, StrEnum] = {one.value.replace("_", " "): one for one in table}
    return {**own, **spoken, **{one.value: one for one in table}}


def _of_crm(stages: Mapping[LeadStage, str]) -> dict[str, tuple[LeadStage, ...]]:
    words = {word.casefold() for word in stages.values()}
    return {word: tuple(stage for stage, told in stages.items() if told.casefold() == word) for word in words}


OWN_STAGES: Final[dict[str, LeadStage]] = _words(STAGES)
OWN_REASONS: Final[dict[str, LostReason]] = _words(REASONS)
OF_CRM: Final = {name: _of_crm(preset.stages) for name, preset in PRESETS.items()}
