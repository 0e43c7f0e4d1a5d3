"""The work on leads: who follows up, how far it has come, what comes next. Rows, since leads outlive a roadshow.

A stage is moved by whoever works on the lead and by nothing else, but for three moves: a lead opens as new, `moves`
says when it falls to nurture or comes back from there, and erasing the person makes it erased.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, NewType

from msgspec import UNSET, Meta, Struct, UnsetType, field
from msgspec.structs import asdict, replace

from server.domain.course import IntentState
from server.domain.leads import Signal
from server.domain.messages import IntentId, LeadId, Line, Paragraph, PersonId, ProjectId, clean, required
from server.domain.terms import Provenance, Terms
from server.errors import Conflict, Invalid

NoteId = NewType("NoteId", str)

Version = Annotated[int, Meta(ge=0)]
Tag = Annotated[str, Meta(max_length=40)]
Tags = Annotated[tuple[Tag, ...], Meta(max_length=20)]
External = Annotated[dict[Tag, Line], Meta(max_length=10)]


class LeadStage(StrEnum):
    """How far the work on a lead has come; nurture is for later, disqualified has a reason."""

    new = "new"
    assigned = "assigned"
    contacted = "contacted"
    qualified = "qualified"
    meeting = "meeting"
    negotiating = "negotiating"
    converted = "converted"
    nurture = "nurture"
    disqualified = "disqualified"
    erased = "erased"


class LostReason(StrEnum):
    """Why a lead was disqualified."""

    no_interest = "no_interest"
    no_answer = "no_answer"
    no_fit = "no_fit"
    timing = "timing"
    terms = "terms"
    duplicate = "duplicate"
    test = "test"
    other = "other"


class Channel(StrEnum):
    """A way in which a person may be contacted."""

    mail = "mail"
    phone = "phone"
    message = "message"


class Fit(StrEnum):
    """In what an investor was judged to fit the project, by whoever works on the lead."""

    ticket = "ticket"
    stage = "stage"
    field = "field"
    region = "region"


class Work(Struct, frozen=True, kw_only=True):
    """The work on one lead. `version` counts the changes, notes aside; `external` are its identities in CRMs.

    A lead that was merged into another keeps its own work, and its signals are shown there.
    """

    lead: LeadId
    person: PersonId
    project: ProjectId
    opened_at: datetime
    version: int = 0
    owner: PersonId | None = None
    stage: LeadStage = LeadStage.new
    lost_reason: LostReason | None = None
    next_step: str = ""
    due: date | None = None
    tags: tuple[str, ...] = ()
    fit: tuple[Fit, ...] = ()
    do_not_contact: bool = False
    channels: tuple[Channel, ...] = ()
    external: dict[str, str] = field(default_factory=dict)
    merged_into: LeadId | None = None
    notes: int = 0
    last_note: str = ""


class WorkChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody changes, having seen `version`; what is left out stays."""

    version: Version
    owner: PersonId | UnsetType | None = UNSET
    stage: LeadStage | UnsetType = UNSET
    lost_reason: LostReason | UnsetType | None = UNSET
    next_step: Line | UnsetType = UNSET
    due: date | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET
    fit: tuple[Fit, ...] | UnsetType = UNSET
    do_not_contact: bool | UnsetType = UNSET
    channels: tuple[Channel, ...] | UnsetType = UNSET
    external: External | UnsetType = UNSET

    def applied(self, work: Work) -> Work:
        """The next version of the work; raises Conflict on a stale version or an erased lead, Invalid."""
        if self.version != work.version:
            raise Conflict("version_stale", f"version {work.version} stands")
        if work.stage is LeadStage.erased:
            raise Conflict("lead_erased")
        given = {name: CLEANED.get(name, _same)(value) for name, value in asdict(self).items() if value is not UNSET}
        return _sound(replace(work, **{**given, "version": work.version + 1}))


def _sound(work: Work) -> Work:
    if work.stage is LeadStage.erased:
        raise Invalid("stage_refused")
    if work.stage is not LeadStage.disqualified:
        return replace(work, lost_reason=None)
    if work.lost_reason is None:
        raise Invalid("lost_reason_missing")
    return work


def _same(value: Any) -> Any:
    return value


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each once, however it is written, in the order given."""
    return tuple({tag.casefold(): tag for given in tags if (tag := clean(given))}.values())


def _in_order(kind: type[StrEnum]) -> Any:
    return lambda given: tuple(one for one in kind if one in given)


def _external(given: dict[str, str]) -> dict[str, str]:
    cleaned = {clean(name): clean(value) for name, value in given.items()}
    return {name: cleaned[name] for name in sorted(cleaned) if name and cleaned[name]}


CLEANED: Final = {
    "next_step": clean,
    "tags": _tags,
    "fit": _in_order(Fit),
    "channels": _in_order(Channel),
    "external": _external,
}

COLD: Final = frozenset({Signal.withdrawal, Signal.retraction, Signal.no_show})
"""Signals that show no interest."""


class Trace(Struct, frozen=True, kw_only=True):
    """One signal of a lead in its place in the log."""

    lead: LeadId
    seq: int
    at: datetime
    signal: Signal
    about: str
    host_only: bool


def moves(work: Work, *, interest: bool, live: bool) -> LeadStage | None:
    """The stage to which a lead moves by itself after something happened, if to any.

    `interest` says whether the investor showed some, `live` whether an intent of theirs counts. A lead that nobody took
    on goes to nurture when its last intent ends; one in nurture is new again with any sign of interest.
    """
    if work.stage is LeadStage.nurture:
        return LeadStage.new if interest else None
    idle = work.stage is LeadStage.new and work.owner is None
    return LeadStage.nurture if idle and not interest and not live else None


class Turn(Struct, frozen=True, kw_only=True):
    """One thing that happened to an intent, in its place in the log: the state it came to and who brought it there.

    Where it was stated or revised, `version` and `terms` say to what, `provenance` by which way.
    """

    intent: IntentId
    seq: int
    at: datetime
    by: PersonId
    state: IntentState
    version: int | None = None
    terms: Terms | None = None
    provenance: Provenance | None = None


class Note(Struct, frozen=True, kw_only=True):
    """What somebody wrote about a lead; its author may change it or take it away."""

    note: NoteId
    lead: LeadId
    by: PersonId
    at: datetime
    text: str
    version: int = 1
    edited_at: datetime | None = None

    def edited(self, version: int, text: str, by: PersonId, at: datetime) -> "Note":
        """The note with another text; raises as `owned` does, Invalid where nothing is written."""
        self.owned(version, by)
        return replace(self, text=required(text), version=self.version + 1, edited_at=at)

    def owned(self, version: int, by: PersonId) -> None:
        """Raise Conflict where somebody else wrote the note, or where it is not at this version any more."""
        if by != self.by:
            raise Conflict("note_foreign")
        if version != self.version:
            raise Conflict("version_stale", f"version {self.version} stands")


class NewNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note as it is sent."""

    text: Paragraph


class NoteChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another text for a note that was seen at `version`."""

    version: Version
    text: Paragraph


class Change(Struct, frozen=True, kw_only=True):
    """Who changed what of a lead when: the fields that differ, by their names, as they were and as they are.

    `number` counts the changes of the database. Where a note was written, changed or taken away, `about` names it.
    """

    number: int
    lead: LeadId
    by: PersonId
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    about: str = ""
