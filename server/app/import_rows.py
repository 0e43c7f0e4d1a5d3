"""Rows of a file about leads: whom each means, and what it would change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import Struct

from server.app.lead_rows import LeadRow
from server.app.workbook import Colleague
from server.domain.imported import ImportLead
from server.domain.merging import mail, phone
from server.domain.messages import Bilingual, LeadId, PersonId, ProjectId, clean
from server.domain.workspace import LeadStage, LostReason, Note, Work, WorkChange
from server.errors import Invalid, Missing, Rejected

PARTED: Final = "; "
LONGEST: Final = 200


class Wanted(Struct, frozen=True, kw_only=True):
    """A row as it is meant; what it says nothing of stays as it is.

    `stages` are all that its word may stand for, since CRMs know fewer. `do_not_contact` is set by a file and never
    lifted: who asked to be left alone is left alone, whatever an older file says.
    """

    row: int
    name: str = ""
    organisation: str = ""
    lead: LeadId | None = None
    external: Mapping[str, str] = {}
    contacts: tuple[str, ...] = ()
    project: str = ""
    owner: str = ""
    stages: tuple[LeadStage, ...] = ()
    lost_reason: LostReason | None = None
    next_step: str = ""
    due: date | None = None
    tags: tuple[str, ...] = ()
    tags_as_written: str = ""
    do_not_contact: bool = False
    note: str = ""


class Refused(Struct, frozen=True, kw_only=True):
    """A row that cannot be read."""

    row: int
    name: str
    error: Rejected


class Outcome(StrEnum):
    """What becomes of a row; one about somebody who has no lead yet makes it, where an organizer takes it in."""

    made = "made"
    updated = "updated"
    unchanged = "unchanged"
    refused = "refused"


class Field(Struct, frozen=True, kw_only=True):
    """One field as it is and as it would be, as words."""

    field: str
    before: str
    after: str


class Verdict(Struct, frozen=True, kw_only=True):
    """What a row would do. `change` is for the work, `note` is written beside it.

    Where a lead is to be made, `making` says how, and `lead` which it became.
    """

    row: int
    name: str
    found: LeadRow | None = None
    outcome: Outcome
    fields: tuple[Field, ...] = ()
    change: WorkChange | None = None
    note: str = ""
    making: ImportLead | None = None
    lead: LeadId | None = None
    error: Rejected | None = None


class Around(Struct, frozen=True, kw_only=True):
    """What rows are judged by: the leads that the reader sees, and who may follow them up under which names.

    Where it `makes` leads, `known` are those who have a number here.
    """

    rows: Sequence[LeadRow]
    works: Mapping[LeadId, Work]
    notes: Mapping[LeadId, Sequence[Note]]
    names: Mapping[PersonId, str]
    projects: Mapping[ProjectId, Bilingual]
    colleagues: Sequence[Colleague]
    contacts: Mapping[PersonId, str]
    known: Collection[PersonId] = ()
    makes: bool = False


class Index:
    """Finds leads by what a file may know of them."""

    def __init__(self, around: Around) -> None:
        """Take the leads in."""
        self._leads = {lead: row for row in around.rows for lead in (row.lead, *row.merged)}
        self._projects = around.projects
        self._makes = around.makes
        self._people = {
            key: person for person in around.known if around.makes and (key := keyed(around.contacts.get(person, "")))
        }
        self._external: dict[tuple[str, str], list[LeadRow]] = {}
        self._contacts: dict[str, list[LeadRow]] = {}
        for row in around.rows:
            for identity in row.external.items():
                self._external.setdefault(identity, []).append(row)
            if key := keyed(row.contact or ""):
                self._contacts.setdefault(key, []).append(row)

    def making(self, wanted: Wanted) -> ImportLead | None:
        """The lead that a row makes where it finds none; None where it makes none; raises Invalid."""
        if not self._makes or wanted.lead:
            return None
        projects = [one for one in self._projects if not wanted.project or self._is(one, wanted.project)]
        if len(projects) != 1:
            raise Invalid("row_project", wanted.project)
        person = next((self._people[key] for key in map(keyed, wanted.contacts) if key in self._people), None)
        if person is None and not clean(wanted.name):
            raise Invalid("row_nameless")
        contact = next(iter(wanted.contacts), "")
        return ImportLead(
            project=projects[0],
            mark="",
            person=person,
            name=clean(wanted.name)[:LONGEST],
            organisation=clean(wanted.organisation)[:LONGEST],
            contact=clean(contact)[:LONGEST],
        )

    def find(self, wanted: Wanted) -> LeadRow:
        """The lead that a row means, by our identity, a CRM's, or contact and project; raises Missing, Invalid."""
        if wanted.lead:
            if (row := self._leads.get(wanted.lead)) is None:
                raise Missing("lead_missing", wanted.lead)
            return row
        keys = [key for contact in wanted.contacts if (key := keyed(contact))]
        if not wanted.external and not keys:
            raise Invalid("row_anonymous")
        known = [row for identity in wanted.external.items() for row in self._external.get(identity, ())]
        return self._one(known or self._by_contact(keys, wanted.project))

    def _by_contact(self, keys: Iterable[str], project: str) -> list[LeadRow]:
        rows = {row.lead: row for key in keys for row in self._contacts.get(key, ())}.values()
        return [row for row in rows if not project or self._is(row.view.project, project)]

    def _is(self, project: ProjectId, called: str) -> bool:
        title, called = self._projects.get(project, Bilingual()), called.casefold()
        return called in (project.casefold(), title.zh.casefold(), title.en.casefold())

    def _one(self, found: Sequence[LeadRow]) -> LeadRow:
        if not found:
            raise Missing("lead_unknown")
        if len({row.lead for row in found}) > 1:
            raise Invalid("lead_ambiguous", ", ".join(row.lead for row in found))
        return found[0]


