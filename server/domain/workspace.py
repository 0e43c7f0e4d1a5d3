"""The work on leads: who follows up, how far it has come, what comes next. Rows, since leads outlive a roadshow."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import asdict, replace

from server.domain.leads import Signal
from server.domain.messages import LeadId, Line, Paragraph, PersonId, ProjectId, clean


class LeadStage(StrEnum):
    """How far the work on a lead has come."""

    new = "new"
    contacted = "contacted"
    meeting = "meeting"
    negotiating = "negotiating"
    agreed = "agreed"
    declined = "declined"


class Work(Struct, frozen=True, kw_only=True):
    """The work on one lead; `owner` is the name of whoever follows up. `version` counts the changes."""

    lead: LeadId
    person: PersonId
    project: ProjectId
    opened_at: datetime
    version: int = 0
    owner: str = ""
    stage: LeadStage = LeadStage.new
    next_step: str = ""
    due: date | None = None
    note: str = ""


class WorkChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody changes, having seen `version`; what is left out stays."""

    version: Annotated[int, Meta(ge=0)]
    owner: Line | UnsetType = UNSET
    stage: LeadStage | UnsetType = UNSET
    next_step: Line | UnsetType = UNSET
    due: date | UnsetType | None = UNSET
    note: Paragraph | UnsetType = UNSET

    def applied(self, work: Work) -> Work:
        """The next version of the work."""
        given = {name: value for name, value in asdict(self).items() if value is not UNSET}
        texts = {name: clean(value) for name, value in given.items() if name in ("owner", "next_step", "note")}
        return replace(work, **{**given, **texts, "version": work.version + 1})


class Trace(Struct, frozen=True, kw_only=True):
    """One signal of a lead in its place in the log."""

    lead: LeadId
    seq: int
    at: datetime
    signal: Signal
    about: str
    host_only: bool
