"""The vocabulary every slice shares: identities, people, texts, money, and what commands and events have in common.

A command is imperative and strict (unknown fields are refused), an event is past and tolerant (unknown fields are
ignored, new ones have defaults). Both are tagged `noun.verb`, and a tag is permanent once released.
"""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType

from msgspec import Meta, Struct

from server.errors import Invalid

RoadshowId = NewType("RoadshowId", str)
PersonId = NewType("PersonId", str)
SeatId = NewType("SeatId", str)
PitchId = NewType("PitchId", str)
ProjectId = NewType("ProjectId", str)
QuestionId = NewType("QuestionId", str)
IntentId = NewType("IntentId", str)
LeadId = NewType("LeadId", str)

Line = Annotated[str, Meta(max_length=200)]
Paragraph = Annotated[str, Meta(max_length=2000)]
Minutes = Annotated[int, Meta(ge=1, le=240)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Minor = Annotated[int, Meta(ge=0, le=10**15)]

SYSTEM = PersonId("system")


class Role(StrEnum):
    """What a seat is for; rights follow from it in `decide` and nowhere else."""

    organizer = "organizer"
    presenter = "presenter"
    investor = "investor"
    audience = "audience"


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


class Context(Struct, frozen=True, kw_only=True):
    """What `decide` may know besides state and command: who, when by the server's clock, and one fresh identity."""

    actor: Actor
    at: datetime
    id: str


class Entry(Struct, frozen=True, kw_only=True):
    """One event in its place: `seq` counts from 1 without a gap in each roadshow."""

    seq: int
    at: datetime
    by: PersonId
    event: Event


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


class Amount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A range of money in minor units (cents, fen) of one ISO 4217 currency; an exact amount has equal ends."""

    minimum: Minor
    maximum: Minor
    currency: Currency


class Signature(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a person is named to those who may know them."""

    name: str = ""
    organisation: str = ""


def clean(text: str) -> str:
    """Normalise to NFC and drop control, surrogate and bidirectional override characters; line breaks stay."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(char for char in normal if char == "\n" or not _hidden(char)).strip()


def _hidden(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cc", "Cs"} or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def required(text: str, code: str = "text_empty") -> str:
    """The cleaned text; Invalid where nothing is left."""
    if not (cleaned := clean(text)):
        raise Invalid(code)
    return cleaned