def keyed(contact: str) -> str:
    """A contact as it is compared; nothing where it is neither a mail address nor a number with its country."""
    return mail(contact) or phone(contact)


def judge(rows: Sequence[Wanted | Refused], around: Around) -> list[Verdict]:
    """What each row would do. Takes a while for thousands, and touches nothing."""
    index, seen, verdicts = Index(around), set[str](), []
    for row in rows:
        verdicts.append(verdict := _verdict(row, index, around, seen))
        seen.update(_about(verdict))
    return verdicts


def _about(verdict: Verdict) -> Iterable[str]:
    """What a later row must not be about as well: a lead, or whom a new one is of."""
    if verdict.found:
        yield verdict.found.lead
    if verdict.making:
        yield _new(verdict.making)


def _new(making: ImportLead) -> str:
    return f"{making.project} {making.person or keyed(making.contact) or making.name}"


def _verdict(row: Wanted | Refused, index: Index, around: Around, seen: Collection[str]) -> Verdict:
    if isinstance(row, Refused):
        return Verdict(row=row.row, name=row.name, outcome=Outcome.refused, error=row.error)
    found = None
    try:
        try:
            found = index.find(row)
        except Missing:
            if (making := index.making(row)) is None:
                raise
            return _made(row, making, around, seen)
        if found.lead in seen:
            raise Invalid("row_repeated")
        return _change(row, found, around)
    except Rejected as error:
        return Verdict(row=row.row, name=row.name, found=found, outcome=Outcome.refused, error=error)


def _made(wanted: Wanted, making: ImportLead, around: Around, seen: Collection[str]) -> Verdict:
    """A new lead, and the work that the row says was done on it."""
    if _new(making) in seen:
        raise Invalid("row_repeated")
    blank = Work(
        lead=LeadId(""), person=PersonId(""), project=making.project, opened_at=datetime.min.replace(tzinfo=UTC)
    )
    owner = _owner(wanted.owner, None, making.project, around) if wanted.owner else None
    values = _differing(_values(wanted, blank, owner), blank)
    change = _checked({"version": 0, **values}) if values else None
    if change:
        change.applied(blank)
    fields = [_field(name, getattr(blank, name), value, around.names) for name, value in values.items()]
    note = wanted.note.strip()
    title = around.projects[making.project]
    return Verdict(
        row=wanted.row,
        name=around.names.get(making.person or PersonId(""), "") or making.name,
        outcome=Outcome.made,
        fields=(
            Field(field="project", before="", after=title.en or title.zh),
            *fields,
            *([Field(field="note", before="", after=note)] if note else []),
        ),
        change=change,
        note=note,
        making=making,
    )


