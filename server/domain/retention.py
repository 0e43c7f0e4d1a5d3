"""Retention: personal records of a roadshow are erased once its preset's days are over, and the log says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict, replace

from server.domain.messages import Command, Context, Entry, Event, RoadshowId
from server.domain.rules import NOBODY, PLANNED, Evolutions, Rule, Rules
from server.domain.state import Roadshow


class Records(Struct, frozen=True, kw_only=True):
    """How much there is, or was, of each kind of record.

    Private texts, leads that were worked on, times of watching, downloads, projects' documents, letters, invitations;
    `people` are those whose name and contact no other roadshow and no account needs.
    """

    texts: int = 0
    leads: int = 0
    spans: int = 0
    downloads: int = 0
    documents: int = 0
    letters: int = 0
    invitations: int = 0
    people: int = 0


class EraseRecords(Records, Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="records.erase"):
    """Erase what is left of a roadshow's personal records, after so much of them; only the house itself does."""


class RecordsErased(Records, Event, frozen=True, kw_only=True, tag="records.erased"):
    """The time to keep personal records was over: so many of each kind were erased, and nothing is decided any more."""


class Expiring(Struct, frozen=True, kw_only=True):
    """A roadshow with records, and until when they are kept."""

    roadshow: RoadshowId
    until: datetime


def erase(state: Roadshow, command: EraseRecords, context: Context) -> Sequence[Event]:
    """At nobody's wish: the preset says when."""
    return [RecordsErased(**asdict(command))]


def erased(state: Roadshow, event: RecordsErased, entry: Entry) -> Roadshow:
    """Over for good."""
    return replace(state, erased_at=entry.at)


def kept_until(state: Roadshow) -> datetime | None:
    """Until when records are kept; None before the end, and where they are kept for ever."""
    days = state.preset.retention_days
    return state.ended_at + timedelta(days=days) if state.ended_at and days is not None else None


RULES: Rules = {EraseRecords: Rule(erase, NOBODY, PLANNED)}

EVOLVE: Evolutions = {RecordsErased: erased}
