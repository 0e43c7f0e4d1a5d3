"""The vocabulary every slice shares: identities, people, texts, money, and what commands and events have in common.

A command is imperative and strict (unknown fields are refused), an event is past and tolerant (unknown fields are
ignored, new ones have defaults). Both are tagged `noun.verb`, and a tag is permanent once released.
"""

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final, NewType

from msgspec import Meta, MsgspecError, Struct

from server.errors import Invalid

Identity = Annotated[str, Meta(max_length=64)]
RoadshowId = NewType("RoadshowId", Identity)
PersonId = NewType("PersonId", Identity)
SeatId = NewType("SeatId", Identity)
PitchId = NewType("PitchId", Identity)
ProjectId = NewType("ProjectId", Identity)
QuestionId = NewType("QuestionId", Identity)
IntentId = NewType("IntentId", Identity)
LeadId = NewType("LeadId", Identity)
MeetingId = NewType("MeetingId", Identity)
ConsortiumId = NewType("ConsortiumId", Identity)

Line = Annotated[str, Meta(max_length=200)]
Paragraph = Annotated[str, Meta(max_length=2000)]
Minutes = Annotated[int, Meta(ge=1, le=240)]
Moment = Annotated[datetime, Meta(tz=True)]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
Minor = Annotated[int, Meta(ge=0, le=10**15)]

SYSTEM = PersonId("system")

UNREADABLE: Final = (MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding raises where bytes are no message; RecursionError where they are nested too deep."""


class Role(StrEnum):
    """What a seat is for; rights follow from it in `decide` and nowhere else."""

    organizer = "organizer"
    presenter = "presenter"
    investor = "investor"
    audience = "audience"
    auditor = "auditor"


class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wants; it becomes events or is Rejected."""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happened; `private` is kept apart from the event so that a person can be erased and the chain still holds.

    `private` is always text of whoever acted. A reader must accept it being absent: that is what erasure looks like.
    """


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts, from their seat; the name and organisation are as they were when the seat was taken."""

    seat: SeatId
    person: PersonId
    role: Role
    project: ProjectId | None = None
    name: str = ""
    organisation: str = ""


HOUSE = Actor(seat=SeatId("system"), person=SYSTEM, role=Role.organizer)
"""The house itself, where it does what nobody asked for, or what the operator did."""


class Context(Struct, frozen=True, kw_only=True):
    """What `decide` may know besides state and command: who, when by the server's clock, and one fresh identity."""

    actor: Actor
    at: datetime
    id: str


class Entry(Struct, frozen=True, kw_only=True):
    """One event in its place: `seq` counts from 1 without a gap in each roadshow.

    `digest` is that of the event's private text in hex, which outlives the text; empty where there is none.
    """

    seq: int
    at: datetime
    by: PersonId
    event: Event
    digest: str = ""


class Bilingual(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A text in Chinese, in English or in both; a reader without theirs is shown the other."""

    zh: Paragraph = ""
    en: Paragraph = ""

    def cleaned(self) -> "Bilingual":
        """The same with both texts cleaned."""
        return Bilingual(zh=clean(self.zh), en=clean(self.en))

    def __bool__(self) -> bool:
        """Whether there is a text at all."""
        return bool(self.zh or self.en)


class Money(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money in minor units (cents, fen) of one ISO 4217 currency."""

    minor: Minor
    currency: Currency


class Basis(StrEnum):
    """What an amount is for: all of it, each year, or each tranche."""

    total = "total"
    per_year = "per_year"
    per_tranche = "per_tranche"


class Amount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A range of money in minor units (cents, fen) of one ISO 4217 currency; an exact amount has equal ends."""

    minimum: Minor
    maximum: Minor
    currency: Currency
    basis: Basis = Basis.total


class Signature(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a person is named to those who may know them."""

    name: str = ""
    organisation: str = ""


def clean(text: str) -> str:
    """Drop control, surrogate and bidirectional override characters and normalise to NFC; line breaks stay.

    What is left may be joined by normalising, so dropping comes first. A text of nothing to see is empty.
    """
    kept = "".join(char for char in text.replace("\r\n", "\n") if char == "\n" or not _hidden(char))
    normal = unicodedata.normalize("NFC", kept).strip()
    return "" if all(_blank(char) for char in normal) else normal


def _hidden(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cc", "Cs"} or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def _blank(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Zs", "Zl", "Zp"} or char == "\n"


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; Invalid where the calendar has none (year 1 east of Greenwich)."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid("time_range") from None


def required(text: str, code: str = "text_empty") -> str:
    """The cleaned text; Invalid where nothing is left."""
    if not (cleaned := clean(text)):
        raise Invalid(code)
    return cleaned