def _change(wanted: Wanted, found: LeadRow, around: Around) -> Verdict:
    work = around.works[found.lead]
    owner = _owner(wanted.owner, found.owner, found.view.project, around) if wanted.owner else None
    values = _differing(_values(wanted, found, owner), work)
    note = _note(wanted.note, around.notes.get(found.lead, ()))
    change = _checked({"version": work.version, **values}) if values else None
    fields = [_field(name, getattr(work, name), value, around.names) for name, value in values.items()]
    if change:
        change.applied(work)
    if note:
        fields.append(Field(field="note", before="", after=note))
    return Verdict(
        row=wanted.row,
        name=found.view.name or wanted.name,
        found=found,
        outcome=Outcome.updated if fields else Outcome.unchanged,
        fields=tuple(fields),
        change=change,
        note=note,
    )


def _values(wanted: Wanted, found: LeadRow | Work, owner: PersonId | None) -> dict[str, Any]:
    """What the row says of fields that it says something of."""
    stage = found.stage if not wanted.stages or found.stage in wanted.stages else wanted.stages[0]
    reason = wanted.lost_reason or found.lost_reason or LostReason.other
    return {
        **({"owner": owner} if owner else {}),
        "stage": stage,
        **({"lost_reason": reason} if stage is LeadStage.disqualified else {}),
        **({"next_step": clean(wanted.next_step)} if wanted.next_step else {}),
        **({"due": wanted.due} if wanted.due else {}),
        **({"tags": wanted.tags} if wanted.tags and not _as_exported(wanted, found) else {}),
        **({"do_not_contact": True} if wanted.do_not_contact else {}),
        **({"external": {**found.external, **wanted.external}} if wanted.external else {}),
    }


def _as_exported(wanted: Wanted, found: LeadRow | Work) -> bool:
    """Whether tags come back as they left: one may have in it what parts them."""
    return bool(found.tags) and wanted.tags_as_written == PARTED.join(found.tags)


def _differing(values: Mapping[str, Any], work: Work) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != getattr(work, name)}


def _checked(values: Mapping[str, Any]) -> WorkChange:
    try:
        return msgspec.convert(msgspec.to_builtins(values), WorkChange)
    except msgspec.ValidationError as error:
        raise Invalid("value_unknown", str(error)) from error


def _owner(called: str, now: PersonId | None, project: ProjectId, around: Around) -> PersonId:
    """Who is meant: by name, by contact or by identity, among those who may follow this lead up."""
    if now and called == around.names.get(now):
        return now
    reaching = [one for one in around.colleagues if one.reaches(project)]
    for one in reaching:
        if called.casefold() in (one.name.casefold(), around.contacts.get(one.person, "").casefold(), one.person):
            return one.person
    raise Invalid("owner_refused", called)


def _note(text: str, notes: Sequence[Note]) -> str:
    """What is new in a cell that may begin with the notes as they were exported."""
    known = "\n".join(note.text for note in notes)
    text = text.replace("\r\n", "\n").strip()
    if text in (known, *(note.text for note in notes)):
        return ""
    return text.removeprefix(known).strip() if known else text


def _field(name: str, before: Any, after: Any, names: Mapping[PersonId, str]) -> Field:
    return Field(field=name, before=_words(name, before, names), after=_words(name, after, names))


def _words(name: str, value: Any, names: Mapping[PersonId, str]) -> str:
    if name == "owner":
        return names.get(value, "") if value else ""
    if isinstance(value, Mapping):
        return ", ".join(f"{system} {identity}" for system, identity in value.items())
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value or "")
